"""Somebody of the team reads a letter, or takes it along as a file: a look at a contact, so it leaves a trace."""

from dataclasses import replace

from tracker.allies.ally import Ally
from tracker.keeping import copies
from tracker.letters import carrying, lists, reading
from tracker.letters.draft import drafted, sender
from tracker.letters.letter import Letter
from tracker.letters.lists import Campaigns
from tracker.letters.reading import Reading
from tracker.mail.compose import compose
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import rations, trace


def read_letter(letter_id: str, account_id: str, campaigns: Campaigns, team: bool, sees_extra_care: bool) -> Reading:
    """Raises LetterNotThere, ForCoordinators, LetterEmptied and RationSpent."""
    with transaction():
        letter = lists.seen(letter_id, campaigns, team)
        shown = reading.read(letter, sees_extra_care)
        about, about_id = _whose(letter)
        if about != "account":
            rations.take("reveal", account_id, about_id)
        trace.note("letter read", account_id, about, about_id)
        return shown


def take_letter(letter_id: str, account_id: str, team: bool, base_url: str) -> bytes:
    """The letter whole, with its links: for coordinators. Raises LetterNotThere, LetterEmptied, AddressUnfit, RationSpent."""
    with transaction():
        rations.take("export", account_id)
        letter = lists.seen(letter_id, None, team)
        reading.read(letter, sees_extra_care=True)
        ally = db.session.get(Ally, letter.ally_id) if letter.ally_id else None
        who = sender(base_url)
        discreet = ally is not None and bool(ally.extra_care)
        message = compose(drafted(carrying.opened(letter), base_url), replace(who, name="") if discreet else who)
        if letter.ally_id:
            copies.left("letter", account_id, [letter.ally_id], "eml")
        trace.note("letter taken", account_id, *_whose(letter))
        return message


def _whose(letter: Letter) -> tuple[str, str]:
    """An ally's, somebody's of the team, or a host's, who has no row of their own."""
    if letter.ally_id:
        return "ally", letter.ally_id
    return ("account", letter.account_id) if letter.account_id else ("letter", letter.id)

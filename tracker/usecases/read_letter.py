"""Somebody of the team reads a letter, or takes it along as a file: a look at a contact, so it leaves a trace."""

from dataclasses import replace
from email.message import EmailMessage

from tracker.allies.ally import Ally
from tracker.keeping import copies
from tracker.letters import carrying, lists, reading
from tracker.letters.draft import drafted, sender
from tracker.letters.lists import Campaigns
from tracker.letters.reading import Reading
from tracker.mail.compose import compose
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import trace


def read_letter(letter_id: str, account_id: str, campaigns: Campaigns, team: bool, sees_extra_care: bool) -> Reading:
    """Raises LetterNotThere, ForCoordinators and LetterEmptied."""
    with transaction():
        letter = lists.seen(letter_id, campaigns, team)
        shown = reading.read(letter, sees_extra_care)
        trace.note(
            "letter read", account_id, "ally" if letter.ally_id else "account", letter.ally_id or letter.account_id
        )
        return shown


def take_letter(letter_id: str, account_id: str, team: bool, base_url: str) -> EmailMessage:
    """The letter whole, with its links: for coordinators. Raises LetterNotThere, LetterEmptied and AddressUnfit."""
    with transaction():
        letter = lists.seen(letter_id, None, team)
        reading.read(letter, sees_extra_care=True)
        ally = db.session.get(Ally, letter.ally_id) if letter.ally_id else None
        who = sender(base_url)
        discreet = ally is not None and bool(ally.extra_care)
        message = compose(drafted(carrying.opened(letter), base_url), replace(who, name="") if discreet else who)
        if letter.ally_id:
            copies.left("letter", account_id, [letter.ally_id], "eml")
        trace.note(
            "letter taken", account_id, "ally" if letter.ally_id else "account", letter.ally_id or letter.account_id
        )
        return message

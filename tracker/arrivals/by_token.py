"""What all that a token writes has in common: who stands behind it, for which campaign, whom it names, which tags. Inside a
transaction.
"""

from collections.abc import Collection

from tracker import clock
from tracker.allies import answer_by_link, tags
from tracker.allies.ally import Ally
from tracker.allies.contact_points import MOST_NAME
from tracker.allies.said import Said
from tracker.arrivals.from_program import Sender
from tracker.errors import NotThere, Refusal
from tracker.screenings import campaigns
from tracker.signups import within
from tracker.store.db import db
from tracker.team.token import Scope, Token
from tracker.words import lazy


class PersonUnknown(Refusal):
    """In words that a client of Action Network knows."""

    sentence = "You must specify a valid person id"
    status = 400


class NameTooLong(Refusal):
    sentence = lazy("That name is longer than we can keep. 200 characters are enough.")
    status = 400


class NoCampaign(Refusal):
    sentence = lazy("There is no campaign yet in which anybody could raise a hand.")
    status = 409


class OtherCampaign(Refusal):
    sentence = lazy("This token is for another campaign.")
    status = 403


def sender(token: Token) -> Sender:
    """Who stands behind what it sends. Only who may see somebody changes what is known of them."""
    return Sender(token.consent == "given", Scope.READ_PEOPLE in token.scopes, token.kept_by_id)


def campaign(token: Token, told: str) -> str:
    """The token’s; else the one that was named, else the newest that is running. Raises OtherCampaign, NoCampaign, NotThere."""
    if token.campaign_id is not None:
        if told and told != token.campaign_id:
            raise OtherCampaign
        return token.campaign_id
    if told:
        return campaigns.by_id(told).id
    found = campaigns.running(None, clock.now().date()) or campaigns.seen(None)
    if not found:
        raise NoCampaign
    return found[0].id


def named(token: Token, person_id: str) -> Ally:
    """Whom a link means, held until the transaction ends. Raises PersonUnknown."""
    try:
        ally = answer_by_link.find(within.seen(person_id, token.campaign_id))
    except NotThere:
        raise PersonUnknown from None
    if ally is None:
        raise PersonUnknown
    return ally


def fair(sent: Said) -> None:
    """Raises NameTooLong."""
    if len(sent.name) > MOST_NAME:
        raise NameTooLong


def tag(token: Token, ally_id: str, add: Collection[str], remove: Collection[str] = ()) -> None:
    """Those that are missing are made. Of who asked for extra care nothing but a hand is written. Raises TagUnnamed, TagsFull."""
    if not (add or remove) or db.session.get_one(Ally, ally_id).extra_care:
        return
    for name in dict.fromkeys(add):
        tags.put([ally_id], tags.named(name, token.kept_by_id)[0].id, token.kept_by_id)
    for found in tags.known(remove):
        tags.take([ally_id], found.id)

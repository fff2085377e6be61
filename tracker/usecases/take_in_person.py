"""Another program says who has raised a hand: somewhere in a campaign, or at one film screening."""

from collections.abc import Collection, Sequence

from tracker import clock
from tracker.allies import tags
from tracker.allies.ally import Ally
from tracker.allies.contact_points import MOST_NAME
from tracker.allies.said import Said
from tracker.arrivals.from_program import Came, Sender, take_in
from tracker.errors import Refusal
from tracker.screenings import campaigns, doors
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import token_hour
from tracker.team.token import Scope, Token
from tracker.words import lazy


class NoWay(Refusal):
    sentence = lazy("An e-mail address or a phone number is needed.")
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


def take_in_person(
    token: Token, sent: Said, campaign_id: str = "", add_tags: Sequence[str] = (), remove_tags: Sequence[str] = ()
) -> Came:
    """All of it or nothing. `campaign_id`: "" means the token’s, else the newest that is running.

    Raises NoWay, NameTooLong, NoCampaign, OtherCampaign, NotThere, TagUnnamed, TagsFull and what said.write() raises.
    """
    if not sent.email and not sent.phone:
        raise NoWay
    if len(sent.name) > MOST_NAME:
        raise NameTooLong
    with transaction():
        at = doors.standing(_campaign(token, campaign_id), "unplaced")
        came = take_in(sent, at, _sender(token), raised=False)
        if came.kept:
            _tag(token, came.ally_id, add_tags, remove_tags)
        token_hour.add(token.id, written=1)
        return came


def _campaign(token: Token, told: str) -> str:
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


def _sender(token: Token) -> Sender:
    return Sender(token.consent == "given", Scope.READ_PEOPLE in token.scopes, token.kept_by_id)


def _tag(token: Token, ally_id: str, add: Collection[str], remove: Collection[str]) -> None:
    """Of who asked for extra care nothing but a hand is written."""
    if not add and not remove:
        return
    if db.session.get_one(Ally, ally_id).extra_care:
        return
    for tag in [tags.named(name, token.kept_by_id) for name in dict.fromkeys(add)]:
        tags.put([ally_id], tag[0].id, token.kept_by_id)
    for found in tags.known(remove):
        tags.take([ally_id], found.id)

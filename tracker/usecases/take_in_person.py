"""Another program says who has raised a hand somewhere in a campaign, or says more of somebody whom we know."""

from collections.abc import Sequence

from tracker.allies.said import Said
from tracker.arrivals import by_token
from tracker.arrivals.from_program import Came, take_in
from tracker.errors import Refusal
from tracker.screenings import doors
from tracker.store.transactions import transaction
from tracker.team import program_hour
from tracker.team.token import Token
from tracker.words import lazy


class NoWay(Refusal):
    sentence = lazy("An e-mail address or a phone number is needed.")
    status = 400


def take_in_person(
    token: Token, sent: Said, campaign_id: str = "", add_tags: Sequence[str] = (), remove_tags: Sequence[str] = ()
) -> Came:
    """All of it or nothing. `campaign_id`: see by_token.campaign().

    Raises NoWay, NameTooLong, NoCampaign, OtherCampaign, NotThere, TagUnnamed, TagsFull and what said.write() raises.
    """
    if not sent.email and not sent.phone:
        raise NoWay
    by_token.fair(sent)
    with transaction():
        at = doors.standing(by_token.campaign(token, campaign_id), "unplaced")
        came = take_in(sent, at, by_token.sender(token), raised=False)
        if came.kept:
            by_token.tag(token, came.ally_id, add_tags, remove_tags)
        program_hour.add(token.id, written=1)
        return came

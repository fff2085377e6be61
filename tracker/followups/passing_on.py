"""All that is somebody's in some campaigns goes to colleagues or to the pool: follow-ups, and film screenings they answer for."""

from collections.abc import Mapping

from tracker.followups import handing_over
from tracker.records import dataclass
from tracker.screenings import answered_for
from tracker.screenings.takers import taker
from tracker.team.roles import SEES_ALL_CAMPAIGNS


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How much changed hands. `kept_back`: follow-ups with extra care that wait for a coordinator instead."""

    follow_ups: int
    kept_back: int
    screenings: int

    @property
    def counted(self) -> str:
        """As the trace says it."""
        return f"{self.follow_ups + self.kept_back} follow-ups, {self.screenings} screenings"


def pass_on(account_id: str, to: Mapping[str, str | None]) -> HandedOver:
    """By campaign: to whom (None: the pool). Inside a transaction. Raises NoSuchAccount and CannotTake."""
    follow_ups = kept_back = screenings = 0
    for campaign_id, taker_id in sorted(to.items()):
        whose = taker(taker_id, account_id, campaign_id) if taker_id else None
        careful = whose is not None and whose.role in SEES_ALL_CAMPAIGNS
        given, back = handing_over.give(account_id, campaign_id, taker_id or None, careful)
        follow_ups, kept_back = follow_ups + given, kept_back + back
        screenings += answered_for.give(account_id, campaign_id, taker_id or None)
    return HandedOver(follow_ups, kept_back, screenings)


def campaigns_with(account_id: str) -> frozenset[str]:
    """Ids of the campaigns in which anything is theirs: open, claimed, or a film screening they answer for."""
    loads = {load.campaign_id for load in handing_over.load_of(account_id)}
    return frozenset(loads | answered_for.count_of(account_id).keys() | handing_over.claimed_in(account_id))

"""Where a million allies stand: each table is read once, where ladder.py would look everybody up in each. The same rules.

A level is the place of a rung among all, and one more; 0: on none.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, or_, select

from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.followups import ladder
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.ladder_ways import SIGNED_UP, WATCHED
from tracker.followups.rung import Rung
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import micros
from tracker.store.numbered import Numbered, in_some, numbered

# When something happened: not yet; since the moment that is asked about; before it.
LATER, SINCE, BEFORE = 0, 1, 2
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


class Climb:
    """How high each of many stood before `since` (None: nobody did), and stands before `until` (None: whenever it was).

    Whoever reads their signups and consents anyway hands them on; then come the outcomes.
    """

    def __init__(self, of: Numbered, since: datetime | None = None, until: datetime | None = None) -> None:
        self.rungs = ladder.rungs()
        self.before, self.after = bytearray(of.size), bytearray(of.size)
        self._of, self._since, self._until = of, since, until
        # A way that leads to two rungs counts for the higher.
        ways = {way: level for level, rung in enumerate(self.rungs, 1) for way in rung.reached_by}
        self._watched, self._signed_up = ways.pop(WATCHED, 0), ways.pop(SIGNED_UP, 0)
        self._outcomes = ways
        self._took_place = self._begun() if self._watched else {}
        self._from = (since - EPOCH) // MICROSECOND if since else -(2**62)
        self._to = (until - EPOCH) // MICROSECOND if until else 2**62

    def signed_up(self, signups: Iterable[tuple[int, str, int]], agreed: Callable[[int], int]) -> None:
        """Number, film screening and moment (microseconds since 1970) of each, wherever it was. `agreed`: whether a number said yes to
        letters or calls, now or once.
        """
        after, level, took_place = self.after, self._signed_up, self._took_place
        for number, screening_id, at in signups:
            # Most stand there already.
            if level > after[number] and agreed(number):
                self._reached(number, level, self._at(at))
            elif at < self._from and agreed(number):
                self._reached(number, level, BEFORE)
            if screening_id in took_place:
                began = took_place[screening_id]
                self._reached(number, self._watched, self._at(at) if began is None else began)

    def by_outcomes(self) -> None:
        """All that was written down of them, in whichever campaign."""
        if not self._outcomes:
            return
        of, outcomes = self._of, self._outcomes
        # An index of outcomes must not lead where few are asked about.
        leads = (FollowUp.outcome if of.most else func.coalesce(FollowUp.outcome, "")).in_(outcomes)
        ended = select(of.number, FollowUp.outcome, self._when(FollowUp.closed_at)).where(
            of.whose(FollowUp.ally_id), leads
        )
        # A try that left its follow-up open, or was folded into one that closed otherwise.
        otherwise = or_(FollowUp.outcome.is_(None), FollowUp.outcome != Attempt.outcome)
        tried = select(of.number, Attempt.outcome, self._when(Attempt.at)).where(
            of.whose(FollowUp.ally_id), of.below(FollowUp.id, Attempt.follow_up_id), Attempt.outcome.in_(outcomes),
            Attempt.undone_at.is_(None), otherwise,
        )  # fmt: skip
        for wanted in (ended, tried):
            for number, outcome, at in chain.from_iterable(in_some(wanted)):
                self._reached(number, outcomes[outcome], at)

    def moved(self) -> list[tuple[Rung | None, Rung, int]]:
        """How many stood on which rung before, and stand on which one; without those who stand on none."""
        rungs, counted = (None, *self.rungs), Counter(zip(self.before, self.after, strict=True))
        return [
            (rungs[before], self.rungs[after - 1], number)
            for (before, after), number in sorted(counted.items())
            if after
        ]

    def _at(self, at: int) -> int:
        return LATER if at >= self._to else BEFORE if at < self._from else SINCE

    def _reached(self, number: int, level: int, when: int) -> None:
        if when != LATER and level > self.after[number]:
            self.after[number] = level
        if when == BEFORE and level > self.before[number]:
            self.before[number] = level

    def _begun(self) -> dict[str, int | None]:
        """Film screenings that took place, and when; None, at home and by the day alone: when somebody signed up there."""
        began = case((Screening.starts_at.is_not(None), self._when(Screening.starts_at)))
        placed = func.coalesce(Screening.standing, "") != "unplaced"
        wanted = select(Screening.id, began).where(ladder.took_place(), placed)
        return {screening_id: at for screening_id, at in chain.from_iterable(in_some(wanted))}

    def _when(self, at: Any) -> ColumnElement[int]:
        cases = []
        if self._until is not None:
            cases.append((at >= self._until, LATER))
        if self._since is not None:
            cases.append((at < self._since, BEFORE))
        return case(*cases, else_=SINCE) if cases else literal(SINCE)


def counts_of_all() -> tuple[dict[str | None, int], dict[str, dict[str | None, int]]]:
    """What ladder.counts() tells of everybody who signed up, and of each campaign."""
    with numbered(select(Signup.ally_id), most=True) as everybody:
        climb = Climb(everybody)
        agreed = _said_yes(everybody)
        wanted = select(everybody.number, Signup.screening_id, micros(Signup.at))
        for some in in_some(wanted.where(everybody.whose(Signup.ally_id))):
            climb.signed_up(some, agreed.__getitem__)
        climb.by_outcomes()
        rungs = (None, *(rung.id for rung in climb.rungs))
        campaigns: dict[str, dict[str | None, int]] = {}
        for campaign_id, number in _there(everybody):
            campaigns.setdefault(campaign_id, dict.fromkeys(rungs, 0))[rungs[climb.after[number]]] += 1
    of_all = Counter(climb.after)
    return {rung: of_all[level] for level, rung in enumerate(rungs)}, campaigns


def _said_yes(of: Numbered) -> bytearray:
    agreed = bytearray(of.size)
    now = or_(Ally.email_consent == "yes", Ally.phone_consent == "yes")
    for wanted in (
        select(of.number).where(of.whose(Ally.id), now),
        select(of.number).where(of.whose(Consent.ally_id), Consent.answer == "yes"),
    ):
        for (number,) in chain.from_iterable(in_some(wanted)):
            agreed[number] = 1
    return agreed


def _there(everybody: Numbered) -> Iterator[tuple[str, int]]:
    """(campaign, number) of each who signed up in it, once: an index holds signups by ally."""
    campaign_of = dict(chain.from_iterable(in_some(select(Screening.id, Screening.campaign_id))))
    by_ally = everybody.leads_to(Signup.ally_id, everybody.rows.c.id)
    wanted = select(everybody.number, Signup.screening_id).where(by_ally).order_by(everybody.rows.c.id)
    last, seen = -1, set[str]()
    for number, screening_id in chain.from_iterable(in_some(wanted)):
        if number != last:
            last, seen = number, set()
        campaign_id = campaign_of[screening_id]
        if campaign_id not in seen:
            seen.add(campaign_id)
            yield campaign_id, number

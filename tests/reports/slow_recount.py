"""The figures once more, slowly: every row is loaded and read in plain Python, as the page of definitions says it.

Nothing here uses the queries, the bits or the tallies that are tested; it knows the tables and the words of the definitions.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tests.reports.slow_person import CLOSED_BY_THE_HOUSE, Person
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.playbook import Step
from tracker.followups.rung import Rung
from tracker.reports.scope import Scope
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.head_count import HeadCount
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.signup import Signup
from tracker.store.db import db

STATES = {"TX": "US-TX", "Texas": "US-TX", "OH": "US-OH", "Seoul": "KR-Seoul"}


def everything(table: Any) -> list[Any]:
    return list(db.session.scalars(select(table).order_by(table.id)))


@dataclass
class Recount:
    """All rows, and what follows from them for one scope."""

    scope: Scope
    at: datetime
    zone: str
    screenings: dict[str, Screening] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.campaign = db.session.get_one(Campaign, self.scope.campaign_id)
        self.films = {each.id: each for each in everything(Film)}
        self.venues = {each.id: each for each in everything(Venue)}
        self.requests = everything(RequestToHost)
        self.everywhere = {each.id: each for each in everything(Screening)}
        self.rungs = sorted(everything(Rung), key=lambda rung: rung.position)
        ours = [each for each in self.everywhere.values() if each.campaign_id == self.campaign.id]
        self.screenings = {
            each.id: each for each in ours if not self.scope.by or self.key(each, self.scope.by) == self.scope.key
        }
        self.all_signups = everything(Signup)
        self.signups = [
            e for e in self.all_signups if e.screening_id in self.screenings and self.in_period(self.day(e.at))
        ]
        self.follow_ups, self.attempts = everything(FollowUp), everything(Attempt)
        self.consents, self.heads = everything(Consent), everything(HeadCount)
        self.allies = {each.id: each for each in everything(Ally)}
        # Other worlds that were drawn before are noise, and only cost time.
        places = {each.id for each in ours}
        here = {each.ally_id for each in self.all_signups if each.screening_id in places}
        self.all_signups = [
            each for each in self.all_signups if each.ally_id in here or each.screening_id in self.screenings
        ]
        self.follow_ups = [each for each in self.follow_ups if each.ally_id in here]
        planned = {each.id for each in self.follow_ups}
        self.attempts = [each for each in self.attempts if each.follow_up_id in planned]
        self.consents = [each for each in self.consents if each.ally_id in here]

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def in_period(self, day: date) -> bool:
        return (self.scope.since is None or self.scope.since <= day) and (
            self.scope.until is None or day <= self.scope.until
        )

    def key(self, screening: Screening, by: str) -> str:
        venue = self.venues.get(screening.venue_id or "")
        state = STATES[venue.region] if venue else ""
        hosts = [e for e in self.requests if e.screening_id == screening.id and e.state == "approved" and e.ally_id]
        film = self.films[screening.film_id]
        return {
            "screening": screening.id, "region": state, "country": venue.country if venue else "",
            "city": f"{state}-{venue.city.casefold()}" if venue else "",
            "kind": "" if screening.standing == "unplaced" else screening.kind,
            "host": min(hosts, key=lambda e: (e.decided_at, e.id)).ally_id if hosts else "", "film": film.id,
            "language": (screening.languages or film.languages).split(",")[0],
        }[by]  # fmt: skip

    def people(self, signups: list[Signup]) -> list[Person]:
        return [self._person(ally_id, signups) for ally_id in sorted({each.ally_id for each in signups})]

    def _person(self, ally_id: str, signups: list[Signup]) -> Person:
        planned = [e for e in self.follow_ups if e.ally_id == ally_id and e.campaign_id == self.campaign.id]
        attempts = [
            (of, e) for of in planned for e in self.attempts
            if e.follow_up_id == of.id and e.undone_at is None and e.outcome not in CLOSED_BY_THE_HOUSE
        ]  # fmt: skip
        return Person(
            self.allies[ally_id], [e for e in signups if e.ally_id == ally_id],
            [e for e in self.all_signups if e.ally_id == ally_id], [e for e in self.consents if e.ally_id == ally_id],
            planned, attempts, self.campaign.confirmed_first,
        )  # fmt: skip

    def funnel(self, signups: list[Signup], screenings: list[Screening]) -> tuple[Any, ...]:
        people = self.people(signups)
        steps = ("contactable", "awaiting", "reached", "acted_said", "acted", "outcome")
        counts = [sum(getattr(each, step) for each in people) for step in steps]
        return (self.room(screenings), len(signups), len(people), *counts)

    def room(self, screenings: list[Screening]) -> tuple[Any, ...]:
        """Heads, signups of the counted rooms, how many were counted, of how many, left out because they share a figure."""
        rooms = [e for e in screenings if not e.standing and not e.joined_into_id and e.day and self.in_period(e.day)]
        ids, holds = {each.id for each in rooms}, {}
        for each in rooms:
            counts = [count for count in self.heads if count.screening_id == each.id]
            if counts:
                holds[each.id] = max(counts, key=lambda count: (count.at, count.id))
        counted, heads, left_out = set[str](), 0, 0
        figures: dict[str, tuple[set[str], set[str], HeadCount]] = {}
        for screening_id, count in holds.items():
            shows = {e.screening_id or "" for e in self.heads if count.row_id and e.row_id == count.row_id} or {
                screening_id
            }
            if not shows <= ids:
                left_out += 1
                continue
            held_for = figures.get(count.row_id or count.id, (shows, set[str](), count))[1]
            figures[count.row_id or count.id] = (shows, held_for | {screening_id}, count)
        for shows, held_for, count in sorted(
            figures.values(), key=lambda e: (-len(e[0]), e[2].at, e[2].row_id or e[2].id)
        ):
            # A room that stands in a larger figure is not added once more.
            if not held_for <= counted:
                counted, heads = counted | shows, heads + count.heads
        left_out = len(set(holds) - counted)
        begun = {each.id for each in rooms if each.status != "cancelled" and self.has_begun(each)} | counted
        if not counted:
            return None, None, 0, len(begun), left_out
        return heads, sum(e.screening_id in counted for e in self.all_signups), len(counted), len(begun), left_out

    def has_begun(self, screening: Screening) -> bool:
        if screening.starts_at:
            return screening.starts_at <= self.at
        return screening.day is not None and screening.day <= self.at.astimezone(ZoneInfo(screening.zone)).date()

    def groups(self, by: str) -> dict[str, tuple[Any, ...]]:
        found = {}
        for key in {self.key(each, by) for each in self.screenings.values()}:
            there = [each for each in self.screenings.values() if self.key(each, by) == key]
            funnel = self.funnel([e for e in self.signups if e.screening_id in {s.id for s in there}], there)
            rooms = [e for e in there if not e.standing and not e.joined_into_id and e.day and self.in_period(e.day)]
            if funnel[1] or rooms:
                found[key] = funnel
        return found

    def waits(self, by_person: bool = False) -> tuple[int, int, int | None, int | None]:
        people = [each for each in self.people(self.signups) if each.promised(by_person)]
        waited = [each.spoken if by_person else each.contact for each in people]
        # Whoever waits comes last of all.
        hours: list[float] = sorted(float("inf") if each is None else each // 3600 for each in waited)

        def within(part: float) -> int | None:
            found = hours[ceil(len(hours) * part) - 1] if hours else float("inf")
            return None if found == float("inf") else int(found)

        return len(people), sum(each is None for each in waited), within(0.5), within(0.9)

    def rates(self) -> dict[str, tuple[int, int]]:
        people = self.people(self.signups)
        promised = [each for each in people if each.promised()]
        able = [each for each in people if each.contactable]
        due = self.due(promised)
        return {
            "follow_up": (sum(e.tried for e in promised), len(promised)), "on_time": (sum(map(self.in_time, due)), len(due)),
            "action": (sum(e.acted for e in people), sum(e.reached for e in people)),
            "action_said": (sum(e.acted_said for e in able), len(able)), "outcome": (sum(e.outcome for e in able), len(able)),
            "abandon": (sum(e.given_up for e in promised), len(promised)),
            "opt_out": (sum(e.opted_out for e in people), sum(e.ever_agreed for e in people)),
            "new": (sum(e.is_new for e in people), len(people)),
            "unplaced": (sum(self.screenings[e.screening_id].standing == "unplaced" for e in self.signups), len(self.signups)),
        }  # fmt: skip

    def due(self, promised: list[Person]) -> list[Person]:
        return [each for each in promised if each.first + 72 * 3600 <= int(self.at.timestamp())]

    def in_time(self, person: Person) -> bool:
        return person.contact is not None and person.contact <= 72 * 3600

    def weeks(self) -> dict[date, tuple[int, int, int]]:
        """Signups, on time, and of how many."""
        due = self.due([each for each in self.people(self.signups) if each.promised()])
        found = {}
        for week in {monday(self.day(each.at)) for each in self.signups}:
            theirs = [e for e in due if monday(self.day(datetime.fromtimestamp(e.first, UTC))) == week]
            number = sum(monday(self.day(each.at)) == week for each in self.signups)
            found[week] = (number, sum(map(self.in_time, theirs)), len(theirs))
        return found

    def days(self) -> dict[date, int]:
        return dict(Counter(self.day(each.at) for each in self.signups))

    def sources(self) -> dict[str, int]:
        return dict(Counter(each.source for each in self.signups))

    def gifts(self) -> dict[str, tuple[int, int, int]]:
        ours = {each.ally_id for each in self.signups}
        gave = [
            e for e in self.follow_ups
            if e.campaign_id == self.campaign.id and e.ally_id in ours and e.outcome == "gave" and e.value is not None
        ]  # fmt: skip
        return {
            currency: (
                sum(e.currency == currency for e in gave), sum(e.value for e in gave if e.currency == currency),
                len({e.ally_id for e in gave if e.currency == currency}),
            )
            for currency in {e.currency for e in gave}
        }  # fmt: skip

    def calls(self) -> dict[str, tuple[int, int]]:
        """By the key of the call to action: who acted, and who says so."""
        people = self.people(self.signups)
        asks = {each.id: each.asks for each in everything(Step)}
        done = [{call for call in each.answered(asks) if call} for each in people]
        said = [{call for call in each.pressed(asks) if call} for each in people]
        return {
            call: (sum(call in each for each in done), sum(call in more - each for each, more in zip(done, said, strict=True)))
            for call in set().union(*done, *said)
        }  # fmt: skip

    def hosts(self) -> tuple[int, int, int, int, int]:
        asked = [e for e in self.requests if e.signup_id in {s.id for s in self.signups}]
        hosted = [
            e for e in self.screenings.values() if e.day and self.in_period(e.day) and not e.joined_into_id and self.key(e, "host")
        ]  # fmt: skip
        pairs = {(e.screening_id, e.ally_id) for e in self.requests if e.state == "approved"}
        signups = [
            e for e in self.all_signups if e.screening_id in {s.id for s in hosted} and (e.screening_id, e.ally_id) not in pairs
        ]  # fmt: skip
        approved = sum(e.state == "approved" for e in asked)
        return len(asked), approved, len(hosted), sum(e.status == "cancelled" for e in hosted), len(signups)

    def ladder(self) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
        """Allies on each rung at the end, and who moved in the period."""
        after_it = self._midnight(self.scope.until + timedelta(days=1)) if self.scope.until else self.at
        end = min(self.at, after_it)
        begin = self._midnight(self.scope.since) if self.scope.since else None
        by_then = [
            e for e in self.all_signups
            if e.screening_id in self.screenings and (self.scope.until is None or self.day(e.at) <= self.scope.until)
        ]  # fmt: skip
        on, moves = Counter[str](), Counter[tuple[str, str]]()
        for ally_id in {each.ally_id for each in by_then}:
            before, after = self._rung(ally_id, begin), self._rung(ally_id, end)
            on[after] += 1
            moves[before, after] += before != after
        return dict(+on), dict(+moves)

    def _midnight(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def _rung(self, ally_id: str, before: datetime | None) -> str:
        if before is None:
            return ""
        done, everywhere = set[str](), self.everywhere
        ally = self.allies[ally_id]
        said_yes = "yes" in {ally.email_consent, ally.phone_consent} | {
            each.answer for each in self.consents if each.ally_id == ally_id
        }
        for signup in (each for each in self.all_signups if each.ally_id == ally_id):
            there = everywhere[signup.screening_id]
            if said_yes and signup.at < before:
                done.add("signed up")
            over = there.starts_at is None and there.day and there.day < (self.at - timedelta(hours=12)).date()
            took_place = there.standing == "streaming" or (there.starts_at and there.starts_at <= self.at) or over
            if took_place and there.status != "cancelled" and (there.starts_at or signup.at) < before:
                done.add("watched")
        for each in (each for each in self.follow_ups if each.ally_id == ally_id):
            if each.outcome and each.closed_at and each.closed_at < before:
                done.add(each.outcome)
            tries = [e for e in self.attempts if e.follow_up_id == each.id and e.undone_at is None and e.at < before]
            # What a follow-up closed with counts from when it closed.
            done |= {attempt.outcome for attempt in tries if attempt.outcome != each.outcome}
        return next((rung.id for rung in reversed(self.rungs) if done & set(rung.reached_by)), "")


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

"""What would happen, and when, for five signups by the steps as they are kept: real ones that differ, the latest first."""

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime
from typing import Literal

from tracker import clock
from tracker.followups import plan, recent
from tracker.followups.facts import Earned
from tracker.followups.outcomes import CLOSING
from tracker.followups.plan import ANY_LETTER
from tracker.followups.playbook import Playbook, Step
from tracker.followups.recent import Recent
from tracker.records import dataclass

FIVE = 5
# The five are chosen among so many.
LOOK_AT = 100
SENT = "sent"

Whose = Literal["itself", "somebody", "in turn", "pool"]


@dataclass(slots=True)
class Line:
    """A step that would happen, and what follows when it ends."""

    step: Step
    # None: nobody knows when what it follows ends.
    due: datetime | None
    whose: Whose
    # Who, where it is "somebody".
    account_id: str | None
    # What it follows ends so; "": it comes with the signup.
    outcome: str = ""
    # A letter that waits until the address is confirmed.
    held: bool = False
    after: list["Line"] = field(default_factory=list)


@dataclass(slots=True)
class Sample:
    """One signup. `number`: it is an invented one."""

    signup: Recent
    number: int | None
    lines: list[Line]
    # What follows whichever letter.
    any_letter: list[Line]


def samples(book: Playbook, steps: Sequence[Step], interests: Sequence[str], only: str | None = None) -> list[Sample]:
    """Five: real ones as far as there are any, then invented ones. `only`: of this campaign."""
    _looked_at, found = recent.latest(book, LOOK_AT, only=only)
    real = _differing(found)
    made = _invented(interests)[: FIVE - len(real)]
    return [_sample(each, None, steps) for each in real] + [
        _sample(each, number, steps) for number, each in enumerate(made, start=1)
    ]


def _differing(found: Sequence[Recent]) -> list[Recent]:
    """The latest; then each time the one least like those chosen, of equals the latest. One signup of each ally."""
    rest = list({each.ally_id: each for each in reversed(found)}.values())[::-1]
    chosen: list[Recent] = rest[:1]
    while len(chosen) < FIVE and len(chosen) < len(rest):
        others = [each for each in rest if each not in chosen]
        chosen.append(max(others, key=lambda each: min(_unlike(each, other) for other in chosen)))
    return chosen


def _unlike(one: Recent, other: Recent) -> int:
    """In how many ways two signups differ."""
    return sum((
        2 * (one.interests != other.interests), one.kind != other.kind, one.language != other.language,
        (one.by_email, one.by_phone) != (other.by_email, other.by_phone), one.campaign_id != other.campaign_id,
    ))  # fmt: skip


def _sample(each: Recent, number: int | None, steps: Sequence[Step]) -> Sample:
    unfolding = _Unfolding(steps, each, each.earned())
    return Sample(each, number, unfolding.lines(), unfolding.any_letter)


@dataclass(slots=True)
class _Unfolding:
    steps: Sequence[Step]
    signup: Recent
    earned: Earned
    any_letter: list[Line] = field(default_factory=list)
    # Each step is planned once for an ally.
    seen: set[str] = field(default_factory=set)
    # Key of the letter that does not wait for a confirmed address.
    first: str = ""

    def lines(self) -> list[Line]:
        ahead = plan.would_earn(self.steps, self.earned)
        self.seen = {step.key for step, _due, _late in ahead}
        letters = [(due, step.position, step.key) for step, due, _late in ahead if step.channel == "letter"]
        first = min((each for each in letters if each[2] not in self.reminders), default=None)
        self.first = first[2] if first else ""
        return [self._line(step, due, "") for step, due, _late in ahead]

    @property
    def reminders(self) -> frozenset[str]:
        return frozenset(step.key for step in self.steps if step.condition.get("unconfirmed"))

    def _held(self, step: Step) -> bool:
        goes = step.channel != "letter" or step.key == self.first or step.key in self.reminders
        return self.earned.unconfirmed and not goes

    def _line(self, step: Step, due: datetime | None, outcome: str) -> Line:
        whose, account_id = _whose(step, self.signup)
        line = Line(step, due, whose, account_id, outcome, held=self._held(step))
        for ending in CLOSING[step.channel]:
            at = due if ending == SENT else None
            for following, then, _late in plan.would_follow(
                self.steps, step, ending, self.earned, at or self.earned.at
            ):
                if following.key in self.seen:
                    continue
                self.seen.add(following.key)
                after = self._line(following, then if at else None, ending)
                (self.any_letter if following.condition.get("after") == ANY_LETTER else line.after).append(after)
        return line


def _whose(step: Step, signup: Recent) -> tuple[Whose, str | None]:
    if step.channel == "letter":
        return "itself", None
    if step.hand == "in turn":
        return "in turn", None
    account_id = {"point person": signup.point_person_id, "host contact": signup.host_contact_id}.get(step.hand)
    return ("somebody", account_id) if account_id else ("pool", None)


def _invented(interests: Sequence[str]) -> list[Recent]:
    """Samples for a house to which nobody has come yet: they differ in what they ticked, left and speak."""
    first, second = [*interests, "", ""][:2]
    shapes = (
        ("theatrical", "en", True, True, {first}),
        ("theatrical", "en", True, False, set[str]()),
        ("community", "ko", False, True, {second}),
        ("campus", "es", True, True, {first, second}),
        ("streaming", "ko", False, True, set[str]()),
    )
    now = clock.now()
    return [
        Recent(
            signup_id="", ally_id=str(number), alias="", language=language, source="screen", at=now, campaign_id="",
            screening_id="", kind=kind, zone="UTC", point_person_id=None, host_contact_id=None, by_email=by_email,
            by_phone=by_phone, day=None, starts_at=None, unconfirmed=True, interests=frozenset(ticks - {""}),
        )
        for number, (kind, language, by_email, by_phone, ticks) in enumerate(shapes)
    ]  # fmt: skip

"""Steps that the rules accept have no loop, and each happens for some signup; those that are refused as never never happen."""

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import so_many
from tracker.errors import Refusal
from tracker.followups import plan, step_rules
from tracker.followups.facts import Earned
from tracker.followups.outcomes import CLOSING
from tracker.followups.playbook import Condition, Step
from tracker.followups.reach import Link, unreached
from tracker.followups.step_rules import Draft

NOW = datetime(2023, 10, 24, 15, tzinfo=UTC)
TICKS = ("host", "learn")
SAID = {"en": {"subject": "s", "text": "t"}}

# Whatever differs for the conditions below, in every mixture.
EVERYBODY = [
    Earned(
        signup_id="s", ally_id="a", campaign_id="c", kind=kind, source=source, language=language, interests=frozenset(ticks),
        by_email=by_email, by_phone=by_phone, waits=waits, unconfirmed=unconfirmed, at=NOW, zone="America/Chicago", days_since=days,
        point_person_id=None, host_contact_id=None,
    )
    for kind, source, language, days, (by_email, by_phone, waits), unconfirmed, ticks in product(
        ("festival", "campus"), ("screen", "sheet"), ("en", "ko"), (0, 3, 9),
        ((True, True, False), (True, False, False), (False, True, False), (True, False, True), (False, False, True)),
        (False, True),
        ((), ("host",), ("learn",), TICKS),
    )
    # Who waits is asked by letter only where they stood in person.
    if not (waits and by_email and source == "sheet")
]  # fmt: skip


def some(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


def maybe(**entries: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Seldom more than two of them: or nothing would ever be accepted."""
    return st.lists(st.sampled_from(sorted(entries)), max_size=2, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: entries[name] for name in names})
    )


ASKED = maybe(
    interests=some(TICKS), without_interests=some(TICKS), kinds=some(("festival", "campus")),
    sources=some(("screen", "sheet")), languages=some(("en", "ko")), consent=some(step_rules.CONSENTS),
    only_phone=st.just(True), since_least=st.sampled_from([3, 9]), since_most=st.sampled_from([0, 3]),
    waits=st.just(True), unconfirmed=st.just(True),
)  # fmt: skip
STARTS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({
        "after": st.sampled_from(["k0", "k1", "k2", "k3", plan.ANY_LETTER]),
        "outcome": st.sampled_from(["sent", "answered", "reached", "done", "stop calls", "asked to stop", "not reached"]),
    }),
)  # fmt: skip
PLAYBOOKS = st.lists(
    st.tuples(st.sampled_from(["letter", "letter", "call", "text", "task"]), ASKED, STARTS), min_size=1, max_size=4
)


def condition_of(*parts: dict[str, Any]) -> Condition:
    condition: Any = {name: value for part in parts for name, value in part.items()}
    return condition


def steps_of(drawn: list[tuple[str, dict[str, Any], dict[str, Any]]]) -> list[Step]:
    return [
        Step(
            key=f"k{number}", title=f"k{number}", channel=channel, condition=condition_of(asked, starts), delay_hours=0,
            clock_hours=72, words=SAID,
        )
        for number, (channel, asked, starts) in enumerate(drawn)
    ]  # fmt: skip


def lived(steps: list[Step], each: Earned) -> set[str]:
    """Every step that can happen to a signup, whichever way each before it ends."""
    todo = [(step, each) for step, *_ in plan.would_earn(steps, each)]
    happened = {(step.key, facts) for step, facts in todo}
    while todo:
        step, facts = todo.pop()
        for outcome in CLOSING[step.channel]:
            after = plan.without_calls(facts) if outcome == plan.STOP_CALLS else facts
            for other, *_ in plan.would_follow(steps, step, outcome, facts, NOW):
                if (other.key, after) not in happened:
                    happened.add((other.key, after))
                    todo.append((other, after))
    return {key for key, _facts in happened}


def accepted(steps: list[Step]) -> list[Step]:
    """Those that the rules let in, one after the other, as somebody would add them; a change of one is tried too."""
    kept: list[Step] = []
    for step in steps:
        draft = Draft(step.title, step.channel, 0, 72, step.condition, step.words)
        try:
            step_rules.check(draft, step.key, [other for other in kept if other.key != step.key], TICKS)
        except Refusal:
            continue
        kept = [other for other in kept if other.key != step.key] + [step]
    return kept


@settings(max_examples=so_many(80), deadline=None)
@given(PLAYBOOKS, PLAYBOOKS)
def test_what_the_rules_accept_has_no_loop_and_happens_to_somebody(first: Any, changed: Any) -> None:
    steps = accepted([*steps_of(first), *steps_of(changed)])
    waits = {step.key: step.condition.get("after") for step in steps}
    for key, at in waits.items():
        seen = [key]
        while at and at != plan.ANY_LETTER:
            assert at not in seen
            seen.append(at)
            at = waits[at]
    happened = set().union(*(lived(steps, each) for each in EVERYBODY)) if steps else set()
    assert happened == set(waits)


@settings(max_examples=so_many(80), deadline=None)
@given(PLAYBOOKS)
def test_what_is_said_never_to_happen_happens_to_nobody_and_the_rest_to_somebody(drawn: Any) -> None:
    # Steps for those who wait are letters at the signup: another rule sees to that.
    steps = [
        step
        for step in steps_of(drawn)
        if not step.condition.get("waits") or (step.channel == "letter" and "after" not in step.condition)
    ]
    never = unreached([Link(step.key, step.channel, step.condition) for step in steps])
    happened = set().union(*(lived(steps, each) for each in EVERYBODY)) if steps else set()
    assert {step.key for step in steps} - never.keys() == happened


@pytest.mark.parametrize(
    ("channel", "condition", "said"),
    [
        ("call", {"after": "festival", "outcome": "answered", "kinds": ["campus"]}, "is for other people"),
        ("call", {"after": "festival", "outcome": "answered", "kinds": ["campus", "festival"]}, ""),
        ("letter", {"consent": ["calls"]}, "a letter goes to those who agreed to letters"),
        ("text", {"consent": ["letters"]}, "a text goes to those who agreed to calls"),
        ("call", {"only_phone": True, "consent": ["letters"]}, "left no address"),
        ("call", {"since_least": 5, "since_most": 4}, "at least that late"),
        ("call", {"since_least": 731}, "whole days"),
        ("call", {"languages": ["tlh"]}, "languages that supporters can choose"),
        ("call", {"sources": ["pigeon"]}, "no such way"),
        ("call", {"consent": ["everything"]}, "from the list"),
        ("call", {"waits": True}, "the one letter that asks"),
        ("letter", {"waits": True, "sources": ["sheet"]}, "can never happen"),
        ("text", {"after": "ring", "outcome": "stop calls"}, "no more of it"),
        ("letter", {"after": "ring", "outcome": "stop calls"}, ""),
        ("task", {"after": "ring", "outcome": "asked to stop"}, "no more of it"),
        ("letter", {"after": "ring", "outcome": "reached"}, "is for other people"),
        ("task", {"after": "late", "outcome": "done", "since_most": 4}, "is for other people"),
        ("task", {"after": "late", "outcome": "done", "since_most": 5}, ""),
        ("text", {"after": "no_calls", "outcome": "answered"}, "is for other people"),
        ("task", {"after": "no_calls", "outcome": "answered"}, ""),
    ],
)
def test_a_step_that_can_never_happen_is_refused_with_its_reason(channel: str, condition: Any, said: str) -> None:
    others = steps_of([
        ("letter", {"kinds": ["festival"]}, {}),
        ("call", {"only_phone": True} if condition.get("outcome") != "stop calls" else {}, {}),
        ("task", {"since_least": 5}, {}),
        ("call", {}, {}),
        ("letter", {}, {"after": "open", "outcome": "stop calls"}),
    ])  # fmt: skip
    for step, key in zip(others, ("festival", "ring", "late", "open", "no_calls"), strict=True):
        step.key = key
    try:
        step_rules.check(Draft("New", channel, 0, 72, condition, SAID), "new", others, TICKS)
        refused = ""
    except Refusal as refusal:
        refused = str(refusal)
    assert said in refused and bool(said) == bool(refused)

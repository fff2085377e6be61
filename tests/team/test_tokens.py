"""Tokens for other programs: what each opens, until when, and who answers for it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from tests import invented
from tests.held_world import START
from tracker.errors import NotThere, Refusal
from tracker.store.db import db
from tracker.team import tokens
from tracker.team.roles import Role
from tracker.team.token import Scope, Token
from tracker.team.tokens import MayNot, NotInAnAddress, TokenUnknown, WhyPeople
from tracker.team.trace import Trace
from tracker.usecases import change_member, make_token
from tracker.usecases.press_panic import press_panic
from tracker.usecases.retire_member import retire_member
from tracker.usecases.use_token import use_token

# Where the engine cannot matter.
once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
FIGURES, BOTH = (Scope.READ_FIGURES,), (Scope.READ_FIGURES, Scope.WRITE_SIGNUPS)


@pytest.fixture
def at(app: Flask) -> Iterator[time_machine.Traveller]:
    with app.app_context(), time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def chief(at: time_machine.Traveller) -> str:
    invented.account("administrator", "Miles Y.")
    return invented.account("administrator", "Rosa M.")


def row() -> Token:
    db.session.expire_all()
    return db.session.query(Token).one()


def deeds() -> list[str]:
    return [each.deed for each in db.session.query(Trace).order_by(Trace.number)]


def test_only_its_hash_is_kept_and_it_opens_what_it_may_and_nothing_else(chief: str) -> None:
    shown = make_token.make_token("Foundation’s spreadsheet", BOTH, chief, consent="given", days=30)
    assert row().name == "Foundation’s spreadsheet"
    assert shown not in repr(vars(row())) and shown.encode() not in row().token_hash
    assert use_token(shown, Scope.READ_FIGURES).id == use_token(shown, Scope.WRITE_SIGNUPS).id
    with pytest.raises(MayNot):
        use_token(shown, Scope.READ_PEOPLE)
    for wrong in ("", shown[:-1], shown + "x", shown.upper(), "hl_", "x" * 100_000, "\x00", "\ud800"):
        with pytest.raises(TokenUnknown):
            use_token(wrong, Scope.READ_FIGURES)


@once
def test_in_an_address_only_one_that_reads_figures_alone_opens_anything(chief: str) -> None:
    narrow = make_token.make_token("sheet", FIGURES, chief)
    wide = make_token.make_token("script", BOTH, chief)
    use_token(narrow, Scope.READ_FIGURES, in_address=True)
    use_token(wide, Scope.READ_FIGURES)
    with pytest.raises(NotInAnAddress):
        use_token(wide, Scope.READ_FIGURES, in_address=True)


def test_it_ends_by_itself_by_hand_and_when_the_house_is_closed(chief: str, at: time_machine.Traveller) -> None:
    three = [make_token.make_token(str(days), FIGURES, chief, days=days) for days in (1, 10, 30)]
    at.shift(timedelta(days=1))
    by_name = {token.name: token.id for token in tokens.every()}
    assert make_token.withdraw_token(by_name["10"], chief) and not make_token.withdraw_token(by_name["10"], chief)
    use_token(three[2], Scope.READ_FIGURES)
    assert press_panic(None, "http://localhost")["tokens"] == 2
    for shown in three:
        with pytest.raises(TokenUnknown):
            use_token(shown, Scope.READ_FIGURES)
    with pytest.raises(NotThere):
        make_token.withdraw_token("0" * 16, chief)


@once
def test_it_rests_while_nobody_who_administers_answers_for_it(chief: str) -> None:
    other = invented.account("administrator", "Hana S.")
    shown = make_token.make_token("sheet", FIGURES, chief)
    change_member.disable(chief, other)
    with pytest.raises(TokenUnknown):
        use_token(shown, Scope.READ_FIGURES)
    change_member.enable(chief, other)
    use_token(shown, Scope.READ_FIGURES)
    change_member.role(chief, Role.ORGANIZER, other)
    with pytest.raises(TokenUnknown):
        use_token(shown, Scope.READ_FIGURES)
    make_token.answer_for_token(row().id, other)
    assert use_token(shown, Scope.READ_FIGURES).kept_by_id == other
    assert deeds()[-1] == "token taken over"


@pytest.mark.parametrize("keep", [True, False])
def test_whoever_retires_hands_theirs_over_or_leaves_none_behind(chief: str, keep: bool) -> None:
    other = invented.account("administrator", "Hana S.")
    shown, noise = (make_token.make_token("sheet", FIGURES, whose) for whose in (chief, other))
    assert [token.name for token in tokens.known_to(chief)] == ["sheet"]
    retire_member(chief, {}, other, keep_tokens=keep)
    use_token(noise, Scope.READ_FIGURES)
    if keep:
        assert use_token(shown, Scope.READ_FIGURES).kept_by_id == other
        assert len(tokens.known_to(chief)) == 1, "they have seen it all the same"
    else:
        with pytest.raises(TokenUnknown):
            use_token(shown, Scope.READ_FIGURES)
    assert ("token taken over" if keep else "token withdrawn") in deeds()


def test_a_thousand_requests_within_the_hour_write_once(chief: str, at: time_machine.Traveller) -> None:
    shown = make_token.make_token("sheet", FIGURES, chief)
    use_token(shown, Scope.READ_FIGURES)
    hour = row().used_at
    assert hour == START.replace(minute=0, second=0, microsecond=0)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    for _ in range(5):
        use_token(shown, Scope.READ_FIGURES)
    assert asked and not [each for each in asked if not each.startswith("SELECT")]
    at.shift(timedelta(hours=1))
    use_token(shown, Scope.READ_FIGURES)
    assert row().used_at == hour + timedelta(hours=1)


@once
def test_whoever_makes_one_that_reads_people_says_why_except_on_the_machine_itself(chief: str) -> None:
    for reason in ("", "x", "x" * 201):
        with pytest.raises(WhyPeople):
            make_token.make_token("script", (Scope.READ_PEOPLE,), chief, reason=reason)
    use_token(make_token.make_token("script", (Scope.READ_PEOPLE,), None), Scope.READ_PEOPLE)


SENSELESS = (
    ({"name": ""}, "name"), ({"name": "x" * 81}, "name"), ({"scopes": ()}, "scopes"), ({"consent": "given"}, "consent"),
    ({"days": 0}, "days"), ({"days": 1096}, "days"),
)  # fmt: skip


@once
def test_what_makes_no_sense_is_refused_beside_its_field(chief: str) -> None:
    for told, field in SENSELESS:
        with pytest.raises(Refusal) as said:
            make_token.make_token(**{"name": "sheet", "scopes": FIGURES, "by_id": chief, **told})
        assert said.value.field == field
    assert db.session.query(Token).count() == 0

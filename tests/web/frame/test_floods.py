"""A cinema behind one router passes, a flood does not: counted, not timed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select
from time_machine import Traveller
from werkzeug.test import TestResponse

from tests import world
from tests.engines import TOP
from tests.public_visitor import hidden_in
from tracker import clock
from tracker.screenings import code as codes
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.web.frame import access, floods, form_tokens, look
from tracker.web.frame.crowds import MOST_KEYS, Crowd, Networks
from tracker.web.frame.floods import ANY_FORM, AT_ONCE, LIMITS, PACE, SIGNUP, Floods, Judged
from tracker.web.public.quiet_check import LEAST_SECONDS, MOST_SENT, UNSEEN

YES = {"name": "Quiet Heron", "email": "heron@example.org", "consent": "yes", "interests": "host", "lang": "en"}


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # what is turned back never comes to it


@pytest.fixture
def travel() -> Iterator[Traveller]:
    with time_machine.travel(clock.now(), tick=False) as moved:
        yield moved


@pytest.fixture
def door(app: Flask) -> str:
    with app.app_context():
        return f"/s/{codes.code_of(screening_id=world.one_screening().id)}"


@pytest.fixture
def seen(app: Flask) -> Floods:
    found: Floods = app.extensions["houselights_floods"]
    return found


@pytest.fixture
def crowded(seen: Floods) -> Floods:
    """As many have come from 127.0.0.1 as may come without a second look."""
    for _ in range(SIGNUP.free):
        seen.lately[SIGNUP.what].came([_here(seen)])
    return seen


def _here(seen: Floods) -> bytes:
    return seen.networks.name("127.0.0.1")


def token(app: Flask) -> str:
    with app.app_context():
        return form_tokens.fresh("signup")


def signups(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Signup)) or 0


@pytest.fixture
def statements(app: Flask) -> list[str]:
    """What the database is asked from now on."""
    asked: list[str] = []
    with app.app_context():
        look.address("public")  # the colours of the house are known for a while
        event.listen(db.engine, "before_cursor_execute", lambda _c, _k, statement, *_more: asked.append(statement))
    return asked


def again(app: Flask, given_back: TestResponse, door: str) -> TestResponse:
    """Presses the button of the page that gives a form back."""
    assert 'id="once-more"' in given_back.text
    return app.test_client().post(door, data=hidden_in(given_back))


def test_under_attack_a_form_that_somebody_has_written_passes_unnoticed(
    app: Flask, door: str, crowded: Floods, travel: Traveller
) -> None:
    own = token(app)
    travel.shift(LEAST_SECONDS)
    assert app.test_client().post(door, data={**YES, "token": own}).status_code == 303
    assert signups(app) == 1


def test_under_attack_nobody_waits_until_a_clock_that_was_set_back_has_caught_up(
    app: Flask, door: str, crowded: Floods, travel: Traveller
) -> None:
    travel.shift(3_600)
    own = token(app)
    travel.shift(-3_600)
    assert app.test_client().post(door, data={**YES, "token": own}).status_code == 303


def test_under_attack_a_form_sent_at_once_comes_back_filled_and_works_a_moment_later(
    app: Flask, door: str, crowded: Floods, travel: Traveller, statements: list[str]
) -> None:
    back = app.test_client().post(door, data={**YES, "token": token(app)})
    assert (back.status_code, back.headers["Retry-After"]) == (429, str(LEAST_SECONDS))
    assert statements == [], "it is given back without the database"
    assert "press once more" in back.text and hidden_in(back)["email"] == YES["email"]
    travel.shift(LEAST_SECONDS)
    assert again(app, back, door).status_code == 303
    assert signups(app) == 1


@pytest.mark.parametrize("trick", ["fills in what nobody sees", "brings no token", "sends one form for many"])
def test_under_attack_what_only_programs_do_comes_back_and_a_person_gets_through_all_the_same(
    app: Flask, door: str, crowded: Floods, travel: Traveller, statements: list[str], trick: str
) -> None:
    own = token(app)
    travel.shift(60)
    sent = {**YES, "token": own}
    if trick == "fills in what nobody sees":
        sent[UNSEEN] = "https://cheap.example"
    elif trick == "brings no token":
        sent["token"] = "1.2.3"
    else:
        for _ in range(MOST_SENT):
            crowded.submissions.came([own.split(".")[1].encode()])
    back = app.test_client().post(door, data=sent)
    assert back.status_code == 422 and statements == []
    travel.shift(LEAST_SECONDS)
    assert again(app, back, door).status_code == 303
    assert signups(app) == 1


def test_without_a_crowd_none_of_this_is_asked(app: Flask, door: str) -> None:
    sent = {**YES, "token": token(app), UNSEEN: "filled by a browser that means well"}
    assert app.test_client().post(door, data=sent).status_code == 303


def test_what_is_too_much_comes_back_unread_unasked_and_unwritten_and_says_when(
    app: Flask, door: str, seen: Floods, travel: Traveller, statements: list[str]
) -> None:
    for _ in range(SIGNUP.most):
        seen.lately[SIGNUP.what].came([_here(seen)])
    flood = [app.test_client().post(door, data={**YES, "token": "x"}) for _ in range(200)]
    assert {answer.status_code for answer in flood} == {429}
    assert statements == []
    assert len({answer.headers["Retry-After"] for answer in flood}) > 3, "they do not come back all at once"
    unread = app.test_client().post(door, data={**YES, "name": "x" * 100_000})
    assert unread.status_code == 429 and "x" * 100 not in unread.text
    # Nobody is lost: what they wrote is there, and goes through when the flood is over.
    travel.shift(timedelta(minutes=11))
    back = hidden_in(flood[0])
    assert app.test_client().post(door, data={**back, "token": token(app)}).status_code == 303


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_door_gives_the_very_page_that_the_house_would_give(
    app: Flask, door: str, seen: Floods, travel: Traveller, language: str
) -> None:
    for _ in range(SIGNUP.most):
        seen.lately[SIGNUP.what].came([_here(seen)])
    sent = {**YES, "lang": language, "name": 'A <b> "quoted" 100 % & more', "token": "x", "speak": "es"}
    sending = {"path": f"{door}?a=<b>&c=%s", "headers": {"Accept-Language": "es"}}
    at_the_door = app.test_client().post(data=sent, **sending)
    inside = app.test_client().post(data=sent, content_type="multipart/form-data", **sending)
    assert at_the_door.status_code == inside.status_code == 429
    assert at_the_door.text == inside.text and hidden_in(inside)["name"] == sent["name"]
    assert f'lang="{language}"' in inside.text and ("Very many people" in inside.text) == (language == "en")
    one, other = (dict(answer.headers) for answer in (at_the_door, inside))
    assert one.pop("Retry-After") != other.pop("Retry-After")
    assert one == other and "default-src" in one["Content-Security-Policy"]


def test_at_the_door_flask_is_not_asked(app: Flask, door: str, seen: Floods, travel: Traveller) -> None:
    asked: list[str] = []
    app.before_request_funcs[None].insert(0, lambda: asked.append("flask"))
    for _ in range(SIGNUP.most):
        seen.lately[SIGNUP.what].came([_here(seen)])
    try:
        app.test_client().post(door, data=YES)
        assert asked == []
        for odd in ({"content_type": "multipart/form-data"}, {"headers": {"Origin": "https://elsewhere.example"}}):
            app.test_client().post(door, data=YES, **odd)
    finally:
        app.before_request_funcs[None].pop(0)
    assert asked == ["flask", "flask"]


def test_within_the_free_ones_whoever_is_faster_than_people_is_looked_at_twice(
    app: Flask, door: str, travel: Traveller
) -> None:
    """One form for all: a hundred go through, and six that the look lets pass; a room of the same speed with forms of its own passes."""
    one_for_all, own = token(app), [token(app) for _ in range(PACE + 60)]
    travel.shift(LEAST_SECONDS)
    told = [
        app.test_client().post(door, data={**YES, "email": f"guest{n}@example.org", "token": one_for_all}).status_code
        for n in range(PACE + 20)
    ]
    assert told == [303] * (PACE + MOST_SENT) + [422] * (20 - MOST_SENT)
    from_elsewhere = {"REMOTE_ADDR": "203.0.113.77"}
    room = [
        app.test_client().post(
            door, data={**YES, "consent": "no", "email": "", "token": each}, environ_overrides=from_elsewhere
        ).status_code
        for each in own
    ]  # fmt: skip
    assert set(room) == {303}


def test_a_flood_has_three_threads_at_most_and_the_others_come_back_at_once(
    app: Flask, door: str, crowded: Floods, travel: Traveller
) -> None:
    for _ in range(AT_ONCE):
        assert crowded.in_hand.acquire(blocking=False)
    own = token(app)
    travel.shift(LEAST_SECONDS)
    assert app.test_client().post(door, data={**YES, "token": own}).status_code == 429
    crowded.in_hand.release()
    for _ in range(3):  # each lets go again
        assert app.test_client().post(door, data={**YES, "token": own}).status_code == 303


@pytest.mark.parametrize("path", ["/s/%00", "/s/nothing", "/c/%FF"])
def test_whatever_is_sent_in_a_flood_lets_go_of_its_thread(app: Flask, crowded: Floods, path: str) -> None:
    for _ in range(AT_ONCE + 1):
        assert app.test_client().post(path, data={**YES, "token": "x"}).status_code in (404, 422)


def test_a_body_of_very_many_fields_is_counted_and_not_read(app: Flask, door: str, seen: Floods) -> None:
    for _ in range(SIGNUP.most):
        seen.lately[SIGNUP.what].came([_here(seen)])
    body = "a&" * 30_000
    answer = app.test_client().post(door, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 429 and 'name="a"' not in answer.text


def test_beyond_the_free_ones_a_network_has_a_pace(app: Flask, door: str, crowded: Floods) -> None:
    judged = []
    for _ in range(PACE + 50):
        judged.append(crowded.judge(SIGNUP, "127.0.0.1"))
        if judged[-1] is Judged.TWICE:
            crowded.in_hand.release()
    assert judged.count(Judged.TWICE) == PACE and judged.count(Judged.LATER) == 50


def test_five_thousand_from_one_network_leave_the_next_network_alone(seen: Floods) -> None:
    for _ in range(5_000):
        if seen.judge(SIGNUP, "192.0.2.1") is Judged.TWICE:
            seen.in_hand.release()
    assert seen.judge(SIGNUP, "192.0.2.1") is Judged.LATER
    assert seen.judge(SIGNUP, "192.0.2.2") is Judged.WELL


def test_five_thousand_from_everywhere_at_one_code_are_looked_at_twice_and_other_rooms_are_not(
    app: Flask, door: str, seen: Floods
) -> None:
    code, others = door.rpartition("/")[2], f"fadofid{codes.check_character('fadofid')}"
    judged = [seen.judge(SIGNUP, f"198.51.{n // 250}.{n % 250}", code) for n in range(2_000)]
    assert judged[0] is Judged.WELL and judged[-1] is not Judged.WELL
    assert seen.judge(SIGNUP, "203.0.113.9", others) is Judged.WELL


def test_memory_is_bounded_whoever_comes(travel: Traveller) -> None:
    crowd = Crowd(slots=10, seconds=60)
    for n in range(MOST_KEYS + 500):
        (come,) = crowd.came([n.to_bytes(4)])
    assert crowd.held() == MOST_KEYS and come == 0, "those beyond are not told apart, and nobody is refused for them"
    assert crowd.came([(0).to_bytes(4)]) == [2]
    travel.shift(timedelta(minutes=10))
    crowd.came([b"later"])
    assert crowd.held() == 1


def test_a_minute_is_forgotten_after_ten_and_a_clock_set_back_locks_nobody_out(travel: Traveller) -> None:
    crowd = Crowd(slots=10, seconds=60)
    for _ in range(20):
        (come,) = crowd.came([b"a"])
        travel.shift(timedelta(minutes=1))
    assert come == 10
    travel.shift(timedelta(hours=-3))
    assert crowd.came([b"a"]) == [1]


def test_networks_have_another_name_each_day_and_a_household_has_one(travel: Traveller) -> None:
    one, other = Networks(), Networks()
    first = one.name("192.0.2.1")
    assert one.name("192.0.2.1") == first != other.name("192.0.2.1"), "each process draws its own key"
    assert one.name("2001:db8::1") == one.name("2001:db8::ffff") != one.name("2001:db8:0:1::1")
    assert one.name("::ffff:192.0.2.1") == first
    travel.shift(timedelta(days=1))
    assert one.name("192.0.2.1") != first
    assert b"192.0.2.1" not in repr(vars(one)).encode()


def test_every_form_that_anyone_may_send_has_its_limit_and_the_table_is_written(app: Flask) -> None:
    named = {endpoint for limit in LIMITS for endpoint in limit.endpoints}
    assert named <= set(app.view_functions), "a limit for what there is not"
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and access.allowed(app, rule.endpoint) == access.ANYONE:
            # Other programs are counted by their token, wrong ones by where they come from.
            programs = rule.endpoint.startswith(floods.PROGRAMS)
            assert programs or floods.limit_of(app, rule.endpoint, "POST") in (*LIMITS, ANY_FORM)
    assert (TOP / "docs" / "limits.md").read_text("utf-8") == floods.written(), "script/flask limits > docs/limits.md"


@pytest.mark.parametrize("at", [0, 1])
def test_at_limit_plus_one_every_other_deed_comes_back_with_what_was_written(app: Flask, seen: Floods, at: int) -> None:
    limit, path = ((ANY_FORM, "/thanks/x/answer"), (LIMITS[1], "/me/x/link"))[at]
    for _ in range(limit.most - 1):
        seen.lately[limit.what].came([_here(seen)])
    sent = {"answer": "In May, at the lake"}
    assert app.test_client().post(path, data=sent).status_code == 404, "the last one is heard"
    back = app.test_client().post(path, data=sent)
    assert back.status_code == 429 and hidden_in(back) == sent
    assert f'action="{path}"' in back.text


def test_passwords_are_not_given_back(app: Flask, seen: Floods) -> None:
    for _ in range(ANY_FORM.most):
        seen.lately[ANY_FORM.what].came([_here(seen)])
    answer = app.test_client().post("/account/sign-in", data={"email": "rosa@example.org", "password": "lanterns"})
    assert answer.status_code == 429 and "lanterns" not in answer.text and "Retry-After" in answer.headers


def test_a_form_of_another_site_is_not_carried_on_by_the_page_that_gives_back(
    app: Flask, door: str, seen: Floods
) -> None:
    for _ in range(SIGNUP.most):
        seen.lately[SIGNUP.what].came([_here(seen)])
    answer = app.test_client().post(door, data=YES, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403 and "heron" not in answer.text

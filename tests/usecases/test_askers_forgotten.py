"""Whoever asked to host and is erased: nothing of them stays in the request, on the links, or in letters to the host."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests import invented
from tests.daytime import night_has_been
from tests.engines import LOCKS
from tests.letters_world import BASE_URL, World
from tests.usecases.test_requests_to_host import YES, erase, evening, request_of, rosa
from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.ally import Ally, Contact
from tracker.allies.identify import identify
from tracker.followups.claiming import Worker
from tracker.keeping import clocks
from tracker.letters.letter import Letter
from tracker.screenings.host_link import HostLink
from tracker.screenings.screening import Screening
from tracker.signups import asking, own_data
from tracker.signups.asking import Ask, mark_of
from tracker.signups.request_to_host import RequestToHost
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.approve_request import approve_request
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.ask_to_host import ask_to_host
from tracker.usecases.clear_old import clear_old
from tracker.usecases.erase_due import erase_due
from tracker.usecases.forget_address import forget_address
from tracker.usecases.give_host_link import give_host_link, send_host_link

__all__ = ["rosa"]

EMAIL, PHONE = "hosting@example.org", "+15125550147"


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))


def came_before(**asker: str) -> str:
    """Somebody whom nobody knew then asks; the id."""
    return invented.request(asker=asker, mark=mark_of(asker.get("email", EMAIL) or None, asker.get("phone")))


def becomes_ally(world: World, **contact: Any) -> str:
    ally_id = world.add()
    with transaction() as session:
        ally = session.get_one(Ally, ally_id)
        ally.contact = Contact(**({"name": "Ada Oh", "call": "Ada", "email": EMAIL} | contact))  # type: ignore[typeddict-item]
        identify(ally_id, ally.contact)
    return ally_id


def test_what_was_asked_before_they_became_an_ally_is_told_and_goes_with_them(world: World) -> None:
    request_id = came_before()
    ally_id = becomes_ally(world)
    [told] = own_data.tell(ally_id)["requests_to_host"]
    assert told["asked_by"]["email"] == EMAIL and told["wish"]["city"] == "Austin"
    ask_for_erasure(ally_id)
    erase(world)
    request = request_of(request_id)
    assert (request.state, request.asker, request.wish, request.mark) == ("taken back", None, None, None)


def test_it_goes_with_them_too_when_their_time_is_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    request_id = came_before()
    becomes_ally(world)
    with time_machine.travel(clock.now() + timedelta(days=1200), tick=False):
        assert erase_due() == 1
    assert request_of(request_id).asker is None


def test_two_who_share_a_number_are_two(world: World) -> None:
    hers, his = came_before(email="", phone=PHONE), came_before(email="", phone=PHONE, name="Joon Park")
    ally_id = becomes_ally(world, phone=PHONE)
    assert [each["asked_by"]["name"] for each in own_data.tell(ally_id)["requests_to_host"]] == ["Ada Oh"]
    ask_for_erasure(ally_id)
    erase(world)
    assert request_of(hers).asker is None and request_of(his).asker


def test_whoever_asks_anew_after_they_wanted_to_be_erased_is_answered(world: World) -> None:
    ally_id = becomes_ally(world)
    ask_for_erasure(ally_id)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        request_id = came_before()
    erase(world)
    assert request_of(request_id).asker


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_erased_while_they_ask_nothing_of_it_stays_with_them(
    world: World, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """Recognised, and then, before it is written down, they are forgotten."""
    ally_id = becomes_ally(world)
    write_down, forgotten = asking.write_down, threading.Event()
    if not locked:
        monkeypatch.setattr(answer_by_link, "find", lambda wanted: db.session.get(Ally, wanted))

    def erases() -> None:
        with world.app.app_context():
            forget_address(ally_id)
            forgotten.set()

    other = threading.Thread(target=erases)

    def slowly(*told: Any, **named: Any) -> Any:
        other.start()
        forgotten.wait(0.3 if locked else 20)
        return write_down(*told, **named)

    monkeypatch.setattr(asking, "write_down", slowly)
    ask = Ask("Ada Oh", EMAIL, None, {"city": "Austin"}, "community", 40, "en")
    ask_to_host(ask, "s" * 20, "words", BASE_URL)
    other.join()
    db.session.rollback()
    request = db.session.query(RequestToHost).one()
    assert request.ally_id == ally_id and (request.asker is None) == locked


def test_one_that_nobody_answers_goes_after_a_year_and_no_sooner(world: World) -> None:
    night_has_been()
    request_id = came_before()
    with transaction():
        settings.put("requests_days", str(clocks.BY_KIND["requests"].least))
    for days, held in ((364, True), (366, False)):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            while clear_old():
                pass
        assert (request_of(request_id).asker is not None) == held
    assert request_of(request_id).state == "waiting"


@pytest.fixture
def hosted(world: World, rosa: Worker) -> tuple[str, str]:
    """An ally whose request was approved, with their link sent and a reminder that has left; and the screening."""
    ally_id = becomes_ally(world)
    done = approve_request(invented.request(ally_id), evening(world), YES, "", rosa, BASE_URL)
    [link] = db.session.query(HostLink).filter_by(screening_id=done.screening_id)
    send_host_link(link.id, str(rosa.account_id), BASE_URL)
    invented.write(letter_to(done.screening_id, EMAIL, "host reminder", "left"))
    return ally_id, done.screening_id


def letter_to(screening_id: str, email: str, kind: str, state: str) -> Letter:
    now = clock.now()
    letter = Letter(
        screening_id=screening_id, kind=kind, language="en", message_id=f"<{email}{kind}@x>", state=state, due_at=now,
        written_at=now, left_at=now if state == "left" else None, tries=1, trouble="", urgency=1,
    )  # fmt: skip
    letter.recipient, letter.words = email, {"subject": "s", "text": "Hello", "html": "h"}
    return letter


def host_letters(screening_id: str) -> list[tuple[str, str, str | None, bool]]:
    db.session.rollback()
    rows = db.session.query(Letter).filter_by(screening_id=screening_id).order_by(Letter.kind, Letter.message_id)
    return [(each.kind, each.state, each.recipient, each.words is None) for each in rows]


def whoms(screening_id: str) -> list[str | None]:
    db.session.rollback()
    return [each.whom for each in db.session.query(HostLink).filter_by(screening_id=screening_id).order_by("made_at")]


def test_the_letters_to_the_host_are_emptied_at_once_and_the_name_on_the_link_when_it_is_due(
    world: World, hosted: tuple[str, str]
) -> None:
    ally_id, screening_id = hosted
    assert host_letters(screening_id) == [
        ("host", "waiting", EMAIL, False), ("host reminder", "left", EMAIL, False),
    ]  # fmt: skip
    assert whoms(screening_id) == ["Ada Oh"]
    ask_for_erasure(ally_id)
    assert host_letters(screening_id) == [("host", "withdrawn", None, True), ("host reminder", "left", None, True)]
    erase(world)
    assert whoms(screening_id) == [None]


def test_another_host_of_that_evening_keeps_letters_and_name(
    world: World, rosa: Worker, hosted: tuple[str, str]
) -> None:
    ally_id, screening_id = hosted
    give_host_link(screening_id, "Juno Park", "", str(rosa.account_id))
    with transaction() as session:
        session.get_one(Screening, screening_id).host = {"name": "Juno Park", "email": "juno@example.org"}
    invented.write(letter_to(screening_id, "juno@example.org", "host reminder", "waiting"))
    ask_for_erasure(ally_id)
    erase(world)
    assert whoms(screening_id) == [None, "Juno Park"]
    assert ("host reminder", "waiting", "juno@example.org", False) in host_letters(screening_id)
    assert EMAIL not in [recipient for _kind, _state, recipient, _empty in host_letters(screening_id)]


def test_when_nobody_can_tell_whose_they_are_they_go(world: World, hosted: tuple[str, str]) -> None:
    ally_id, screening_id = hosted
    with transaction() as session:
        for request in session.query(RequestToHost):
            request.asker = request.wish = request.mark = None
    ask_for_erasure(ally_id)
    erase(world)
    assert whoms(screening_id) == [None] and db.session.get_one(Screening, screening_id).host is None
    assert {(recipient, empty) for _kind, _state, recipient, empty in host_letters(screening_id)} == {(None, True)}

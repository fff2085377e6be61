"""A campaign's kit: one for two clicks, drawn part after part, whatever happens to worker and screenings meanwhile."""

import zipfile
from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from tests.desk_rows import Desk
from tests.engines import LOCKS
from tracker import clock
from tracker.paper import press
from tracker.paper.printed import joined
from tracker.screenings import code as codes
from tracker.screenings import kits
from tracker.screenings.kit import Kit, KitPart
from tracker.screenings.kits import KitNotReady, NoneToCome
from tracker.signups import printing
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import Broken
from tracker.store.transactions import transaction
from tracker.team import panic
from tracker.usecases import ask_for_kit, cancel_screening
from tracker.usecases.draw_kits import draw_kits

BASE = "https://allies.example.org"
WORKER, OTHER = "a" * 16, "b" * 16


@pytest.fixture(autouse=True)
def drawn_fast(monkeypatch: pytest.MonkeyPatch):
    """What pages look like is told in tests/paper."""
    monkeypatch.setattr(
        press, "pdf", lambda template, data: f"%PDF {template} {data['title']} {data['address']}".encode()
    )
    monkeypatch.setattr(press, "picture", lambda *_data: b"\x89PNG")


def campaign(desk: Desk, days: tuple[int, ...] = (2, 3, 4)) -> tuple[str, list[str]]:
    made, today = desk.campaign(), clock.now().date()
    return made, [desk.screening(made, desk.venue(f"Hall {day}"), day=today + timedelta(days=day)) for day in days]


def draw(worker: str = WORKER, most: int = 99) -> int:
    turns = iter(range(most + 1))
    return draw_kits(worker, BASE, lambda: next(turns, most) < most, seconds=60)


def names(campaign_id: str) -> list[str]:
    whole = b"".join(joined(kits.parts(ask_for_kit.take(campaign_id))))
    return zipfile.ZipFile(BytesIO(whole)).namelist()


def test_the_kit_of_a_campaign_has_its_end_cards_and_a_folder_for_each_screening_to_come(at_desk: Desk):
    made, screenings = campaign(at_desk, (-30, 2, 3))
    ask_for_kit.ask(made, "letter", at_desk.account_id)
    with pytest.raises(KitNotReady):
        ask_for_kit.take(made)
    with transaction():
        panic.press(None)
    assert draw() == 0, "the house is closed"
    with transaction() as session:
        session.query(panic.Panic).delete()
    assert draw() == 3
    found = names(made)
    folders = list(dict.fromkeys(name.split("/")[0] for name in found))
    assert len(folders) == 3
    assert folders[0] == "End cards for every auditorium"
    assert "Hall 2, Austin" in folders[1] and "Hall 3, Austin" in folders[2]
    assert sum(name.startswith(folders[0]) for name in found) == 8
    assert sorted(name.rpartition(" - ")[0].rpartition(" - ")[2] for name in found if name.startswith(folders[1])) == [
        "lobby card", "poster", "seat cards", "sheet 1 en", "sheet 2 ko", "sheet 3 es",
    ]  # fmt: skip
    assert {each.source for each in codes.every_code_of(screenings[1])} == {
        "link",
        "lobby",
        "poster",
        "seat card",
        "sheet",
    }
    assert [each.source for each in codes.every_code_of(screenings[0])] == ["link"], "it is over"


def test_what_was_drawn_lies_sealed_in_the_database(at_desk: Desk):
    made, _screenings = campaign(at_desk, (2,))
    ask_for_kit.ask(made, "a4", None)
    draw()
    parts = db.session.execute(select(KitPart.id, KitPart.files_sealed).order_by(KitPart.position)).all()
    assert all(sealed and b"%PDF" not in sealed and b"Hall" not in sealed for _id, sealed in parts)
    with pytest.raises(Broken):
        KitPart.files.open_for(parts[0][0], parts[1][1])


def test_a_worker_that_ends_or_is_killed_costs_no_part_that_was_drawn(at_desk: Desk, monkeypatch: pytest.MonkeyPatch):
    made, _screenings = campaign(at_desk)
    kit_id = ask_for_kit.ask(made, "a4", None)
    assert draw(most=2) == 2

    def killed(*_what):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(press, "pdf", killed)
        with pytest.raises(KeyboardInterrupt):
            draw()
    db.session.rollback()
    assert kits.progress(db.session.get_one(Kit, kit_id)).done == 2
    assert draw(OTHER) == 0, "it may live yet"
    monkeypatch.setattr(kits, "LEASE", timedelta(0))
    draw(WORKER, most=0)  # came back: takes its own up, and lets it go
    assert draw(OTHER) == 2
    far = kits.progress(kits.of_campaign(made))
    assert (far.done, far.of, far.failed) == (4, 4, 0)


def test_a_part_that_cannot_be_drawn_is_left_out_and_said(at_desk: Desk):
    made, screenings = campaign(at_desk)
    kit_id = ask_for_kit.ask(made, "a4", None)
    cancel_screening.cancel(screenings[1], None)
    draw()
    assert kits.left_out(kit_id) == [screenings[1]]
    assert len({name.split("/")[0] for name in names(made)}) == 3


def test_giving_up_leaves_nothing_but_codes_even_while_a_part_is_drawn(at_desk: Desk, monkeypatch: pytest.MonkeyPatch):
    made, screenings = campaign(at_desk)
    ask_for_kit.ask(made, "a4", None)
    drawn = printing.end_card_file

    def given_up_meanwhile(*what):
        ask_for_kit.give_up(made)
        return drawn(*what)

    monkeypatch.setattr(printing, "end_card_file", given_up_meanwhile)
    draw()
    assert kits.of_campaign(made) is None
    assert db.session.scalar(select(func.count()).select_from(KitPart)) == 0
    assert not ask_for_kit.give_up(made)
    assert codes.code_of(screening_id=screenings[0])


def test_a_kit_stays_for_an_hour_after_it_was_fetched(at_desk: Desk, monkeypatch: pytest.MonkeyPatch):
    made, _screenings = campaign(at_desk, (2,))
    ask_for_kit.ask(made, "a4", None)
    draw()
    assert names(made) == names(made), "a line that breaks is dialled again"
    draw()
    assert kits.of_campaign(made)
    now = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr("tracker.clock.now", lambda: now)
    draw()
    assert kits.of_campaign(made) is None
    with pytest.raises(KitNotReady):
        ask_for_kit.take(made)


def test_a_finished_kit_is_replaced_by_a_new_one_and_without_screenings_there_is_none(at_desk: Desk):
    made, screenings = campaign(at_desk, (2,))
    first = ask_for_kit.ask(made, "a4", None)
    draw()
    second = ask_for_kit.ask(made, "letter", None)
    assert first != second
    assert kits.of_campaign(made).paper == "letter"
    ask_for_kit.give_up(made)
    cancel_screening.cancel(screenings[0], None)
    with pytest.raises(NoneToCome):
        ask_for_kit.ask(made, "a4", None)


def test_workers_share_what_there_is_to_draw_and_no_part_is_drawn_twice(at_desk: Desk):
    both = [campaign(at_desk, (2, 3))[0] for _ in range(2)]
    for each in both:
        ask_for_kit.ask(each, "a4", None)
    done: list[int] = []

    def work() -> None:
        with at_desk.app.app_context():
            mine, idle = new_id(), 0
            while idle < 3:
                drawn = draw(mine, most=2)
                idle = 0 if drawn else idle + 1
                done.append(drawn)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert sum(done) == 6
    assert all(kits.of_campaign(each).done_at for each in both)


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_two_clicks_at_once_make_one_kit(at_desk: Desk, locked: bool, monkeypatch: pytest.MonkeyPatch):
    made, _screenings = campaign(at_desk)
    met, ends, seen = Barrier(2), [], kits.of_campaign

    def both_have_looked(campaign_id: str):
        found = seen(campaign_id)
        if not locked:
            met.wait(10)
        return found

    monkeypatch.setattr(kits, "of_campaign", both_have_looked)
    if not locked:
        monkeypatch.setattr(kits, "one_at_a_time", lambda _deed: None)

    def press_it() -> None:
        try:
            with at_desk.app.app_context():
                ends.append(ask_for_kit.ask(made, "a4", None))
        except Exception as error:
            ends.append(type(error).__name__)

    threads = [Thread(target=press_it) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(ends)) == (1 if locked else 2)
    assert ("IntegrityError" in ends) is not locked

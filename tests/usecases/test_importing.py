"""A file comes in, comes in again, comes in changed, and is taken back: on both engines, on the real file."""

import threading
from collections import Counter
from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests import invented, world
from tests.imports import park_file
from tracker import clock
from tracker.arrivals.welcome import welcome
from tracker.imports import import_
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.memory import ImportAnswer
from tracker.imports.preview import WrittenAlready
from tracker.imports.undoing import NothingToUndo
from tracker.letters import notices
from tracker.screenings import code
from tracker.screenings.campaign import Campaign
from tracker.screenings.code import Code
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.clear_old import clear_old
from tracker.usecases.decide_import import decide
from tracker.usecases.map_import import look_again, map_import
from tracker.usecases.take_in_file import take_in
from tracker.usecases.undo_import import undo
from tracker.usecases.write_import import LookAgain, write

SMALL = b"""film,theatre,city,state,starts
Beyond Utopia,Barton Street Cinema,Austin,TX,2023-10-23 19:00
Beyond Utopia,Marquette Twelve,Chicago,IL,2023-10-23 19:00
Beyond Utopia,Harbor Row Cinema,Seattle,WA,2023-10-24 19:00
"""


@pytest.fixture
def campaign_id(app: Flask):
    """A campaign beside another one with a screening of its own: noise."""
    with app.app_context():
        world.one_screening()
        found = db.session.scalars(select(Campaign).where(Campaign.name == "The two-day event")).one()
        yield found.id


def brought(campaign_id: str, data: bytes, choices=None, follows: str | None = None, name: str = "list.csv") -> str:
    """Uploaded and looked at; the id."""
    from tracker.files.tables import read_table
    from tracker.imports import choices_kept
    from tracker.imports.choices import Choices
    from tracker.imports.columns import guess_columns

    import_id = take_in(data, name, None)
    if choices is None:
        guessed = Choices(tuple(guess.meaning for guess in guess_columns(read_table(data, name))))
        choices = choices_kept.written(guessed)
    map_import(import_id, campaign_id, follows, choices)
    return import_id


def counts(import_id: str) -> dict[str, int]:
    db.session.rollback()
    return {fate: n for fate, n in import_.by_id(import_id).counts.items() if n and fate not in ("made", "changed now")}


def rows_of(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def everything() -> dict[str, int]:
    return {model.__name__: rows_of(model) for model in (Film, Venue, Screening, Code, ImportAnswer)}


def same_places(import_id: str) -> None:
    """Every venue that looks alike is the same place, every film another one."""
    said: dict[str, dict[str, str]] = {"film": {}, "venue": {}}
    for row in db.session.scalars(
        select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.fate == "doubtful")
    ):
        assert row.content is not None
        for ask in row.content["ask"]:
            said[ask["about"]][ask["digest"]] = "new" if ask["about"] == "film" else ask["offers"][0][0]
    assert decide(import_id, said)


def signed_up_at(screening_id: str) -> None:
    with transaction():
        welcome([world.entry(db.session.get_one(Screening, screening_id))])


def test_the_park_file_comes_in_again_changed_and_is_taken_back(campaign_id: str) -> None:
    before = everything()
    first = brought(campaign_id, park_file.FILE.read_bytes(), park_file.choices())
    assert everything() == before, "a look makes nothing"
    assert counts(first) == {"new": 1153, "refused": 246, "doubtful": 6, "repeat": 3, "noted": 5}
    same_places(first)
    assert counts(first) == {"new": 1159, "refused": 246, "repeat": 3, "noted": 5}
    assert write(first, None)["made"] == 1159
    assert rows_of(Screening) == before["Screening"] + 1159
    assert rows_of(Code) == before["Code"] + 1159
    with pytest.raises(WrittenAlready):
        write(first, None)

    again = brought(campaign_id, park_file.FILE.read_bytes(), park_file.choices(), follows=first)
    assert counts(again) == {"already there": 1159, "refused": 246, "repeat": 3, "noted": 5}, "no answer is asked twice"
    made = everything()
    assert write(again, None) == {"made": 0, "changed": 0}
    assert everything() == made

    def change(number: int, row: dict[str, str]) -> dict[str, str] | None:
        if number % 100 == 2:
            return None
        if number % 100 == 3 and row["date"] not in ("", "NA", "NULL"):
            return {**row, "date": f"{date.fromisoformat(row['date'][:10]) + timedelta(9)}{row['date'][10:]}"}
        return {**row, "title": f"{row['title'].upper()} "} if number % 100 == 4 else row

    changed = brought(campaign_id, park_file.copy(change), park_file.choices(), follows=first)
    told = Counter(counts(changed))
    assert told["moved?"] == 12
    assert told["no longer listed"] == 11
    assert told["new"] == told["doubtful"] == told["changed"] == 0
    assert write(changed, None) == {"made": 0, "changed": 0}, "a move that nobody confirmed is left alone"
    assert rows_of(Screening) == made["Screening"]
    assert not db.session.scalars(select(Screening).where(Screening.status == "cancelled")).first()

    done = undo(first, None)
    assert (done["gone"], done["stayed"]) == (1159, 0)
    assert everything() == before
    with pytest.raises(NothingToUndo):
        undo(first, None)


def test_changed_times_are_written_and_put_back(campaign_id: str) -> None:
    first = brought(campaign_id, SMALL)
    write(first, None)
    later = SMALL.replace(b"2023-10-23 19:00", b"2023-10-23 20:30", 1)
    second = brought(campaign_id, later, follows=first)
    assert counts(second) == {"changed": 1, "already there": 2}
    assert write(second, None) == {"made": 0, "changed": 1}
    assert counts(brought(campaign_id, later, follows=first)) == {"already there": 3}
    undo(second, None)
    assert counts(brought(campaign_id, SMALL, follows=first)) == {"already there": 3}


def test_changed_times_wait_to_be_told_and_taking_them_back_leaves_nothing_to_tell(campaign_id: str) -> None:
    ahead = SMALL.replace(b"2023-", b"2099-")
    first = brought(campaign_id, ahead)
    write(first, None)
    places = dict(db.session.execute(
        select(Venue.name, Screening.id).join(Screening, Screening.venue_id == Venue.id).where(Screening.campaign_id == campaign_id)
    ).all())  # fmt: skip
    for name in ("Marquette Twelve", "Harbor Row Cinema"):
        invented.signup(invented.ally(), places[name])
    second = brought(campaign_id, ahead.replace(b"-23 19:00", b"-23 20:00"), follows=first)
    write(second, None)
    db.session.rollback()
    [notice] = notices.open_ones(None)
    assert notice.screening_id == places["Marquette Twelve"]
    undo(second, None)
    db.session.rollback()
    assert notices.open_ones(None) == []


def test_a_move_is_written_when_somebody_confirms_it(campaign_id: str) -> None:
    first = brought(campaign_id, SMALL)
    write(first, None)
    moved = SMALL.replace(b"2023-10-23", b"2023-10-30")
    second = brought(campaign_id, moved, follows=first)
    assert counts(second) == {"moved?": 2, "already there": 1}
    asked = db.session.scalars(select(ImportRow).where(ImportRow.import_id == second, ImportRow.fate == "moved?"))
    one, other = (f"{row.place}:{row.screening_id}" for row in asked.all())
    decide(second, {"move": {one: "moved", other: "new", "99:nothing": "moved", "junk": "\x00"}})
    assert write(second, None) == {"made": 1, "changed": 1}
    third = brought(campaign_id, moved, follows=first)
    assert counts(third) == {"already there": 3, "no longer listed": 1}
    assert undo(second, None)["gone"] == 1
    assert counts(brought(campaign_id, SMALL, follows=first)) == {"already there": 3}


def test_undo_leaves_what_somebody_touched_and_says_so(campaign_id: str) -> None:
    first = brought(campaign_id, SMALL)
    write(first, None)
    placed = select(Venue.name, Screening.id).join(Screening, Screening.venue_id == Venue.id)
    by_name = {row[0]: row[1] for row in db.session.execute(placed)}
    signed_up_at(by_name["Marquette Twelve"])
    with transaction():
        db.session.execute(
            update(Screening)
            .where(Screening.id == by_name["Harbor Row Cinema"])
            .values(screen="2", changed_at=clock.now())
        )
    done = undo(first, None)
    assert (done["gone"], done["stayed"]) == (1, 2)
    db.session.rollback()
    left = {
        row.screening_id: row.stayed
        for row in db.session.scalars(select(ImportRow).where(ImportRow.import_id == first))
    }
    assert left[by_name["Marquette Twelve"]] == "signups"
    assert left[by_name["Harbor Row Cinema"]] == "changed"
    assert db.session.get(Screening, by_name["Marquette Twelve"]) is not None
    assert rows_of(Film) == 2, "the film was there before, and the noisy one"


def test_undo_leaves_what_carries_a_printed_code(campaign_id: str) -> None:
    """It hangs on a wall: whoever scans it has to be taken in."""
    first = brought(campaign_id, SMALL)
    write(first, None)
    with transaction():
        here = db.session.scalars(select(ImportRow.screening_id).where(ImportRow.import_id == first)).first()
        printed = code.made_for(["poster"], screening_id=here)["poster"]
    done = undo(first, None)
    assert (done["gone"], done["stayed"]) == (2, 1)
    assert code.find(printed).screening_id == here


def test_a_failure_in_the_middle_leaves_nothing(campaign_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id, before = brought(campaign_id, SMALL), everything()

    def broken(*_: object) -> dict[str, str]:
        raise OSError("the disk is full")

    monkeypatch.setattr(code, "make_many", broken)
    with pytest.raises(OSError, match="disk"):
        write(import_id, None)
    assert everything() == before
    assert import_.by_id(import_id).state == "previewed"
    monkeypatch.undo()
    assert write(import_id, None)["made"] == 3


def test_the_same_file_twice_at_once_is_written_once(app: Flask, campaign_id: str) -> None:
    both = [brought(campaign_id, SMALL), brought(campaign_id, SMALL)]
    before, start, told = rows_of(Screening), threading.Barrier(2), []

    def one(import_id: str) -> None:
        with app.app_context():
            start.wait()
            try:
                told.append(write(import_id, None)["made"])
            except LookAgain:
                look_again(import_id)
                told.append(write(import_id, None)["made"])

    threads = [threading.Thread(target=one, args=(import_id,)) for import_id in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [0, 3]
    assert rows_of(Screening) == before + 3


def test_a_venue_keeps_its_own_clock_whatever_its_state_does(campaign_id: str) -> None:
    with transaction():
        world.venue("Border Cinema", city="El Paso", region="TX", zone="America/Denver")
    write(
        brought(
            campaign_id, b"film,theatre,city,state,starts\nBeyond Utopia,Border Cinema,El Paso,TX,2023-10-23 19:00\n"
        ),
        None,
    )
    found = db.session.scalars(select(Screening).where(Screening.zone == "America/Denver")).one()
    assert found.starts_at is not None
    assert found.starts_at.hour == 1


def test_a_list_that_says_cancelled_cancels_nothing_until_somebody_says_so_too(campaign_id: str) -> None:
    plain = b"film,theatre,city,state,starts,status\nBeyond Utopia,Barton Street Cinema,Austin,TX,2023-10-23 19:00,%s\n"
    first = brought(campaign_id, plain % b"confirmed")
    write(first, None)
    for answer, status in ((None, "announced"), ("stays", "announced"), ("cancelled", "cancelled")):
        again = brought(campaign_id, plain % b"cancelled", follows=first)
        assert counts(again) == {"cancelled?": 1}
        row = db.session.scalars(select(ImportRow).where(ImportRow.import_id == again)).one()
        key, screening_id = f"{row.place}:{row.screening_id}", row.screening_id
        assert not decide(again, {"move": {key: "moved"}}), "what was not offered is not heard"
        if answer:
            assert decide(again, {"move": {key: answer}})
        assert write(again, None) == {"made": 0, "changed": int(status == "cancelled")}
        db.session.rollback()
        there = db.session.get_one(Screening, screening_id)
        assert (there.status, there.cancelled_at is not None) == (status, status == "cancelled")
    assert notices.how_many_open(None) == 0, "nobody signed up, nobody is to be told"
    assert counts(brought(campaign_id, plain % b"cancelled", follows=first)) == {"already there": 1}
    assert undo(again, None)["put back"] == 1
    assert db.session.get_one(Screening, screening_id).status == "announced"


def test_campus_and_community_begin_unlisted(campaign_id: str) -> None:
    data = b"film,theatre,city,state,starts,kind\n" + b"".join(
        b"Beyond Utopia,Hall %d,Austin,TX,2023-10-23 19:00,%s\n" % (at, kind)
        for at, kind in enumerate((b"campus", b"community", b"festival"))
    )
    import_id = brought(campaign_id, data)
    write(import_id, None)
    ids = select(ImportRow.screening_id).where(ImportRow.import_id == import_id)
    seen = {
        row[0]: row[1]
        for row in db.session.execute(select(Screening.kind, Screening.visibility).where(Screening.id.in_(ids)))
    }
    assert seen == {"campus": "unlisted", "community": "unlisted", "festival": "listed"}


def test_after_a_month_file_and_contents_are_gone_and_undo_still_works(
    campaign_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.usecases.clear_old.FROM", time())  # whatever the hour is at which this runs
    first = brought(campaign_id, SMALL)
    write(first, None)
    with transaction():
        db.session.execute(update(Import).where(Import.id == first).values(uploaded_at=clock.now() - timedelta(31)))
    clear_old()
    db.session.rollback()
    assert import_.by_id(first).upload is None
    assert all(row.content is None for row in db.session.scalars(select(ImportRow).where(ImportRow.import_id == first)))
    assert undo(first, None)["gone"] == 3

"""Two of our own houses, synced: docs/decisions/0036-sync.md."""

import csv
from collections import Counter
from pathlib import Path

from sqlalchemy import select

from tests import elsewhere
from tests.sync.conftest import AT, DAY, VENUE, Two
from tracker.allies import tags
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.allies.tag import AllyTag
from tracker.followups.followup import FollowUp
from tracker.imports.import_ import Import
from tracker.keeping.copy_left import Chase, CopyOf
from tracker.letters.letter import Letter
from tracker.screenings.films import FilmFacts
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import define_film, log_screening, tag_allies
from tracker.usecases.erase_at_desk import erase_at_desk
from tracker.usecases.stop_contact import stop_contact
from tracker.usecases.undo_people import undo_people

WORDING = ("--consent", "given", "--wording", "May we keep in touch?")


def everybody(house) -> dict[str, tuple[str, str]]:
    """By address where consent stands, by e-mail and phone; of those who have one."""

    def look() -> dict[str, tuple[str, str]]:
        found = [(ally.contact, ally.email_consent, ally.phone_consent) for ally in db.session.scalars(select(Ally))]
        return {contact["email"]: (email, phone) for contact, email, phone in found if contact and contact.get("email")}

    return house.do(look)


def count(house, model, *fits) -> int:
    return house.do(lambda: len(db.session.scalars(select(model).where(*fits)).all()))


def test_the_second_sync_changes_nothing_on_either_side(two: Two) -> None:
    for number in range(3):
        two.here.sign_up(f"Here {number}", f"here{number}@example.org")
    for number in range(4):
        two.there.sign_up(f"There {number}", f"there{number}@example.org", phone=f"+1512555010{number}")
    two.here.sign_up("Both", "both@example.org")
    two.there.sign_up("Both", "both@example.org")
    two.sync("--go")
    before = two.here.rows(), two.there.rows()
    assert len(everybody(two.here)) == len(everybody(two.there)) == 8
    said = two.sync("--go", "--whole")
    assert "new" not in said
    after = two.here.rows(), two.there.rows()
    for was, now in zip(before, after, strict=True):
        for table in was:
            assert was[table] == now[table], table
    # Nobody’s "yes" was made here, nothing is planned, nothing is written.
    assert everybody(two.here)["there1@example.org"] == ("unknown", "unknown")
    assert count(two.here, FollowUp, FollowUp.ally_id.in_(select(Signup.ally_id).where(Signup.source == "sync"))) == 0
    assert count(two.here, Signup, Signup.source == "sync") == 4


def test_a_look_writes_nothing_here_or_there_and_says_what_would_happen(two: Two, tmp_path: Path) -> None:
    two.here.sign_up("Here", "here@example.org")
    two.there.sign_up("There", "there@example.org")
    two.there.sign_up("Both", "both@example.org")
    two.here.sign_up("Both", "both@example.org")
    before = {**two.here.do(all_rows)}, two.there.rows()
    report = tmp_path / "report.csv"
    said = two.sync("--report", report)
    assert "Nothing was written" in said and "Attendances: new here" in said and "People: new there" in said
    assert two.here.do(all_rows) == before[0]
    assert two.there.rows() == before[1]
    rows = list(csv.DictReader(report.read_text("utf-8-sig").splitlines()))
    assert Counter((row["direction"], row["about"], row["fate"]) for row in rows) == {
        ("in", "event", "already there"): 1, ("in", "attendance", "new"): 1, ("in", "attendance", "already there"): 1,
        ("in", "person", "already there"): 1, ("out", "person", "new"): 1, ("out", "attendance", "new"): 1,
    }  # fmt: skip
    assert "@" not in report.read_text("utf-8-sig") and "There" not in report.read_text("utf-8-sig")


def all_rows() -> elsewhere.Rows:
    return {name: rows for name, rows in elsewhere.rows().items() if name != "heartbeat"}


def test_a_stop_on_one_is_a_stop_on_the_other(two: Two) -> None:
    ours = two.here.sign_up("Here", "here@example.org", phone="+15125550147")
    theirs = two.there.sign_up("There", "there@example.org", phone="+15125550148")
    two.sync("--go", *WORDING)
    assert everybody(two.here)["there@example.org"][0] == "yes" == everybody(two.there)["here@example.org"][0]
    two.here.do(stop_contact, ours)
    two.there.do(stop_contact, theirs)
    said = two.sync("--go", *WORDING)
    assert "said no here: unsubscribed there" in said and "unsubscribed there: heard here" in said
    assert everybody(two.here)["there@example.org"] == ("no", "no") == everybody(two.there)["here@example.org"]
    assert count(two.here, Consent, Consent.source == "sync", Consent.answer == "no") == 2
    before = two.here.rows(), two.there.rows()
    two.sync("--go", "--whole", *WORDING)
    assert before == (two.here.rows(), two.there.rows())


def test_who_is_erased_on_one_stays_erased_on_both(two: Two) -> None:
    ours = two.here.sign_up("Here", "here@example.org")
    theirs = two.there.sign_up("There", "there@example.org")
    two.sync("--go", *WORDING)
    erase(two.here, ours)
    erase(two.there, theirs)
    # What left is to be chased.
    assert count(two.here, Chase, Chase.kind == "sync") == 1 and count(two.here, CopyOf, CopyOf.ally_id == ours) == 0
    for _ in range(2):
        two.sync("--go", "--whole", *WORDING)
        assert "here@example.org" not in everybody(two.here)
        assert "there@example.org" not in everybody(two.there)
    # The copy that went there is not written to any more.
    assert everybody(two.there)["here@example.org"] == ("no", "no")
    # Nothing of them is left here by which they could be told.
    assert b"here@example.org" not in bytes(repr(two.here.do(all_rows)), "utf-8")
    # Who was erased there too, by whoever chased the copy, is gone on both for good.
    copy = two.there.do(lambda: next(ally.id for ally in db.session.scalars(select(Ally)) if ally.contact))
    erase(two.there, copy)
    two.sync("--go", "--whole", *WORDING)
    assert "here@example.org" not in {**everybody(two.here), **everybody(two.there)}


def erase(house, ally_id: str) -> None:
    house.do(erase_at_desk, ally_id, "asked by phone", True, house.ids["chief"])


def test_nobody_is_told_of_who_did_not_say_yes_or_asked_for_extra_care(two: Two) -> None:
    two.here.sign_up("Unasked", "unasked@example.org", "unknown")
    two.here.sign_up("Careful", "careful@example.org", extra_care=True)
    two.here.sign_up("No", "no@example.org", "no")
    stopped = two.here.sign_up("Stopped", "stopped@example.org")
    two.here.do(stop_contact, stopped)
    by_phone = (("email", "no"), ("phone", "yes"))
    two.here.sign_up("By phone", "phone@example.org", phone="+15125550147", by_channel=by_phone)

    def make_private() -> None:
        from tracker.store.transactions import transaction

        with transaction():
            db.session.get_one(Screening, two.here.event_id).visibility = "private"

    two.here.do(make_private)
    said = two.sync("--go")
    assert "private: not told of" in said
    allies = two.there.do(lambda: [ally.contact for ally in db.session.scalars(select(Ally))])
    assert [(each.get("email"), each.get("phone")) for each in allies] == [(None, "+15125550147")]
    assert count(two.there, Signup, Signup.screening_id == two.there.event_id) == 0


def test_what_came_in_can_be_taken_back_and_stays_away(two: Two) -> None:
    two.there.sign_up("There", "there@example.org")
    two.sync("--go")
    [list_id] = two.here.do(lambda: list(db.session.scalars(select(Import.id))))
    assert two.here.do(undo_people, list_id, None)["allies"] == 1
    said = two.sync("--go", "--whole")
    assert "taken back here: not brought in again" in said and "there@example.org" not in everybody(two.here)


def test_letters_and_calls_are_earned_where_the_command_says_so_and_tags_where_they_are_named(two: Two) -> None:
    theirs = two.there.sign_up("There", "there@example.org")
    ours = two.here.sign_up("Here", "here@example.org")
    for house, ally_id in ((two.there, theirs), (two.here, ours)):
        tag_id = house.do(tag_allies.make, "Hosts", house.ids["chief"])
        house.do(tagged, ally_id, tag_id)
    letters = count(two.here, Letter)
    two.sync("--go", "--letters", "--calls", "--tag", "hosts", *WORDING)
    assert count(two.here, FollowUp, FollowUp.ally_id != ours) > 0
    assert count(two.here, Letter) >= letters
    for house in (two.here, two.there):
        assert house.do(lambda: len(db.session.scalars(select(AllyTag)).all())) == 2
    assert "tagged" not in two.sync("--go", "--tag", "hosts", *WORDING)


def tagged(ally_id: str, tag_id: str) -> None:
    with transaction():
        tags.put([ally_id], tag_id, None)


def test_what_is_unclear_is_reported_what_is_missing_is_made_and_stands_on_no_public_page(two: Two) -> None:
    # There on the same day at another time, of another film, and one that nobody here knows.
    def more() -> str:
        facts = ScreeningFacts(two.there.campaign_id, "theatrical", DAY, AT.replace(hour=21), screen="2")
        log_screening.log_screening(facts, VENUE, two.there.ids["chief"])
        film_id = define_film.define(FilmFacts("Another film", year=2020))
        facts = ScreeningFacts(two.there.campaign_id, "theatrical", DAY, AT, film_id)
        log_screening.log_screening(facts, VENUE, two.there.ids["chief"])
        facts = ScreeningFacts(two.there.campaign_id, "campus", DAY.replace(day=9), AT, visibility="listed")
        return log_screening.log_screening(facts, VENUE, two.there.ids["chief"])

    two.there.sign_up("There", "there@example.org", screening_id=two.there.do(more))
    said = two.sync("--go")
    assert "Events: here already" in said and "of another film: left out" in said
    assert "There is one here at that venue on that day, at another time." in said
    fresh = Screening.standing.is_(None), Screening.id != two.here.event_id

    def look() -> list[tuple[str, ...]]:
        made = db.session.scalars(select(Screening).where(*fresh))
        return [(each.kind, each.visibility, str(each.day), str(each.starts_at), each.zone) for each in made]

    [made] = two.here.do(look)
    assert made == ("campus", "unlisted", "2026-12-09", "2026-12-10 01:00:00+00:00", "America/Chicago")
    assert count(two.here, Signup, Signup.screening_id.in_(select(Screening.id).where(*fresh))) == 1

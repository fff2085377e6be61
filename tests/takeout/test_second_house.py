"""What was promised in one house holds in the next: the erased, "no", codes, links; and what a takeout refuses to do."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import pyzipper
from flask import Flask

from tests import world
from tests.elsewhere import run
from tests.takeout.test_round_trip import taken_in, taken_out
from tests.wanting_out import ADDRESS, NAME, PHONE, Out, welcomed
from tracker.allies.ally import Ally
from tracker.allies.likeness import Likeness, LikenessMark
from tracker.allies.name_words import NameWord
from tracker.finding import search
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.screenings.code import Code
from tracker.screenings.screening import Screening
from tracker.store import links
from tracker.store.db import db
from tracker.store.heartbeat import Heartbeat
from tracker.store.key_record import in_use
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.erase_at_desk import erase_at_desk
from tracker.usecases.index_names import index_names
from tracker.usecases.look_for_likenesses import look_for_likenesses
from tracker.usecases.say_alive import say_alive

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def old(app: Flask) -> Iterator[Out]:
    """Zephyrine was erased; somebody else stays."""
    with app.app_context():
        out = Out(app)
        erase_at_desk(out.ally_id, "asked by letter", True, None)
        yield out


@pytest.fixture
def new(old: Out, elsewhere: Callable[..., Flask], tmp_path: Path) -> Flask:
    _files, passphrase = taken_out(old.app, tmp_path / "a.zip")
    there = elsewhere(migrated=True)
    told = taken_in(there, tmp_path / "a.zip", passphrase)
    assert told.exit_code == 0, told.output
    return there


def met(here: Screening) -> tuple[str, list[str], list[tuple[str, str]]]:
    """How a late signup under the erased person's contact is met: consent, letters, follow-ups."""
    ally_id = welcomed(here, name=NAME, email=ADDRESS, phone=PHONE, source="kiosk")
    ally = db.session.get_one(Ally, ally_id)
    letters = [each.kind for each in db.session.query(Letter).filter_by(ally_id=ally_id)]
    promised = [(each.state, each.outcome or "") for each in db.session.query(FollowUp).filter_by(ally_id=ally_id)]
    return ally.email_consent, letters, sorted(promised)


def test_an_erased_person_s_late_signup_is_met_in_the_second_house_as_in_the_first(old: Out, new: Flask) -> None:
    here = met(old.here)
    with new.app_context():
        there = met(db.session.get_one(Screening, old.here.id))
        stranger = welcomed(
            db.session.get_one(Screening, old.here.id), email="somebody.else@example.org", source="kiosk"
        )
        other = db.session.query(FollowUp).filter_by(ally_id=stranger).count()
    assert there == here
    assert other > 0
    assert len(here[2]) != other or here[1] != [], "a stranger is met otherwise"


def test_somebody_known_is_known_and_their_links_and_codes_work(old: Out, new: Flask) -> None:
    email = db.session.get_one(Ally, old.other_id).contact["email"]
    token = links.sign("stop", old.other_id)
    code = db.session.query(Code).filter_by(screening_id=old.here.id).first().code
    with new.app_context():
        assert welcomed(db.session.get_one(Screening, old.here.id), email=email) == old.other_id
        assert links.read("stop", token) == old.other_id
        assert links.sign("stop", old.other_id) != token, "its own key signs from now on"
    assert new.test_client().get(f"/s/{code}").status_code == 200


def test_names_and_likenesses_are_found_in_the_second_house_once_its_worker_has_seen_to_them(
    old: Out, elsewhere: Callable[..., Flask], tmp_path: Path
) -> None:
    """By marks under its own key: those of the old house's stay behind, with those that a turn of its keys left over."""
    one = welcomed(old.here, name="Min-jun Kim", email="minjun.kim@gmail.com")
    other = welcomed(old.here, name="Min-jun Kim", email="minjun.kim@gmial.com")
    assert look_for_likenesses()
    _files, passphrase = taken_out(old.app, tmp_path / "a.zip")
    there = elsewhere(migrated=True)
    assert taken_in(there, tmp_path / "a.zip", passphrase).exit_code == 0
    with there.app_context():
        ines = Worker(old.coordinator, None, careful=True)
        assert not db.session.query(NameWord).count() and not db.session.query(LikenessMark).count()
        assert search.look_for("kim min", ines).people == []
        assert index_names() == 3
        assert look_for_likenesses() == 3
        assert {each.id for each in search.look_for("kim min", ines).people} == {one, other}
        key = in_use("find").name
        for marks in (NameWord, LikenessMark):
            assert {each for (each,) in db.session.query(marks.key_name)} == {key}
        assert db.session.query(Likeness).one().apart_at is None
        assert db.session.query(Ally).filter(Ally.words_key.is_not(None), Ally.words_key != key).count() == 0


def test_no_letter_leaves_the_second_house_before_somebody_has_shown_that_answers_are_read(
    old: Out, tmp_path: Path, elsewhere: Callable[..., Flask]
) -> None:
    with transaction():
        settings.put("reply_to", "us@example.org")
        settings.put("reply_to_read", "us@example.org")
    _files, passphrase = taken_out(old.app, tmp_path / "a.zip")
    there = elsewhere(migrated=True)
    taken_in(there, tmp_path / "a.zip", passphrase)
    with there.app_context():
        assert (settings.get("reply_to"), settings.get("reply_to_read")) == ("us@example.org", "")


def test_what_is_refused_leaves_the_house_as_it_was(old: Out, elsewhere: Callable[..., Flask], tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    _files, passphrase = taken_out(old.app, path)
    assert "already" in run(old.app, "takeout", path, "--reason", "again").output
    assert "not empty" in taken_in(old.app, path, passphrase).output
    there = elsewhere(migrated=True)
    assert "does not open" in taken_in(there, path, "another-one").output
    for harmed, why in (
        (_without(path, passphrase, "tables/suppression.jsonl"), "list of files"),
        (_cut(path), "damaged"),
    ):
        assert why in taken_in(there, harmed, passphrase).output
    with there.app_context():
        say_alive("0" * 16, "web")
        db.session.remove()
    assert "running" in taken_in(there, path, passphrase).output
    with there.app_context():
        assert db.session.query(Ally).count() == 0
        with transaction() as session:
            session.query(Heartbeat).delete()
    assert taken_in(there, path, passphrase).exit_code == 0, "and then it is taken in"


def _without(path: Path, passphrase: str, name: str) -> Path:
    """By somebody who has no passphrase: a ZIP's list of files is not locked. Here for ease with it."""
    harmed = path.with_name("harmed.zip")
    with pyzipper.AESZipFile(path) as old, pyzipper.AESZipFile(harmed, "w", encryption=pyzipper.WZ_AES) as new:
        old.setpassword(passphrase.encode())
        new.setpassword(passphrase.encode())
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
    return harmed


def _cut(path: Path) -> Path:
    harmed = path.with_name("cut.zip")
    shutil.copy(path, harmed)
    harmed.write_bytes(harmed.read_bytes()[:-200])
    return harmed


def test_a_failed_import_leaves_a_ring_that_still_fits(
    old: Out, elsewhere: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    _files, passphrase = taken_out(old.app, path)
    there = elsewhere(migrated=True)
    with monkeypatch.context() as broken:
        broken.setattr("tracker.team.brought.end_chain", lambda: 1 / 0)
        assert taken_in(there, path, passphrase).exit_code == 1
    with there.app_context():
        assert db.session.query(Ally).count() == 0
        welcomed(world.one_screening())
    other = elsewhere(Path(there.config["KEY_RING"]), engine="sqlite")
    assert taken_in(other, path, passphrase).exit_code == 0, "the keys that were left there do no harm"

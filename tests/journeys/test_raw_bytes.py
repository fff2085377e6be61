"""A thief has the disk: what was written of people is looked for in every file, in every spelling of its bytes.

Three times: as it lies there; after somebody was erased; and after the keys have turned, with every key that still exists.
"""

import base64
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests import invented, world
from tests.disk import each_found
from tests.key_turns import Turn, every_key, opens_with, unopened, values
from tests.letters_world import later
from tests.members import browser_of
from tests.privacy.keeps import keeps
from tracker.allies.ally import Ally
from tracker.allies.suppress import suppress
from tracker.arrivals.welcome import welcome
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.keyring import ring
from tracker.store.sealing import opens
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.erase_due import erase_due
from tracker.usecases.sweep_disk import sweep_disk
from tracker.usecases.write_due_letters import write_due_letters

__all__ = ["later"]

# Each stands nowhere else in the world, so that finding one means something.
MARKS = {
    "name of an ally": "Zephyrine Quillfeather",
    "address of an ally": "zephyrine.quillfeather@example.org",
    "phone of an ally": "+15125550186",
    "note on a signup": "came with her aunt Obelisca",
    "note on a call": "her cousin Marzipanka crossed the river",
    "reason of a look": "asked by Brunhildetta about a lift",
    "name of a host": "Hosterine Vandalusia",
    "name of a member": "Organizina Trelawnster",
    "address of a member": "organizina.trelawnster@example.org",
    "somebody suppressed": "suppressina@example.org",
}
# Public, and therefore found: without it a search that finds nothing proves nothing.
PUBLIC = "Marquette Thirteen Picturehouse"


def places(instance: Path, *more: Path) -> list[Path]:
    """The folders in which a thief looks: the instance's, the database's with its logs, and `more`: backups, exports.

    Of PostgreSQL's those of this database and what all share: the log of writes, statistics, what the server says.
    """
    db.session.rollback()
    folders = [instance, *more]
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            data = Path(str(connection.execute(text("SHOW data_directory")).scalar_one()))
            ours = connection.execute(
                text("SELECT oid FROM pg_database WHERE datname = current_database()")
            ).scalar_one()
        folders += [each for each in data.iterdir() if each.is_dir() and each.name != "base"]
        folders.append(data / "base" / str(ours))
        shutil.copy(data.parent / "log", instance / "postgresql.log")
    return folders


def told(folders: list[Path], since: float) -> dict[str, set[str]]:
    """The marks that stand somewhere in plain, and in which files. Who writes at all writes after `since`."""
    found = each_found(folders, {**MARKS, "public": PUBLIC}, since)
    assert found.pop("public", None), "the search itself must work"
    return found


@pytest.fixture
def began() -> float:
    """Before anything was written that is looked for; file systems tell seconds."""
    return time.time() - 2


@pytest.fixture
def lived_in(began: float, app: Flask) -> Iterator[Flask]:
    """Somebody signs up, is written to, is called; a host, a member and somebody suppressed are there too."""
    with app.app_context():
        here = world.one_screening()
        hand = world.entry(
            here, name=MARKS["name of an ally"], email=MARKS["address of an ally"], phone=MARKS["phone of an ally"],
            note=MARKS["note on a signup"],
        )  # fmt: skip
        with transaction() as session:
            [welcomed] = welcome([hand])
            suppress(MARKS["somebody suppressed"], None, "", "left")
            session.get_one(Screening, here.id).host = {"name": MARKS["name of a host"]}
            world.venue(PUBLIC)
        write_due_letters("http://localhost")
        coordinator = invented.account("coordinator", MARKS["name of a member"])
        with transaction() as session:
            session.get_one(Account, coordinator).set_email(MARKS["address of a member"])
        call = invented.follow_up(str(welcomed.ally_id), here.campaign_id, point_person_id=coordinator)
        browser = browser_of(app, coordinator)
        assert (
            browser.post(
                f"/desk/allies/{welcomed.ally_id}/reveal", data={"reason": MARKS["reason of a look"]}
            ).status_code
            == 200
        )
        claimed = browser.post("/desk/claim", data={"claim": call})
        assert claimed.status_code in (302, 303), claimed.status_code
        sent = browser.post(f"/desk/follow-ups/{call}", data={"outcome": "reached", "note": MARKS["note on a call"]})
        assert sent.status_code in (302, 303), sent.status_code
        db.session.remove()
        yield app


@keeps("Your name, your contact, our letters and all notes are sealed: encrypted, each by itself (AES-GCM).")
def test_the_files_of_the_house_tell_no_name_no_address_and_no_note(
    lived_in: Flask, began: float, instance: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "said.log").write_text("".join(capfd.readouterr()))
    assert told(places(instance, tmp_path), began) == {}


def test_after_an_erasure_and_a_turn_of_the_keys_no_key_that_still_exists_opens_what_was_erased(
    lived_in: Flask,
    began: float,
    instance: Path,
    tmp_path: Path,
    later: Callable[..., None],
    capfd: pytest.CaptureFixture[str],
) -> None:
    turn, before = Turn(later), values()
    ally_id = db.session.scalars(select(Ally.id).where(Ally.contact_sealed.is_not(None))).one()
    assert ask_for_erasure(ally_id)
    before += values()  # the erasure's own packet, where the contact lies until it is due
    later(hours=20)
    assert erase_due() == 1
    assert sweep_disk()
    stand = {place for _, place, _ in values()}
    # As a thief who was here before has them: each value that is gone, and the place in which it opened.
    copies = [(where, place, value) for where, place, value in before if place not in stand]
    assert {where for where, _, _ in copies} == {
        "ally.contact_sealed", "ally.extra_care_sealed", "attempt.note_sealed", "erasure.contact_sealed",
        "letter.recipient_sealed", "letter.words_sealed", "signup.note_sealed",
    }  # fmt: skip
    assert told(places(instance), began) == {}
    assert all(opens(ring(), value, place) for _, place, value in copies), "a copy can be opened still: final is later"
    old = [ring().newest(purpose).secret for purpose in ("seal", "find")]
    turn.whole()
    turn.destroy()
    assert [where for where, place, value in copies if any(opens_with(key, value, place) for key in every_key())] == []
    assert values() and unopened() == [], "and whatever is held opens"
    (tmp_path / "said.log").write_text("".join(capfd.readouterr()))
    assert told(places(instance, tmp_path), began) == {}
    for secret in old:
        spelt = (base64.b64encode(secret), secret, secret.hex().encode())
        assert not any(each in path.read_bytes() for path in instance.rglob("*") if path.is_file() for each in spelt)

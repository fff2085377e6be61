"""A thief has the disk: what was written of people is looked for in every file, in every spelling of its bytes."""

import base64
import mmap
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from tests import invented, world
from tests.members import browser_of
from tests.privacy.keeps import keeps
from tracker.allies.suppress import suppress
from tracker.arrivals.welcome import welcome
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.usecases.write_due_letters import write_due_letters

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


def spellings(words: str) -> Iterator[bytes]:
    """UTF-8, UTF-16 both ways, hex both cases, and base64 at each of its three beginnings."""
    plain = words.encode()
    yield from (
        plain,
        words.encode("utf-16-le"),
        words.encode("utf-16-be"),
        plain.hex().encode(),
        plain.hex().upper().encode(),
    )
    for before in range(3):
        yield base64.b64encode(b"\x00" * before + plain)[4 if before else 0 : -4]


def found_in(folder: Path, words: str) -> set[str]:
    """Files below `folder` in which the words stand."""
    found = set()
    for path in folder.rglob("*"):
        if not path.is_file() or not path.stat().st_size:
            continue
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if any(content.find(spelling) >= 0 for spelling in spellings(words)):
                found.add(path.name)
    return found


@pytest.fixture
def lived_in(app: Flask) -> Iterator[Flask]:
    """Somebody signs up, is written to, is called; a host, a member and somebody suppressed are there too."""
    with app.app_context():
        here = world.one_screening()
        hand = world.entry(
            here, name=MARKS["name of an ally"], email=MARKS["address of an ally"], phone=MARKS["phone of an ally"],
            note=MARKS["note on a signup"],
        )  # fmt: skip
        with transaction() as session:
            [told] = welcome([hand])
            suppress(MARKS["somebody suppressed"], None, "", "left")
            session.get_one(Screening, here.id).host = {"name": MARKS["name of a host"]}
            world.venue(PUBLIC)
        write_due_letters("http://localhost")
        coordinator = invented.account("coordinator", MARKS["name of a member"])
        with transaction() as session:
            session.get_one(Account, coordinator).set_email(MARKS["address of a member"])
        call = invented.follow_up(str(told.ally_id), here.campaign_id, point_person_id=coordinator)
        browser = browser_of(app, coordinator)
        assert (
            browser.post(f"/desk/allies/{told.ally_id}/reveal", data={"reason": MARKS["reason of a look"]}).status_code
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
    lived_in: Flask, instance: Path, engine_name: str
) -> None:
    folders = [instance]
    if engine_name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            folders.append(Path(str(connection.execute(text("SHOW data_directory")).scalar_one())))
    assert any(found_in(folder, PUBLIC) for folder in folders), "the search itself must work"
    told = {what: set().union(*(found_in(folder, words) for folder in folders)) for what, words in MARKS.items()}
    assert {what: files for what, files in told.items() if files} == {}


def test_the_search_finds_every_spelling(tmp_path: Path) -> None:
    for number, spelling in enumerate(spellings("Zephyrine Quillfeather")):
        (tmp_path / f"{number}").write_bytes(b"\x01\x02" + spelling + b"\xff")
    assert len(found_in(tmp_path, "Zephyrine Quillfeather")) == 8

"""ASVS 1.3.11: no line end of a name, a title or an address begins a header of a letter. Letters are read as received."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.letters_world import BASE_URL
from tests.public_scene import Scene, on_stage
from tests.public_visitor import Visitor
from tests.smtp import Post
from tracker.screenings.film import Film
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.deliver_due import deliver_due

SPLITS = (
    "\r\nBcc: victim@example.org",
    "\nBcc: victim@example.org\n\nGo to evil.example",
    "\r\n\r\n<b>evil</b>",
    "\x0b\x0c\x1c\u2028Bcc: victim@example.org",
)
ONCE = ("from", "to", "subject", "date", "message-id", "mime-version", "content-type", "list-unsubscribe")


@pytest.fixture
def scene(app: Flask) -> Iterator[Scene]:
    with on_stage(app) as built:
        yield built


@pytest.mark.parametrize("split", SPLITS, ids=range(len(SPLITS)))
def test_04_a_letter_has_one_header_each(scene: Scene, smtp: Post, split: str) -> None:
    with transaction():
        for film in db.session.query(Film):
            film.title += split
        for venue in db.session.query(Venue):
            venue.name += split
        settings.put("organisation", f"Lantern{split}")
    visitor = Visitor(scene)
    for email in ("heron@example.org", f"heron@example.org{split}"):
        door = f"/s/{scene.codes['room']}"
        assert visitor.sign_up(door, name=f"Heron{split}", email=email).status_code in (303, 422)
    scene.add(name=f"Mina{split}")
    assert scene.write() >= 2
    deliver_due(new_id(), smtp.url, BASE_URL)
    assert smtp.letters
    for letter in smtp.letters:
        assert len(letter.recipients) == 1 and "victim" not in letter.recipients[0]
        head = letter.raw.split(b"\r\n\r\n")[0].decode("ascii")
        names = [name.lower() for name in re.findall(r"^([^\s:]+):", head, re.MULTILINE)]
        assert [names.count(name) for name in ONCE] == [1] * len(ONCE), head
        assert not {"bcc", "cc", "x-evil"} & set(names)
        assert not re.search(rb"(?<!\r)\n", letter.raw), "and no bare line end, by which a letter could be cut in two"

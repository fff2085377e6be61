"""Return paths: from what comes back to the letter that it was."""

import pytest
from flask import Flask

from tracker.letters.return_path import ROOM, fits, letter_of, return_path
from tracker.store import links
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings


@pytest.fixture(autouse=True)
def house(app: Flask):
    with app.app_context():
        with transaction():
            settings.put("sender", "letters@house.example")
        yield


def test_there_and_back():
    letter_id = new_id()
    path = return_path(letter_id)
    assert path.startswith("letters+")
    assert letter_of(path) == letter_id


def test_the_address_for_what_comes_back_goes_before_the_senders():
    with transaction():
        settings.put("bounces", "back@post.example")
    assert return_path(new_id()).endswith("@post.example")


@pytest.mark.parametrize("shape", ["<{}>", " {} ", "SRS0=x4zz=AB=house.example={}"])
def test_what_servers_make_of_it_on_the_way_is_still_read(shape: str):
    letter_id = new_id()
    assert letter_of(shape.format(return_path(letter_id))) == letter_id
    assert letter_of(shape.format(return_path(letter_id).upper())) == letter_id


def test_nobody_makes_one_up():
    letter_id = new_id()
    stop = links.sign("stop", letter_id)
    path = return_path(letter_id)
    other = return_path(new_id())
    mixed = path[: len("letters+") + 16] + other[len("letters+") + 16 :]
    for address in ("", "@", "+@", "letters@house.example", f"letters+{stop}@house.example", mixed, f"{path[:20]}\x00@x",
                    "letters+ü@house.example"):  # fmt: skip
        assert letter_of(address) is None, address


def test_the_part_before_the_at_never_outgrows_what_servers_take():
    assert (ROOM, fits("x" * ROOM), fits("x" * (ROOM + 1))) == (21, True, False)
    with transaction():
        settings.put("sender", "x" * ROOM + "@house.example")
    assert len(return_path(new_id()).rpartition("@")[0]) == 64
    with transaction():
        settings.put("sender", "x" * (ROOM + 1) + "@house.example")
    assert return_path(new_id()) == "x" * (ROOM + 1) + "@house.example"

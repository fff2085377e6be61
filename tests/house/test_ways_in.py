"""Whatever opens the house without a password can be shut at once: no room may keep such a thing to itself."""

import pkgutil

from tracker.app import HOUSE, ROOMS, read_all_models
from tracker.keeping import ways_in
from tracker.store.db import Base

read_all_models()

# How such a thing is known: by the hash of what was given out, or because its signed id is what opens.
HASHES = ("token_hash", "calendar_hash", "link_hash", "device_hash", "secret_hash")
NAMED = ("link", "session", "device", "token", "kiosk", "passkey")
# Found by their names, and open nothing: why.
HARMLESS = {
    "passkey.id": "its owner's device signs each time anew; nothing in the row opens anything",
    "kiosk_entry.id": "what somebody wrote; no address carries it but those of the desk",
}


def openers() -> set[str]:
    """Columns that are such hashes, and the keys of tables that are called so."""
    found = set()
    for table in Base.metadata.sorted_tables:
        hashes = {f"{table.name}.{column.name}" for column in table.columns if column.name in HASHES}
        if not hashes and any(word in table.name.split("_") for word in NAMED):
            hashes = {f"{table.name}.id"}
        found |= hashes
    return found - HARMLESS.keys()


def test_everything_that_opens_the_house_is_shut_by_its_room() -> None:
    shut = {name for room in ways_in.ROOMS for name in room.SHUT}
    assert openers() == shut, "a table with a token that no room's ways_in.withdraw_all() knows, or one that is gone"
    assert {"session.token_hash", "own_link.id"} <= shut


def test_every_room_that_shuts_something_is_called() -> None:
    offering = {
        room for room in ROOMS if room != "keeping"
        and any(module.name == "ways_in" for module in pkgutil.iter_modules([str(HOUSE / room)]))
    }  # fmt: skip
    assert offering == {room.__name__.split(".")[1] for room in ways_in.ROOMS}

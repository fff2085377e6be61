"""A thief takes the tablet from the lobby, or its battery ends: its disk tells nothing of who wrote on it, and nobody who wrote is lost.

A real browser with a folder of its own; its line is cut, its answers are swallowed, and it is killed in the middle.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.disk import found_in
from tests.lobby import Lobby
from tests.tablet import Line, Tablet, in_the_fields, number, write
from tracker.allies.ally import Ally
from tracker.signups import kiosk_entries
from tracker.signups.kiosk_entry import KioskEntry
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases import give_kiosk
from tracker.usecases.welcome_kiosk_entries import welcome_kiosk_entries

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)]

# Each stands nowhere else in the world.
PEOPLE = [
    {"name": f"Zephyrine{n} Quillfeather", "email": f"quillfeather{n}@example.org", "phone": f"+1 512 555 018{n}"}
    for n in range(6)
]
HALF_WRITTEN = "Obelisca Marzipanka"
# What the same browser keeps unsealed, to show that the search would find it.
UNSEALED = "Brunhildetta Vandalusia"
KEEP_UNSEALED = """said => new Promise((done, fail) => {
    const asked = indexedDB.open("unsealed", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("said");
    asked.onsuccess = () => {
        const deal = asked.result.transaction("said", "readwrite", {durability: "strict"});
        deal.objectStore("said").put({name: said}, 1);
        deal.oncomplete = done;
        deal.onabort = fail;
    };
})"""
KEPT = """async id => JSON.stringify(await new Promise(done => {
    const asked = indexedDB.open(`kiosk-${id}`);
    asked.onsuccess = () => {
        const all = asked.result.transaction("entries").objectStore("entries").getAll();
        all.onsuccess = () => done(all.result);
    };
}))"""


@pytest.fixture
def lobby(app: Flask) -> Iterator[Lobby]:
    with app.app_context():
        yield Lobby(app)


@pytest.fixture
def line(lobby: Lobby, live: str, app: Flask) -> Iterator[Line]:
    line = Line(int(live.rpartition(":")[2]))
    app.config["BASE_URL"] = line.base_url
    db.session.remove()
    yield line
    line.cut()


@pytest.fixture
def tablet(lobby: Lobby, line: Line, playwright: Any, tmp_path: Path) -> Iterator[Tablet]:
    tablet = Tablet(playwright, tmp_path / "profile", f"{line.base_url}{lobby.path}")
    yield tablet
    tablet.lose_the_battery()


def tells(tablet: Tablet) -> set[str]:
    """Files of the browser in which anything stands that somebody typed."""
    words = ("Quillfeather", "quillfeather", "512 555 018", "Obelisca")
    return {name for word in words for name in found_in(tablet.profile, word)}


def would_tell(tablet: Tablet) -> bool:
    return bool(found_in(tablet.profile, UNSEALED))


def try_now(tablet: Tablet) -> None:
    """As the browser says when a network is there; the page would try by itself a little later."""
    tablet.page.evaluate("contact()")


def test_adversary_thief_of_the_tablet_reads_nothing_and_nobody_who_wrote_on_it_is_lost(
    lobby: Lobby, line: Line, tablet: Tablet
) -> None:
    page = tablet.switch_on()
    page.wait_for_selector("[data-status=ready]:visible")
    assert page.evaluate("navigator.serviceWorker.controller !== null")

    line.cut()
    for person in PEOPLE[:5]:
        write(page, **person)
        assert in_the_fields(page) == ""
    page.wait_for_selector("[data-status=waits]:visible")
    assert (number(page, "waits"), number(page, "safe")) == (5, 0)
    kept = page.evaluate(KEPT, lobby.kiosk_id)
    assert kept.count('"sealed"') == 5 and "Quill" not in kept, "nor can the page read it back"
    page.fill("[data-field=name]", HALF_WRITTEN)
    page.evaluate(KEEP_UNSEALED, UNSEALED)
    tablet.lose_the_battery()
    assert would_tell(tablet), "the search finds what is kept unsealed"
    assert tells(tablet) == set()

    page = tablet.switch_on()
    page.wait_for_selector("[data-status=waits]:visible")
    assert number(page, "waits") == 5 and in_the_fields(page) == "", "the page opens without a network, and empty"
    page.reload()
    page.wait_for_selector("[data-status=waits]:visible")
    assert number(page, "waits") == 5

    line.swallows = 2
    line.mend()
    for _lost in range(2):
        try_now(tablet)
    assert number(page, "waits") == 5, "what was not answered stays on the tablet"
    assert kiosk_entries.how_many(lobby.kiosk_id) == 5, "and the house has it all the same"
    try_now(tablet)
    page.wait_for_selector("[data-status=ready]:visible")
    assert number(page, "safe") == 5 and page.evaluate(KEPT, lobby.kiosk_id) == "[]"
    welcome_kiosk_entries()
    assert _people() == sorted(each["email"] for each in PEOPLE[:5]) and len(lobby.signups()) == 5

    _an_update_strands_nothing(lobby, line, tablet)
    _withdrawn_it_stops(lobby, tablet)
    tablet.switch_off()
    assert would_tell(tablet) and tells(tablet) == set()


def _an_update_strands_nothing(lobby: Lobby, line: Line, tablet: Tablet) -> None:
    """The page changes while something waits: the browser fetches it anew, and what waits is there still, and goes."""
    page = tablet.page
    line.swallows = 1_000
    write(page, **PEOPLE[5])
    with transaction():
        settings.put("organisation", "Lantern Crossing")
    db.session.remove()
    page.evaluate("void place.update()")
    page.wait_for_selector(".mark:has-text('Lantern Crossing'):visible")
    page.wait_for_selector("[data-status=waits]:visible")
    assert page.evaluate("Waiting.count()") == 1
    assert page.evaluate("caches.keys().then(all => all.length)") == 1, "and the old page is gone"
    line.swallows = 0
    try_now(tablet)
    page.wait_for_selector("[data-status=ready]:visible")
    welcome_kiosk_entries()
    assert len(lobby.signups()) == 6


def _withdrawn_it_stops(lobby: Lobby, tablet: Tablet) -> None:
    page = tablet.page
    give_kiosk.withdraw_kiosk(lobby.kiosk_id, "0" * 16)
    db.session.remove()
    try_now(tablet)
    page.wait_for_selector("[data-view=over]:visible")
    assert "It can be put away." in page.inner_text("[data-view=over]") and not page.locator("form").is_visible()
    page.reload()
    page.wait_for_selector("[data-view=over]:visible")


def _people() -> list[str]:
    db.session.rollback()
    assert {each.state for each in db.session.query(KioskEntry)} == {"welcomed"}
    return sorted(ally.contact["email"] for ally in db.session.query(Ally) if ally.contact)

"""The pages of the desk as they were answered, once for a run: handed to a browser by tests/shown.py, like the public ones."""

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from tests import run
from tests.shown import PARTS, Answer, Shown, house
from tracker.store.transactions import transaction
from tracker.team.account import Account

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def collect(folder: Path, language: str = "en") -> Shown:
    """Every page of the desk that an administrator opens, named by its address: "/desk/team/" is "desk~team~"."""
    from tests.web.desk.test_every_form import open_desk  # a plugin reads no test before pytest does

    shown = Shown()
    with house(folder) as app, app.app_context():
        browser, paths = open_desk(app)
        with transaction() as session:
            session.execute(update(Account).values(language=language))
        for path in dict.fromkeys(paths):
            answer = browser.get(path, follow_redirects=True)
            assert answer.status_code < 500, path  # what breaks would be left out below, and nobody would see
            if answer.mimetype != "text/html" or answer.history:
                continue
            shown.pages[name_of(path), language] = Answer(answer.status_code, dict(answer.headers), answer.get_data())
            for address in PARTS.findall(answer.text):
                if address not in shown.parts:
                    with browser.get(address) as part:
                        shown.parts[address] = Answer(part.status_code, dict(part.headers), part.get_data())
    return shown


def name_of(path: str) -> str:
    """As the server of tests/shown.py takes it; ids stay in it."""
    return path.strip("/").replace("/", "~").replace("?", "~")


def _collected(path: Path) -> None:
    folder = path.with_suffix(".house")
    folder.mkdir(mode=0o700)
    path.write_bytes(pickle.dumps(collect(folder)))


@pytest.fixture(scope="session")
def desk_shown() -> Shown:
    """Collected by whichever process of the run comes first."""
    found: Shown = pickle.loads(run.once("desk_shown", _collected).read_bytes())  # noqa: S301 (this run wrote it)
    return found


@pytest.fixture(scope="session")
def open_desk_page(browser: "Browser", desk_shown: Shown) -> Iterator[Callable[..., "Page"]]:
    """Opens a page by its name, in one window for the whole run."""
    with desk_shown.served() as origin:
        context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
        page = context.new_page()

        def open_(name: str, **_more: Any) -> "Page":
            page.goto(f"{origin}/{name}/en")
            return page

        yield open_
        context.close()

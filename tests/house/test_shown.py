"""Whatever shows a contact, a name, or what somebody wrote, says so beside its view and leaves a trace: found by reading pages."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from tests import invented
from tests.members import browser_of
from tests.others_campaign import MARKS, Theirs, named
from tracker.finding.contacts_seen import SHOWN
from tracker.store.db import db
from tracker.team import trace
from tracker.team.trace import Trace
from tracker.web.frame import access

TOP = Path(__file__).parents[2]
# Marks of what is no person's: names of campaigns, letters, files and tokens, who funds and reads reports; stories and what
# reports say, which name nobody.
OF_NOBODY = (
    "Ourxmark", "Lettersxmark", "listxmark", "Lanternxmark", "Seatsxmark", "Cardsxmark", "Readerxmark", "Sheetxmark", "Receiverxmark",
)  # fmt: skip
# What answers a POST with a page on which somebody stands; and what is sent to them.
ANSWERING = (
    "desk.ally.reveal",
    "desk.ally.own_link",
    "desk.replies.settle",
    "desk.follow_ups.outcome",
    "desk.screening_heads.count",
)
SENT = {"outcome": "", "asked": "Noorxmark", "email": "nobody@example.org", "heads": "many"}
# Pages that lists lead to, besides those with an id.
LISTS = ("/desk/", "/desk/?list=mine", "/desk/?list=team", "/desk/?list=stuck", "/desk/allies/", "/desk/replies/", "/desk/hand-over/",
         "/desk/outbox/?tab=failed", "/desk/notices/", "/desk/write/", "/desk/screenings/", "/desk/team/", "/desk/trace/",
         "/desk/stories/")  # fmt: skip


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # what a page says does not depend on the engine


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app


def looks(account_id: str) -> int:
    db.session.rollback()
    return db.session.query(Trace).filter(Trace.account_id == account_id, Trace.deed.in_(SHOWN)).count()


def holds(page: str) -> bool:
    for each in OF_NOBODY:
        page = page.replace(each, "")
    return any(mark in page for mark in MARKS)


def asked(app: Flask, theirs: Theirs) -> Iterator[tuple[str, str]]:
    """Method and address: every page, and deeds whose answer shows somebody."""
    for rule, method, address in named(app, theirs.ids):
        if method == "GET" or rule.endpoint in ANSWERING:
            yield method, address
    for address in LISTS:
        yield "GET", address
    yield "POST", "/desk/call-back/"


@pytest.mark.parametrize("role", ["administrator", "coordinator", "organizer"])
def test_no_page_shows_anybody_without_its_mark_and_its_trace(
    inside: Flask, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    # What stands on a list is told once in a quarter of an hour; here each time.
    monkeypatch.setattr(trace, "unseen", lambda _deed, _account_id, ids: list(ids))
    theirs, showed = Theirs(), set()
    who = theirs.juno if role == "organizer" else invented.account(role)
    theirs.claim(who)
    browser = browser_of(inside, who)
    for method, address in asked(inside, theirs):
        before = looks(who)
        page = browser.open(address, method=method, data=SENT | {"reason": "they asked"} if method == "POST" else None)
        if page.mimetype.startswith("text/") and holds(page.text):
            endpoint, _values = inside.url_map.bind("localhost").match(address.partition("?")[0], method)
            assert access.says(inside, endpoint, access.SHOWS_CONTACTS), (method, address)
            assert looks(who) > before, (method, address, "shows somebody and leaves no trace")
            showed.add(endpoint)
    everybody = {
        "desk.follow_ups.card",
        "desk.outbox.read",
        "desk.screening.show",
        "desk.screening_log.change",
        "desk.notices.show",
        "desk.story_review.show",
    }
    of_role = {
        "organizer": {"desk.allies.index", "desk.call_back.look"},
        "coordinator": {"desk.ally.reveal", "desk.replies.read", "desk.story.consent"},
    }
    assert everybody | of_role.get(role, set()) <= showed


USE_CASES = "tracker.usecases."


class Calls(ast.NodeVisitor):
    """Of one module: which functions call which, by their full names; and those that trace a look at somebody."""

    def __init__(self, module: str, text: str) -> None:
        self.module, self.at = module, ""
        self.names: dict[str, str] = {}
        self.calls: dict[str, set[str]] = {}
        self.looks: set[str] = set()
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                self.names |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
        self.names |= {node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, ast.FunctionDef)}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                self.at = f"{module}.{node.name}"
                self.visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = ast.unparse(node.func)
        first, _dot, rest = name.partition(".")
        target = self.names.get(first, first) + (f".{rest}" if rest else "")
        self.calls.setdefault(self.at, set()).add(target)
        deed = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
        if self.module.startswith(USE_CASES) and deed in SHOWN:
            self.looks.add(self.at)
        self.generic_visit(node)


@cache
def house() -> tuple[dict[str, set[str]], frozenset[str]]:
    """All calls between the pages and the deeds; the deeds that are looks."""
    calls: dict[str, set[str]] = {}
    looked: set[str] = set()
    for folder in ("tracker/web", "tracker/usecases"):
        for path in sorted((TOP / folder).rglob("*.py")):
            found = Calls(".".join(path.relative_to(TOP).with_suffix("").parts), path.read_text("utf-8"))
            calls |= found.calls
            looked |= found.looks
    return calls, frozenset(looked)


def reaches(start: str) -> set[str]:
    calls, _looked = house()
    seen, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += calls.get(name, ())
    return seen


def test_every_view_whose_deed_is_a_look_at_somebody_says_that_it_shows_contacts(app: Flask) -> None:
    _calls, looked = house()
    assert {f"{USE_CASES}open_card.open_card", f"{USE_CASES}look_at_host.look_at_host"} <= looked
    bare, found = [], 0
    for endpoint, view in app.view_functions.items():
        if reaches(f"{view.__module__}.{view.__name__}") & looked:
            found += 1
            if not access.says(app, endpoint, access.SHOWS_CONTACTS):
                bare.append(endpoint)
    assert not bare, "@shows_contacts is missing"
    assert found >= 15

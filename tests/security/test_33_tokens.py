"""33: every token of the house is drawn by `secrets`, or proved by a key that was, and has 128 bits at least."""

import ast
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask

from tests import invented
from tests.engines import TOP
from tracker.store import keyring, links
from tracker.store.db import db
from tracker.store.ids import LENGTH, new_id
from tracker.store.transactions import transaction
from tracker.team import calendar_link, invitation, second_factor, session
from tracker.team.account import Account
from tracker.team.roles import Role
from tracker.web.frame import form_tokens, passes

MANY = 1000
Make = Callable[[], str]


def made_by(account: Account) -> dict[str, tuple[Make, float]]:
    """By its name: what makes one, and how many bits of it nobody can guess."""
    ally = new_id()
    fresh = iter([new_id() for _ in range(3 * MANY)])
    return {
        "session": (lambda: session.begin(account.id, {}), 256),
        "invitation": (lambda: invitation.join(Role.CALLER, None), 256),
        "reset": (lambda: invitation.reset(account, None), 256),
        "calendar": (lambda: calendar_link.make(account), 256),
        "mark of all sessions": (lambda: _forgotten(account), 256),
        "authenticator": (second_factor.new_secret, 160),
        "key": (lambda: keyring.fresh_key(set())["secret"], 256),
        # Signed: the id is no secret, the proof behind it is.
        "link in a letter": (lambda: links.sign("stop", next(fresh))[LENGTH:], 130),
        "link of one's own": (lambda: links.sign("own-open", next(fresh))[LENGTH:], 130),
        "return path": (lambda: links.sign("bounce", next(fresh))[LENGTH:], 130),
        "form": (lambda: form_tokens.fresh("signup").rpartition(".")[2], 128),
        "pass": (lambda: passes.give("thanks", ally), 128),
    }


def _forgotten(account: Account) -> str:
    account.forget_sessions()
    return account.fs_uniquifier


@pytest.fixture
def many(app: Flask) -> Iterator[dict[str, tuple[list[str], float]]]:
    with app.app_context():
        account_id = invented.account("caller")
        with transaction() as rows, app.test_request_context():
            kinds = made_by(rows.get_one(Account, account_id))
            yield {name: ([make() for _ in range(MANY)], bits) for name, (make, bits) in kinds.items()}
            db.session.expunge_all()


def bits_of(token: str) -> float:
    """How many it can carry, by its length and the alphabet that it is spelt in."""
    alphabet = 4 if re.fullmatch("[0-9a-f]+", token) else 5 if re.fullmatch("[0-9a-z]+|[A-Z2-7]+", token) else 6
    return len(token.rstrip("=")) * alphabet


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_33_a_thousand_tokens_of_each_kind_are_long_enough_never_the_same_and_in_no_order(
    many: dict[str, tuple[list[str], float]],
) -> None:
    for name, (tokens, bits) in many.items():
        assert min(map(bits_of, tokens)) >= bits >= 128, name
        assert len(set(tokens)) == MANY, name
        if name != "pass":  # which begins with the name of its key
            beginnings = {token[:8] for token in tokens}
            assert len(beginnings) == MANY, f"{name}: they begin alike"
        rises = sum(one < other for one, other in pairwise(tokens))
        assert 0.4 * MANY < rises < 0.6 * MANY, f"{name}: they stand in an order"


def test_33_nothing_in_the_house_draws_from_anything_but_secrets() -> None:
    """The demo alone throws dice, for its invented people."""
    dice = []
    for path in sorted((TOP / "tracker").rglob("*.py")):
        if "demo" in str(path.relative_to(TOP)):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            dice += [str(Path(path).name) for name in names if name in {"random", "uuid", "numpy"}]
    assert dice == []

"""A takeout, taken in by an empty house of the other engine and with other keys, is taken out again the same."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pyzipper
from flask import Flask
from sqlalchemy import func, select

from tests.elsewhere import run
from tests.takeout.filled import fill
from tracker.keeping import copies
from tracker.store.db import Base, db
from tracker.store.keyring import ring
from tracker.takeout.carried import STAY
from tracker.team import trace_chain
from tracker.team.account import Account, by_email

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}
# Rows that the two deeds themselves add: "takeout made", "takeout brought in", and the copy that each of them is.
ADDED = {"trace": 2, "copy_left": 2}


def taken_out(app: Flask, path: Path) -> tuple[dict[str, Any], str]:
    """The files of a takeout, and its passphrase."""
    told = run(app, "takeout", path, "--reason", "moving house")
    assert told.exit_code == 0, told.output
    passphrase = str(told.output).strip().splitlines()[-1]
    with pyzipper.AESZipFile(path) as archive:
        archive.setpassword(passphrase.encode())
        return {name: archive.read(name) for name in archive.namelist()}, passphrase


def taken_in(app: Flask, path: Path, passphrase: str) -> Any:
    return run(app, "takeout", "import", path, "--passphrase", passphrase)


def rows(files: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, content in files.items():
        if name.startswith("tables/"):
            yield (
                name.removeprefix("tables/").removesuffix(".jsonl"),
                [json.loads(line) for line in content.splitlines()],
            )


@pytest.mark.parametrize(
    "engine_name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
@pytest.mark.postgres
def test_what_went_out_is_in_the_other_house_and_comes_out_again(
    app: Flask, engine_name: str, elsewhere: Callable[..., Flask], tmp_path: Path
) -> None:
    with app.app_context():
        fill()
        db.session.remove()
    first, passphrase = taken_out(app, tmp_path / "first.zip")
    there = elsewhere(engine=OTHER[engine_name], migrated=True)
    told = taken_in(there, tmp_path / "first.zip", passphrase)
    assert told.exit_code == 0, told.output
    second, _passphrase = taken_out(there, tmp_path / "second.zip")
    before, after = dict(rows(first)), dict(rows(second))
    assert before.keys() == after.keys() == {t.name for t in Base.metadata.sorted_tables} - STAY.keys()
    for name, wanted in before.items():
        found = after[name]
        assert {each for row in wanted for each, value in row.items() if value is not None} == set(wanted[0]), (
            f"{name}: filled"
        )
        assert len(found) == len(wanted) + ADDED.get(name, 0), name
        assert all(row in found for row in wanted), name
    files = {name for name in first if name.startswith("files/")}
    assert files
    assert {name: first[name] for name in files} == {name: second[name] for name in second if name.startswith("files/")}
    _lives(there, json.loads(first["keys.json"]), before)


def _lives(there: Flask, keys: dict[str, Any], before: dict[str, list[dict[str, Any]]]) -> None:
    """The other house works with what it was given, and nobody can sign in yet."""
    with there.app_context():
        held = ring()
        assert held.newest("suppress").name == keys["suppress"][0]["name"]
        assert len(held.keys["suppress"]) == 1
        assert {each["name"] for each in keys["link"]} < {key.name for key in held.all("link")}
        assert held.newest("link").name not in {each["name"] for each in keys["link"]}
        assert trace_chain.verify().rows == len(before["trace"]) + 2
        member = next(each for each in before["account"] if each["email"])
        one = by_email(member["email"])
        assert one is not None
        assert one.id == member["id"]
        assert db.session.scalar(select(func.count()).select_from(Account).where(Account.password.is_not(None))) == 0
        whole = [each for each in copies.of_ally(before["ally"][0]["id"], calls=False) if each.place == "takeout"]
        assert len(whole) >= 2, "whoever has the file, and whoever makes another"

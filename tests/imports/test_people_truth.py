"""The sample of two thousand signups comes out as its truth files say, row by row, in any order and encoding."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from flask import Flask

from tests.imports import people_world
from tests.imports.people_world import DATA, SAMPLE, bring, consents, move_in, truth
from tracker.allies import recognise

# What the rules say of a row without looking at another.
ALONE = ("decision", "reason", "consent")
FLAGS = ("email_domain_suspect", "email_invalid_dropped")


def is_as_the_truth_says(
    app: Flask, told: list[dict[str, str]], rows: list[dict[str, str]], whole: bool, any_order: bool = False
) -> None:
    """`whole`: the file has every row of the truth, so that people can be compared as well."""
    assert len(told) == len(rows)
    wrong = []
    for line, row in zip(told, rows, strict=True):
        wanted = {name: row[name] for name in ALONE}
        if row["decision"] == "reject":
            wanted["consent"] = ""
        if any({name: line[name] for name in ALONE}[name] != wanted[name] for name in ALONE):
            wrong.append((row["row"], {name: line[name] for name in ALONE}, wanted))
    assert not wrong, wrong[:5]
    assert all(len(ids) == 1 for ids in people_world.keys_of_screenings(told, rows).values())
    outcomes_are_the_same(told, rows, any_order)
    people_are_the_same(app, told, rows, whole)


def outcomes_are_the_same(told: list[dict[str, str]], rows: list[dict[str, str]], any_order: bool) -> None:
    """In another order another row of a person and a film screening is the first."""
    if not any_order:
        assert [line["outcome"] for line in told] == [row["outcome"] for row in rows]
        return
    got: dict[tuple[str, str], list[str]] = defaultdict(list)
    wanted: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line, row in zip(told, rows, strict=True):
        key = row["strict_id"], row["screening_key"]
        got[key].append(line["outcome"])
        # In a part of the sample the first row of a pair may be missing.
        first = row["decision"] == "accept" and "new" not in wanted[key]
        wanted[key].append("new" if first else "repeat" if row["decision"] == "accept" else "rejected")
    assert {key: Counter(each) for key, each in got.items()} == {key: Counter(each) for key, each in wanted.items()}


def people_are_the_same(app: Flask, told: list[dict[str, str]], rows: list[dict[str, str]], whole: bool) -> None:
    pairs = {(line["ally_id"], row["strict_id"]) for line, row in zip(told, rows, strict=True) if row["strict_id"]}
    assert len(pairs) == len({ally for ally, _ in pairs}) == len({strict for _, strict in pairs})
    held = consents(app)
    assert set(held) == {ally for ally, _ in pairs}
    by_strict = {strict: held[ally] for ally, strict in pairs}
    points = defaultdict(set)
    for row in rows:
        if row["strict_id"]:
            points[row["strict_id"]].add((row["email"], row["phone_e164"]))
    for strict, contact in by_strict.items():
        # A contact is what one of their rows wrote, normalised.
        assert (contact.get("email", ""), contact.get("phone", "")) in points[strict], strict
    if whole:
        wanted = {row["strict_id"]: row["consent"] for row in people_world.read("signups_people_truth.csv")}
        assert {strict: contact["consent"] for strict, contact in by_strict.items()} == wanted


def test_every_row_comes_out_as_the_truth_says(app: Flask, tmp_path: Path) -> None:
    move_in(app)
    told, rows = bring(app, SAMPLE, tmp_path / "report.csv"), truth()
    assert [line["row"] for line in told] == [row["row"] for row in rows]
    is_as_the_truth_says(app, told, rows, whole=True)
    for line, row in zip(told, rows, strict=True):
        if row["decision"] == "accept":
            assert all((flag in line["flags"]) == (flag in row["flags"]) for flag in FLAGS), row
    before = consents(app)
    again = bring(app, SAMPLE, tmp_path / "again.csv")
    assert {line["fate"] for line in again} == {"already there", "refused"}
    assert consents(app) == before


def test_looked_at_a_few_people_at_a_time_it_comes_out_alike(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of a person lie far from each other, and whoever has but a number joins an address of another part."""
    monkeypatch.setattr(recognise, "AT_ONCE", 7)
    move_in(app)
    is_as_the_truth_says(app, bring(app, SAMPLE, tmp_path / "report.csv"), truth(), whole=True)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_it_comes_out_alike(app: Flask, tmp_path: Path, seed: int) -> None:
    move_in(app)
    file, order = people_world.shuffled(seed, tmp_path)
    rows = truth()
    is_as_the_truth_says(
        app, bring(app, file, tmp_path / "report.csv"), [rows[n - 1] for n in order], whole=True, any_order=True
    )


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("name", ["signups_bom_semicolon", "signups_cp949"])
def test_other_encodings_come_out_alike(app: Flask, tmp_path: Path, name: str) -> None:
    move_in(app)
    numbers = list(range(1, 201))
    if (listed := DATA / f"{name}_rows.txt").exists():
        numbers = [int(line) for line in listed.read_text().split()]
    rows = truth()
    told = bring(app, DATA / f"{name}.csv", tmp_path / "report.csv")
    is_as_the_truth_says(app, told, [rows[n - 1] for n in numbers], whole=False, any_order=True)

"""Pages are told on one engine in turn: about half of them on each, none twice, none nowhere, and always on the same. So are cases."""

import pytest

from tests import in_turn
from tests.ended import WITHIN

ENGINES = (
    "import pytest\n@pytest.fixture(params=['sqlite', 'postgresql'])\ndef engine_name(request): return request.param\n"
)


def collected(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[str]:
    pytester.makeconftest("from tests.in_turn import *\n")
    monkeypatch.setattr(in_turn, "PAGES", pytester.path / "web")
    monkeypatch.setattr(in_turn.postgres, "programs", lambda: pytester.path)
    found = pytester.inline_run(*WITHIN, "--collect-only", "-q", "-p", "no:cacheprovider", *arguments)
    return [each.nodeid for each in found.getcalls("pytest_collection_finish")[0].session.items]


def turns(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[str]:
    folder = pytester.path / "web"
    folder.mkdir(exist_ok=True)
    tests = "".join(f"def test_{n}(engine_name): pass\n" for n in range(20))
    race = "@pytest.mark.parametrize('engine_name', ['sqlite', 'postgresql'], indirect=True)\ndef test_race(engine_name): pass\n"
    for name in ("test_a.py", "test_b.py"):
        (folder / name).write_text(f"{ENGINES}{tests}{race}")
    return collected(pytester, monkeypatch, *arguments)


def test_each_page_is_told_once_and_both_engines_have_their_share(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = turns(pytester, monkeypatch)
    pages = [each for each in told if "race" not in each]
    assert len(pages) == len({each.partition("[")[0] for each in pages}) == 40
    assert 10 <= sum("sqlite" in each for each in pages) <= 30
    assert sum("race" in each for each in told) == 4, "what says its engines itself runs on them"
    assert turns(pytester, monkeypatch) == told


def test_asked_for_both_they_are_told_on_both(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(turns(pytester, monkeypatch, "--every-engine")) == 84


def test_of_many_cases_each_is_told_once_and_a_lock_on_and_off_on_both(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = "@pytest.mark.parametrize('n', range(5))\ndef test_cases(engine_name, n): pass\n"
    lock = "@pytest.mark.parametrize('locked', [True, False])\ndef test_lock(engine_name, locked): pass\n"
    (pytester.path / "test_a.py").write_text(f"{ENGINES}{cases}{lock}def test_one(engine_name): pass\n")
    (pytester.path / "test_b.py").write_text(f"{ENGINES}def test_other(engine_name): pass\n")
    told = [each.partition("::")[2] for each in collected(pytester, monkeypatch)]
    assert sorted(each for each in told if "cases" in each) == [
        f"test_cases[{engine}-{n}]" for engine, n in
        sorted([("sqlite", 0), ("postgresql", 1), ("sqlite", 2), ("postgresql", 3), ("sqlite", 4)])
    ]  # fmt: skip
    assert sum("lock" in each for each in told) == 4
    assert sum("one" in each or "other" in each for each in told) == 4
    assert len(collected(pytester, monkeypatch, "--every-engine")) == 18


def test_above_the_rooms_a_module_alternates_and_what_matters_is_told_on_both(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_turn, "TESTS", pytester.path)
    monkeypatch.setattr(in_turn, "ABOVE", (pytester.path / "above",))
    monkeypatch.setattr(in_turn, "MATTERS", {"above/test_at_once.py": "at once"})
    (pytester.path / "above").mkdir()
    three = "".join(f"def test_{n}(engine_name): pass\n" for n in range(3))
    for name in ("above/test_plain.py", "above/test_at_once.py", "test_room.py"):
        (pytester.path / name).write_text(f"{ENGINES}{three}")
    told = collected(pytester, monkeypatch)
    plain = [each.partition("::")[2] for each in told if "plain" in each]
    engines = [each.partition("[")[2].rstrip("]") for each in plain]
    assert [each.partition("[")[0] for each in plain] == ["test_0", "test_1", "test_2"]
    assert engines[0] == engines[2] != engines[1]
    assert sum("at_once" in each for each in told) == sum("room" in each for each in told) == 6
    assert collected(pytester, monkeypatch) == told


def test_what_matters_is_there_and_above_the_rooms() -> None:
    for name in in_turn.MATTERS:
        path = in_turn.TESTS / name
        assert path.is_file() and any(path.is_relative_to(folder) for folder in in_turn.ABOVE), name

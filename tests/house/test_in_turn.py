"""Pages are told on one engine in turn: about half of them on each, none twice, none nowhere, and always on the same."""

import pytest

from tests import in_turn


def turns(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[str]:
    pytester.makeconftest("from tests.in_turn import *\n")
    folder = pytester.path / "web"
    folder.mkdir(exist_ok=True)
    engines = "@pytest.fixture(params=['sqlite', 'postgresql'])\ndef engine_name(request): return request.param\n"
    tests = "".join(f"def test_{n}(engine_name): pass\n" for n in range(20))
    race = "@pytest.mark.parametrize('engine_name', ['sqlite', 'postgresql'], indirect=True)\ndef test_race(engine_name): pass\n"
    for name in ("test_a.py", "test_b.py"):
        (folder / name).write_text(f"import pytest\n{engines}{tests}{race}")
    monkeypatch.setattr(in_turn, "PAGES", folder)
    monkeypatch.setattr(in_turn.postgres, "programs", lambda: folder)
    found = pytester.inline_run("--collect-only", "-q", "-p", "no:cacheprovider", *arguments)
    return [each.nodeid for each in found.getcalls("pytest_collection_finish")[0].session.items]


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

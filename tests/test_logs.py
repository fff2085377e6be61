"""One thing that happened is one line; it holds what the code named and nothing that people wrote."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
import structlog

from tests.server import TOP
from tracker import logs
from tracker.errors import Refusal

MARK = "zephyrine@example.org"


class Asked(Refusal):
    sentence = "This file is made to be read."


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """What is configured holds for the whole process."""
    hook, before = sys.excepthook, structlog.get_config()
    yield
    sys.excepthook = hook
    structlog.configure(**before)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def raised() -> BaseException:
    try:
        try:
            raise ValueError(MARK)
        except ValueError as first:
            raise KeyError(MARK) from first
    except KeyError as error:
        return error


def test_a_line_is_json_and_nothing_begins_another(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    for forged in (
        'x\n{"level": "info", "event": "signed in"}',
        "x\r\x0b\x0c\x1c\x85\u2028\u2029y",
        "\x1b[2J\u202egnp",
        "\ud800",
    ):
        structlog.get_logger().info("kept", name=forged, many=[forged])
    told = lines(capsys)
    assert len(told) == 4
    assert all(line["event"] == "kept" and line["level"] == "info" and line["time"] for line in told)
    assert told[0]["name"] == 'x?{"level": "info", "event": "signed in"}'


def test_at_a_terminal_it_is_plain_and_as_hard_to_forge(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    logs.configure("INFO")
    structlog.get_logger().warning("letters wait", why="a\nb", n=3)
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and told.endswith('warning  letters wait  why="a?b" n=3\n')


def test_log_level_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("WARNING")
    structlog.get_logger().info("a visit")
    structlog.get_logger().warning("trouble")
    assert [line["event"] for line in lines(capsys)] == ["trouble"]


def test_a_value_that_is_no_word_is_told_by_its_kind_alone(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    structlog.get_logger().info("kept", row=ValueError(MARK), map={"email": MARK}, n=2, yes=True, long="x" * 9_999)
    [line] = lines(capsys)
    assert (line["row"], line["map"], line["n"], line["yes"]) == ("<ValueError>", "<dict>", 2, True)
    assert len(str(line["long"])) == logs.LONGEST


def test_libraries_tell_their_place_and_their_own_words_never_the_values(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG")
    strange = logging.getLogger("waitress")
    strange.info("%s asks", MARK)
    strange.warning("Exception while serving %s", MARK)
    strange.error(f"already in it: {MARK}")
    error = raised()
    strange.error("broke", exc_info=(type(error), error, error.__traceback__))
    first, second, third = lines(capsys)
    assert first["said"] == "Exception while serving %s" and "said" not in second
    assert str(second["place"]).startswith("test_logs.py:")
    assert third["error"] == "KeyError from ValueError" and str(third["where"]).endswith(" raised']")
    assert MARK not in str([first, second, third])


def test_an_error_that_ends_a_process_is_told_without_its_text_and_a_refusal_by_its_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure("INFO")
    error = raised()
    sys.excepthook(type(error), error, error.__traceback__)
    sys.excepthook(Asked, Asked(), None)
    first, second = capsys.readouterr().err.splitlines()
    assert json.loads(first)["event"] == "ended by an error" and MARK not in first
    assert second == Asked.sentence


def test_a_command_that_breaks_says_no_more(tmp_path) -> None:
    """Through the real command: an error of the database quotes what it was asked to write."""
    said = subprocess.run(
        [sys.executable, "-m", "flask", "account", "disable", MARK], cwd=TOP, capture_output=True, text=True, check=False,
        env={"FLASK_APP": "tracker.app", "INSTANCE_PATH": str(tmp_path), "PATH": "/usr/bin:/bin"}, timeout=120,
    )  # fmt: skip
    assert said.returncode == 1
    assert json.loads(said.stderr.splitlines()[-1])["error"].startswith("OperationalError")
    assert MARK not in said.stderr and "Traceback" not in said.stderr

"""script/bootstrap on machines that lack something: a sentence, not a riddle."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
TOOLS = ("sh", "dirname", "cat", "cksum", "rm", "uname")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A bare checkout, beside a PATH that holds only what POSIX promises."""
    (tmp_path / "house" / "script").mkdir(parents=True)
    shutil.copy(TOP / "script" / "bootstrap", tmp_path / "house" / "script")
    (tmp_path / "house" / "requirements.txt").write_text("")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        if path := shutil.which(tool):
            (tmp_path / "bin" / tool).symlink_to(path)
    return tmp_path / "house"


def bootstrap(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(checkout.parent / "bin"), "PYTHON": "none", "LC_ALL": "C", **environment}
    script = checkout / "script" / "bootstrap"
    # /usr/bin/python3 is looked at last whatever PATH says: these machines do not have it.
    script.write_text(script.read_text().replace("/usr/bin/python3", "none"))
    return subprocess.run([script], env=environment, capture_output=True, text=True, check=False, timeout=120)


def program(checkout: Path, name: str, text: str) -> None:
    path = checkout.parent / "bin" / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_without_a_python_it_says_what_to_install(checkout: Path):
    result = bootstrap(checkout)
    assert result.returncode == 1
    assert "needs Python 3.11 or newer" in result.stderr


def test_a_python_that_is_too_old_is_none(checkout: Path):
    program(checkout, "python3", "exit 1")
    assert "needs Python 3.11 or newer" in bootstrap(checkout).stderr


def test_debians_python_without_venv_gets_the_line_to_type(checkout: Path):
    program(checkout, "python3", 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.11;; esac')
    program(checkout, "apt-get", "exit 0")
    result = bootstrap(checkout)
    assert result.returncode == 1
    assert "apt-get install python3.11-venv" in result.stderr
    assert not (checkout / ".venv").exists()


def test_a_failed_installation_is_tried_again_and_a_good_one_never(checkout: Path):
    # A python3 whose venv is itself, and whose pip notes each call and does as the file "network" says.
    calls, network = checkout / "calls", checkout / "network"
    text = f"""case "$*" in
        *"-m venv"*) "{shutil.which("mkdir")}" -p "$3/bin"; "{shutil.which("cp")}" "$0" "$3/bin/python";;
        *"-m pip"*) echo called >> "{calls}"; [ -e "{network}" ];;
    esac"""
    program(checkout, "python3", text)
    result = bootstrap(checkout)
    assert result.returncode == 1
    assert "network is missing" in result.stderr
    network.touch()
    assert bootstrap(checkout).returncode == 0
    assert bootstrap(checkout).returncode == 0
    assert calls.read_text().split() == ["called", "called"]
    (checkout / "requirements.txt").write_text("# other pins\n")
    assert bootstrap(checkout).returncode == 0
    assert calls.read_text().split() == ["called"] * 3


def test_scripts_are_executable_and_posix():
    for script in (TOP / "script").iterdir():
        if script.suffix == "" and script.is_file():
            assert os.access(script, os.X_OK), script
            if script.read_text().startswith("#!/bin/sh"):
                shell = shutil.which("dash") or "sh"
                assert subprocess.run([shell, "-n", script], check=False).returncode == 0, script

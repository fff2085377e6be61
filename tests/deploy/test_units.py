"""The systemd units: systemd itself finds nothing wrong, what they start is there, and they let the house touch what it must."""

import configparser
import os
import subprocess
from pathlib import Path
from typing import Any, cast

import click
import pytest
from flask import Flask

from tests.front import program
from tests.server import TOP

UNITS = sorted((TOP / "deploy" / "systemd").iterdir())
SRV = "/srv/houselights"
# Instances of what is a template.
ASKED = {"houselights-web@.service": "houselights-web@8001.service"}


def read(unit: Path) -> dict[str, dict[str, list[str]]]:
    """Sections; a name may come several times."""
    found: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    for line in unit.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            section.setdefault(name, []).append(value)
    return found


def services() -> list[Path]:
    return [unit for unit in UNITS if unit.suffix == ".service"]


def verified(folder: Path, units: list[Path], *instead: tuple[str, str]) -> str:
    """What systemd says of them, started from this checkout."""
    for unit in units:
        text = unit.read_text("utf-8").replace(SRV, str(TOP))
        for old, new in instead:
            text = text.replace(old, new)
        (folder / unit.name).write_text(text, "utf-8")
    told = [str(folder / ASKED.get(unit.name, unit.name)) for unit in units]
    environ = {**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"}
    done = subprocess.run(
        [program("systemd-analyze"), "verify", "--man=no", *told],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 and not done.stderr else done.stderr or f"status {done.returncode}"


def test_systemd_finds_nothing_wrong_and_would_find_what_is_wrong(tmp_path: Path) -> None:
    assert verified(tmp_path, UNITS) == ""
    assert "not executable" in verified(tmp_path, UNITS, ("script/server", "script/sever"))
    assert "Unknown key" in verified(tmp_path, UNITS, ("ProtectHome", "ProtectHouse"))


def test_each_command_is_a_script_and_a_command_of_the_house(app: Flask) -> None:
    for unit in services():
        [line] = read(unit)["Service"]["ExecStart"]
        script, *words = line.split()
        assert os.access(script.replace(SRV, str(TOP)), os.X_OK), unit.name
        command = "serve" if script.endswith("/server") else words.pop(0)
        known = cast("Any", app.cli.get_command(click.Context(app.cli), command))
        for word in words:
            if word.startswith("--"):
                assert any(word in [*each.opts, *each.secondary_opts] for each in known.params), (unit.name, word)
            else:
                known = known.commands[word]


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def test_every_service_is_as_shut_in_as_the_others() -> None:
    own = (
        "Type",
        "RemainAfterExit",
        "ExecStart",
        "KillMode",
        "TimeoutStopSec",
        "TimeoutStartSec",
        "Restart",
        "RestartSec",
        "Environment",
    )
    walls = {unit.name: {k: v for k, v in read(unit)["Service"].items() if k not in own} for unit in services()}
    first = walls["houselights.service"]
    assert all(each == first for each in walls.values())
    assert first["ProtectSystem"] == ["strict"] and first["LimitCORE"] == ["0"] and first["User"] == ["houselights"]


def test_what_the_sample_settings_name_is_what_the_units_let_it_write() -> None:
    told = configparser.ConfigParser()
    told.read_string("[x]\n" + (TOP / "deploy" / "environment").read_text("utf-8"))
    walls = read(TOP / "deploy" / "systemd" / "houselights.service")["Service"]
    may = [f"/var/lib/{name}" for name in walls["StateDirectory"][0].split()]
    may += [path.lstrip("-") for path in walls["ReadWritePaths"][0].split()]
    for name in ("INSTANCE_PATH", "BACKUP_PATH"):
        assert told["x"][name].strip("'") in may, name
    assert str(Path(told["x"]["KEY_RING"].strip("'")).parent) in may, (
        "it turns by itself, and the log of erasures is beside it"
    )

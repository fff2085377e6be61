"""docs/running.md and deploy/ are true: what they name is there, in the settings, the commands, the measures and on the disk."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import click
import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

import config
from tests.house.test_readme import settings
from tests.server import TOP
from tracker import clock
from tracker.cli import web
from tracker.store.heartbeat import KINDS
from tracker.store.transactions import transaction
from tracker.team import settings as of_house
from tracker.usecases import note_chore, say_alive
from tracker.web.frame import measures

DEPLOY = TOP / "deploy"
# What whoever collects adds by themselves.
PROMETHEUS_OWN = {"up"}
MEASURE = re.compile(r"\b(?:houselights|process)_[a-z_]+\b|\bup\b(?=[{ ])")
# A histogram's parts, by one name.
PART = re.compile(r"_(?:bucket|sum|count)$")


@pytest.fixture(scope="module")
def page() -> str:
    return (DEPLOY.parent / "docs" / "running.md").read_text("utf-8")


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def told(app: Flask, tmp_path: Path) -> dict[str, list[dict[str, str]]]:
    """Everything that /metrics says when there is something to say: labels of each measure."""
    app.config["BACKUP_PATH"] = str(tmp_path)
    with app.app_context():
        for kind in KINDS:
            say_alive.say_alive(f"{kind:0>16}", kind)
        note_chore.failed("backup", "http://localhost")
        with transaction():
            of_house.put("backup_made", clock.now().isoformat())
        measures.hang_up(app)
        measures.of(app).serves({"everybody": lambda: 0, "flood": lambda: 0}, lambda: 0)
    client = app.test_client()
    for path in ("/privacy", "/desk/", "/account/sign-in"):
        client.get(path)
    text = client.get("/metrics").text
    found: dict[str, list[dict[str, str]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(PART.sub("", sample.name), []).append(sample.labels)
    return found


def asked_of_measures() -> Iterator[tuple[str, str]]:
    """Where from, and the expression: of each alert and of each line of the dashboard."""
    for rule in rules():
        yield rule["alert"], rule["expr"]
    for panel in json.loads((DEPLOY / "grafana.json").read_text("utf-8"))["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


def rules() -> list[dict[str, str]]:
    """What each alert says, by name. Each stands on a line of its own, in single quotes where there is need: promtool reads the rest."""
    text = (DEPLOY / "alerts.yml").read_text("utf-8")
    found = []
    for part in text.split("      - alert: ")[1:]:
        lines = ("alert: " + part).splitlines()
        named = (line.strip().partition(": ") for line in lines if ": " in line)
        found.append({name: value.strip("'").replace("''", "'") for name, _, value in named})
    return found


def test_every_setting_that_is_named_exists(page: str) -> None:
    files = [path.read_text("utf-8") for path in [DEPLOY / "environment", DEPLOY / "Containerfile"]]
    said = set(re.findall(r"^\s*#?(?:ENV )?([A-Z][A-Z_]+)=", "\n".join([page, *files]), re.MULTILINE))
    said |= set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`", page)) | {"HOST", "PORT"}
    assert {"BASE_URL", "METRICS_TOKEN", "KEY_RING", "TRUSTED_PROXIES"} <= said
    assert said - settings() == set()


def test_the_sample_settings_can_be_meant() -> None:
    lines = (DEPLOY / "environment").read_text("utf-8").splitlines()
    values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert all(value.startswith("'") and value.endswith("'") for value in values.values())
    meant = config.from_environment({name: value.strip("'") for name, value in values.items()})
    assert not meant["KEY_RING"].is_relative_to(meant["BACKUP_PATH"]), "the two together are the list of supporters"
    assert not meant["KEY_RING"].is_relative_to(meant["INSTANCE_PATH"])


def test_every_command_that_is_named_exists(page: str, app: Flask) -> None:
    for line in re.findall(r"script/flask ([^\n#`|]+)", page):
        first, *words = line.split()
        known = cast("Any", app.cli.get_command(click.Context(app.cli), first))
        assert known, line
        while words and hasattr(known, "commands") and words[0] in known.commands:
            known = known.commands[words.pop(0)]
        options = {opt for each in getattr(known, "params", []) for opt in each.opts}
        assert {word for word in words if word.startswith("--")} <= options, line
    scripts = set(re.findall(r"\bscript/[a-z]+", page))
    assert scripts and all(os.access(TOP / name, os.X_OK) for name in scripts)


def test_every_file_and_unit_that_is_named_is_there(page: str) -> None:
    for named in re.findall(r"\bdeploy/[\w./@-]*\w", page + (DEPLOY / "prometheus.yml").read_text("utf-8")):
        assert (TOP / named).exists(), named
    units = {path.name for path in (DEPLOY / "systemd").iterdir()}
    for named in set(re.findall(r"\bhouselights(?:-[a-z]+)?@?\d*\.(?:service|target|timer)", page)):
        assert re.sub(r"@\d*", "@", named) in units, named
    for path, anchor in re.findall(r"\]\(([^)#\s]*)#?([^)\s]*)\)", page):
        assert not path or (TOP / "docs" / path).exists(), path
        assert path or anchor in anchors(page), anchor
    assert all(path.name in page or path.parent.name == "systemd" for path in DEPLOY.rglob("*") if path.is_file())


def anchors(page: str) -> set[str]:
    """Of headings, as they are linked to."""
    named = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", each.lower()).replace(" ", "-") for each in named}


def test_every_measure_that_an_alert_or_the_dashboard_asks_for_is_told_with_that_label(told) -> None:
    for where, expression in asked_of_measures():
        names = {PART.sub("", name) for name in MEASURE.findall(expression)} - PROMETHEUS_OWN
        assert names or "up{" in expression, where
        assert names <= set(told), (where, names - set(told))
        for name, chosen in re.findall(r"(houselights_[a-z_]+)\{([^}]*)\}", expression):
            for label, operator, value in re.findall(r'(\w+)(=~|=)"([^"]*)"', chosen):
                of_it = [labels[label] for labels in told[PART.sub("", name)] if label in labels]
                assert of_it, (where, name, label)
                wanted = (
                    [] if name == "houselights_answers_total" else value.split("|") if operator == "=~" else [value]
                )
                assert set(wanted) <= set(of_it), (where, name, label, value)


def test_every_measure_is_explained_and_every_one_explained_is_told(page: str, told) -> None:
    explained = set(MEASURE.findall(page[page.index("## Measures") : page.index("## What to do when")]))
    ours = {name for name in told if name.startswith("houselights_")}
    assert ours - explained == set()
    processes = {name for name in explained if name.startswith("process_")}
    assert {name for name in explained if name.startswith("houselights_")} == ours
    assert processes == {name for name in told if name.startswith("process_")}


def test_every_alert_says_what_to_do_and_leads_to_a_place_on_the_page_that_says_more(page: str) -> None:
    places = set()
    for rule in rules():
        path, _, anchor = rule["runbook_url"].partition("#")
        assert path == "docs/running.md" and anchor in anchors(page), rule["alert"]
        assert len(rule["do"]) > 30 and rule["summary"].endswith("."), rule["alert"]
        assert rule["severity"] in ("now", "look", "people") and rule["for"]
        places.add(anchor)
    told = page[page.index("## What to do when") : page.index("## What was tried")]
    assert anchors(told) - places == {"what-to-do-when"}, "explained, and no alert leads there"


def test_the_fronts_take_as_much_as_the_house_does() -> None:
    most = web.OPTIONS["max_request_body_size"] // 2**20
    assert f"client_max_body_size {most}m;" in (DEPLOY / "nginx.conf").read_text("utf-8")
    assert f"max_size {most}MB" in (DEPLOY / "Caddyfile").read_text("utf-8")


def test_no_image_holds_keys_settings_or_a_database() -> None:
    left_out = (TOP / ".dockerignore").read_text("utf-8").splitlines()
    assert {".env", "instance", ".git", ".venv"} <= set(left_out)
    built = (DEPLOY / "Containerfile").read_text("utf-8")
    assert "USER houselights" in built and built.index("USER houselights") > built.rindex("RUN ")
    for copied in re.findall(r"^COPY (\S+)", built, re.MULTILINE):
        assert (TOP / copied).exists() and copied not in left_out

"""/metrics: what it counts is so, nobody who should not look finds it, and nothing in it is about anybody."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from tests.engines import build, close, sqlite_house
from tests.letters_world import World
from tests.letters_world import world as world  # noqa: PLC0414 (the fixture)
from tests.lobby import Lobby
from tests.public_visitor import hidden_in
from tests.world import one_screening
from tracker import clock
from tracker.finding.export import Export
from tracker.followups.followup import FollowUp
from tracker.imports import work
from tracker.imports.import_ import Import
from tracker.screenings import code as codes
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases import note_chore, say_alive
from tracker.web.frame import floods, measures

TOKEN = "a-token-of-twenty-two-and-more"
# Settings one by one among them, each by its key.
MOST_QUESTIONS = 12
Told = dict[str, float]


def read(app: Flask, **headers: str) -> Told:
    """Every sample by its name and labels, as Prometheus itself writes it: `houselights_queue{of="imports"}`."""
    answer = app.test_client().get("/metrics", headers=headers)
    assert answer.status_code == 200 and answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    told: Told = {}
    for family in text_string_to_metric_families(answer.text):
        assert family.documentation, f"{family.name} says nothing of itself"
        for sample in family.samples:
            said = ",".join(f'{label}="{value}"' for label, value in sorted(sample.labels.items()))
            told[f"{sample.name}{{{said}}}" if said else sample.name] = sample.value
    return told


@pytest.fixture
def inside(world: World) -> World:
    measures.hang_up(world.app)
    return world


def test_a_signup_that_was_acknowledged_is_counted_once_with_its_time_and_one_given_back_is_not(inside: World) -> None:
    door = f"/s/{codes.code_of(screening_id=one_screening().id)}"
    browser = inside.app.test_client()
    sent = {**hidden_in(browser.get(door)), "name": "Mina", "email": "mina@example.org"}
    assert browser.post(door, data=sent).status_code == 422, "nothing was chosen"
    assert browser.post(door, data={**sent, "consent": "yes"}).status_code == 303
    told = read(inside.app)
    assert told["houselights_signup_seconds_count"] == 1 == told['houselights_signup_seconds_bucket{le="+Inf"}']
    assert told['houselights_answers_total{rule="/s/<code>",status="303"}'] == 1
    assert told['houselights_answers_total{rule="/s/<code>",status="422"}'] == 1
    assert told['houselights_answer_seconds_count{face="public"}'] == 3
    assert told["houselights_signup_seconds_sum"] > 0


def test_whatever_breaks_is_counted_by_the_rule_of_its_address(own_app: Flask) -> None:
    def broken() -> str:
        raise ZeroDivisionError

    own_app.config["PROPAGATE_EXCEPTIONS"] = False
    own_app.view_functions["privacy.show"] = broken
    assert own_app.test_client().get("/privacy").status_code == 500
    assert own_app.test_client().get("/nothing/here/at-all").status_code == 404
    told = read(own_app)
    assert told['houselights_answers_total{rule="/privacy",status="500"}'] == 1
    assert told['houselights_answers_total{rule="-",status="404"}'] == 1


def test_a_house_in_which_nothing_waits_says_nought_everywhere(inside: World) -> None:
    told = read(inside.app)
    waiting = ("houselights_queue", "houselights_letters{", "houselights_follow_up")
    assert [name for name, value in told.items() if name.startswith(waiting) and value] == []
    assert told["houselights_database_up"] == 1 and told["houselights_database_bytes"] > 100_000
    assert told["houselights_letters_may_leave"] == 0, "there is no mail server"
    assert told["houselights_closed"] == 0 and told["houselights_backup_wanted"] == 0
    assert told['houselights_processes{kind="worker"}'] == 0
    assert 'houselights_process_seen_seconds{kind="worker"}' not in told, "none was ever seen"
    assert told['houselights_disk_free_bytes{of="instance"}'] < told['houselights_disk_bytes{of="instance"}']
    assert told["process_resident_memory_bytes"] > 10_000_000 and told["process_open_fds"] > 0


def test_letters_that_are_due_count_by_state_and_by_the_age_of_the_oldest(inside: World, later) -> None:
    for hours in (0, 0, 0, 200):
        inside.add(hours=hours)
    inside.write()
    first, second, _third = inside.letters()
    with transaction():
        first.state, second.state, second.left_at = "failed", "left", clock.now()
    told = read(inside.app)
    assert [told[f'houselights_letters{{state="{each}"}}'] for each in ("waiting", "due", "failed", "left")] == [
        1,
        1,
        1,
        1,
    ]
    later(minutes=40)
    told = read(inside.app)
    assert 2400 <= told['houselights_queue_oldest_seconds{of="letters"}'] < 2500
    assert told['houselights_letters{state="left"}'] == 0, "not lately"
    later(days=4)
    told = read(inside.app)
    assert told['houselights_follow_ups_late{by="letter"}'] == 3, "nobody has closed them"
    inside.app.config["SMTP_URL"] = "smtp://127.0.0.1:2525"
    assert read(inside.app)["houselights_letters_may_leave"] == 1
    with transaction():
        settings.put("reply_to_read", "")
    assert read(inside.app)["houselights_letters_may_leave"] == 0, "nobody reads what is answered"


def test_calls_that_nobody_made_are_late_and_what_is_held_or_closed_is_not(inside: World, later) -> None:
    for _ in range(3):
        inside.add(channel="call")
    for held in db.session.query(FollowUp).limit(1):
        with transaction() as session:
            session.get_one(FollowUp, held.id).held = True
    assert read(inside.app)['houselights_follow_ups_late{by="person"}'] == 0
    later(hours=72 + 10)
    told = read(inside.app)
    assert told['houselights_follow_ups_late{by="person"}'] == 2
    assert 36_000 <= told['houselights_follow_up_late_seconds{by="person"}'] < 36_100


def test_what_waits_for_the_worker_is_told_by_kind_and_by_age(inside: World, later) -> None:
    Lobby(inside.app).write()
    asked = clock.now()
    with transaction() as session:
        session.add(Export(kind="contacts", account_id=new_id(), asked_at=asked, layout="contacts", form="csv"))
        listed = Import(kind="people", sha256="0" * 64, size=1, signature="0" * 64, state="uploaded", uploaded_at=asked)
        session.add(listed)
        session.flush()
        work.ask(listed.id, "look", None)
    later(minutes=20)
    told = read(inside.app)
    for kind in ("kiosk entries", "exports", "imports"):
        assert told[f'houselights_queue{{of="{kind}"}}'] == 1
        assert 1200 <= told[f'houselights_queue_oldest_seconds{{of="{kind}"}}'] < 1300


def test_a_worker_that_falls_silent_is_gone_after_a_minute_and_seen_to_have_been(inside: World, later) -> None:
    say_alive.say_alive(new_id(), "worker")
    assert read(inside.app)['houselights_processes{kind="worker"}'] == 1
    later(minutes=5)
    told = read(inside.app)
    assert told['houselights_processes{kind="worker"}'] == 0
    assert 300 <= told['houselights_process_seen_seconds{kind="worker"}'] < 400


def test_the_backup_and_what_the_worker_fails_at_are_told_by_their_age(inside: World, later, tmp_path: Path) -> None:
    inside.app.config["BACKUP_PATH"] = str(tmp_path)
    assert "houselights_backup_age_seconds" not in read(inside.app), "none yet"
    with transaction():
        settings.put("backup_made", clock.now().isoformat())
    note_chore.failed("backup", "http://localhost")
    later(hours=30)
    told = read(inside.app)
    assert told["houselights_backup_wanted"] == 1 and 108_000 <= told["houselights_backup_age_seconds"] < 108_100
    assert 108_000 <= told['houselights_chore_failing_seconds{chore="backup"}'] < 108_100
    assert told['houselights_disk_free_bytes{of="backups"}'] > 0


def test_what_the_turnstile_turned_back_is_counted(inside: World) -> None:
    floods.of(inside.app).turned_back = 7
    assert read(inside.app)["houselights_turned_back_total"] == 7


def test_nothing_in_it_is_about_anybody_whatever_they_sent(inside: World) -> None:
    code = codes.code_of(screening_id=one_screening().id)
    browser = inside.app.test_client()
    sent = {"name": "Zephyrine Quillfeather", "email": "zephyrine@example.org", "consent": "yes"}
    assert browser.post(f"/s/{code}", data={**hidden_in(browser.get(f"/s/{code}")), **sent}).status_code == 303
    browser.get("/stop/a-token-of-somebody")
    browser.open("/privacy?who=zephyrine", method="ZEPHYRINE")
    text = browser.get("/metrics").text.lower()
    for mark in ("zephyrine", "quillfeather", str(code).lower(), "a-token-of-somebody", "127.0.0.1", "lantern"):
        assert mark not in text
    assert text.count("\n") < 250, "it does not grow with who comes"


ELSEWHERE = (
    {"REMOTE_ADDR": "203.0.113.7"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_FORWARDED": "for=127.0.0.1"},
    {"HTTP_VIA": "1.1 front"},
    {"HTTP_X_REAL_IP": "127.0.0.1"},
    {"HTTP_HOST": "allies.example.org"},
    {"REMOTE_ADDR": ""},
)


def test_without_a_token_it_answers_this_machine_alone(app: Flask) -> None:
    for environ in ELSEWHERE:
        answer = app.test_client().get("/metrics", environ_overrides=environ)
        assert answer.status_code == 404 and "houselights_" not in answer.text, environ
    for here in ({}, {"REMOTE_ADDR": "::1"}, {"HTTP_HOST": "127.0.0.1:8001"}, {"HTTP_HOST": "[::1]:8001"}):
        assert app.test_client().get("/metrics", environ_overrides=here).status_code == 200, here


def test_with_a_token_it_answers_whoever_shows_it_and_not_even_this_machine_without(app: Flask) -> None:
    app.config["METRICS_TOKEN"] = TOKEN
    for shown in ({}, {"Authorization": TOKEN}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": "Bearer é"}):
        assert app.test_client().get("/metrics", headers=shown).status_code == 404
    shown = {"Authorization": f"Bearer {TOKEN}"}
    for environ in ELSEWHERE:
        assert app.test_client().get("/metrics", headers=shown, environ_overrides=environ).status_code == 200
    assert app.test_client().get(f"/metrics?token={TOKEN}").status_code == 404, "addresses are written into logs"


def test_with_the_database_away_it_says_so_and_tells_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    app = build(sqlite_house(folder), folder)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    shutil.move(folder, tmp_path / "gone")
    told = read(app)
    close(app)
    assert told["houselights_database_up"] == 0
    assert "process_resident_memory_bytes" in told and "houselights_queue_oldest_seconds" not in str(told)


def test_it_asks_the_database_a_handful_of_questions(inside: World) -> None:
    asked: list[str] = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    read(inside.app)
    assert 4 <= len(asked) <= MOST_QUESTIONS, asked

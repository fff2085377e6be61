"""`/report/<link>`: what a link to a report opens, in which language, until when, and what is known of its reader."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests import invented, told_stories
from tests.held_world import START
from tracker.reports import share_link
from tracker.reports.report import Report
from tracker.reports.share_link import ShareLink
from tracker.store.db import db
from tracker.usecases import withdraw_report, withdraw_story
from tracker.usecases.press_panic import press_panic
from tracker.usecases.share_report import share_report, withdraw_share_link
from tracker.web.frame.floods import GUESSED


class Scene:
    """A report in English and Korean, and a link to it."""

    def __init__(self) -> None:
        self.by = invented.account("coordinator", "Rosa M.")
        self.report = invented.report(invented.campaign(), "en,ko")
        self.token = share_report(self.report, "Foundation X", 90, self.by)

    @property
    def path(self) -> str:
        return f"/report/{self.token}"

    def link(self) -> ShareLink:
        db.session.expire_all()
        return db.session.query(ShareLink).one()


@pytest.fixture
def at(app: Flask) -> Iterator[time_machine.Traveller]:
    with app.app_context(), time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def scene(at: time_machine.Traveller) -> Scene:
    return Scene()


def test_it_speaks_the_readers_language_among_the_reports(scene: Scene, client: FlaskClient) -> None:
    for wish, query, spoken in (
        ("ko-KR,ko;q=0.9", "", "ko"), ("es", "", "en"), ("ko", "?in=en", "en"), ("en", "?in=ko", "ko"), ("en", "?in=es", "en"),
    ):  # fmt: skip
        page = client.get(scene.path + query, headers={"Accept-Language": wish}).text
        assert f'<html lang="{spoken}">' in page and f"Learnedxmark {spoken}" in page, (wish, query)
        assert page.count("Learnedxmark") == 1


def test_openings_are_counted_and_nothing_of_who_opened(scene: Scene, client: FlaskClient) -> None:
    for _each in range(3):
        client.get(scene.path, headers={"User-Agent": "Funder/1.0", "X-Forwarded-For": "203.0.113.9"})
    # The other language, a look ahead and the files are no further openings.
    client.get(f"{scene.path}?in=ko")
    client.get(f"{scene.path}?lang=ko")
    client.get(scene.path, headers={"Sec-Purpose": "prefetch"})
    client.head(scene.path)
    client.get(f"{scene.path}.xlsx")
    link = scene.link()
    assert (link.openings, link.opened_on) == (3, START.date())
    assert link.whom == "Foundation X" and scene.token.encode() not in link.token_hash


def test_its_files_come_and_nothing_is_kept_on_the_way(scene: Scene, client: FlaskClient) -> None:
    for ending, begins in (("", b"<!DOCTYPE"), (".pdf", b"%PDF"), (".xlsx", b"PK")):
        answer = client.get(scene.path + ending)
        assert answer.data.startswith(begins), ending
        told = answer.headers
        assert (told["Cache-Control"], told["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert told["X-Robots-Tag"] == "noindex, nofollow" and "Set-Cookie" not in told


def test_what_opens_nothing_looks_alike_whatever_is_the_matter(
    scene: Scene, client: FlaskClient, at: time_machine.Traveller
) -> None:
    tokens = [scene.token, *(share_report(scene.report, each, 30, scene.by) for each in ("withdrawn", "ended"))]
    other = invented.report(invented.campaign(name="Winter"))
    tokens.append(share_report(other, "of a report that is withdrawn", 90, scene.by))
    by_whom = {link.whom: link.id for link in db.session.query(ShareLink)}
    assert {client.get(f"/report/{token}").status_code for token in tokens} == {200}
    withdraw_share_link(by_whom["withdrawn"], scene.by)
    withdraw_report.withdraw(other, scene.by)
    at.shift(timedelta(days=31))
    assert client.get(scene.path).status_code == 200
    # Its team reads so, too, before anything is asked of the report itself.
    open_ones = {
        link.whom
        for link in db.session.query(ShareLink)
        if share_link.is_open(link, db.session.get_one(Report, link.report_id))
    }
    assert open_ones == {"Foundation X"}
    closed = [*tokens[1:], "x", scene.token[:-1], scene.token + "x", "x" * 5_000]
    for ending in ("", ".pdf", ".xlsx"):
        answers = [client.get(f"/report/{token}{ending}") for token in closed]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.data for answer in answers}) == 1
        assert len({str(sorted(answer.headers)) for answer in answers}) == 1
    press_panic(None, "http://localhost")
    assert client.get(scene.path).data == client.get("/report/x").data


def test_a_report_that_is_withdrawn_while_it_is_opened_looks_like_any_link_that_opens_nothing(
    scene: Scene, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_by = share_link.opened_by

    def withdrawn_meanwhile(token: str) -> object:
        found = opened_by(token)
        db.session.rollback()
        withdraw_report.withdraw(scene.report, scene.by)
        return found

    nothing = client.get("/report/x.xlsx").data
    monkeypatch.setattr(share_link, "opened_by", withdrawn_meanwhile)
    answer = client.get(f"{scene.path}.xlsx")
    assert (answer.status_code, answer.data) == (404, nothing)


def test_guessing_is_slowed_and_the_right_link_opens_all_the_same(scene: Scene, client: FlaskClient) -> None:
    said = [client.get(f"/report/guess{number}").status_code for number in range(GUESSED.most + 1)]
    assert set(said[:-1]) == {404} and said[-1] == 429
    assert client.get(scene.path).status_code == 200


def test_a_story_that_is_withdrawn_is_gone_at_the_next_look(at: time_machine.Traveller, client: FlaskClient) -> None:
    writer = invented.account("coordinator", "Rosa M.")
    story_id = told_stories.published("en", mark="Lanternxmark")
    report = invented.report(invented.campaign(), story_ids=[story_id])
    path = f"/report/{share_report(report, 'X', 90, writer)}"
    assert "Lanternxmark" in client.get(path).text
    withdraw_story.withdraw(story_id, writer)
    assert "Lanternxmark" not in client.get(path).text

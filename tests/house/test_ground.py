"""What the other tests stand on does what it says."""

import smtplib
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from tests import browser, ended, engines, smtp


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_gets_the_database_as_migrated(app: Flask, turn: str):
    engine, mark = _engine(app), f"mark of the {turn} turn"
    with engine.begin() as connection:
        tables = inspect(connection).get_table_names()
        assert "alembic_version" in tables
        assert "noise" not in tables or connection.execute(text("SELECT count(*) FROM noise")).scalar() == 0
        connection.execute(text("CREATE TABLE IF NOT EXISTS noise (word text)"))
        connection.execute(text("INSERT INTO noise VALUES (:mark)"), {"mark": mark})
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def test_a_blank_database_has_no_table(blank_url: str):
    from sqlalchemy import create_engine

    engine = create_engine(blank_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_the_post_keeps_what_it_takes_and_refuses_as_told(smtp: smtp.Post):
    letter = EmailMessage()
    letter["Subject"] = "영화"
    letter.set_content("words")
    smtp.answers.extend(["451 4.3.0 Later", "550 5.1.1 Unknown"])
    for expected in (451, 550):
        with smtplib.SMTP("127.0.0.1", smtp.port) as carrier, pytest.raises(smtplib.SMTPDataError) as refused:
            carrier.sendmail("desk@example.org", ["ally@example.org"], letter.as_bytes())
        assert refused.value.smtp_code == expected
    with smtplib.SMTP("127.0.0.1", smtp.port) as carrier:
        carrier.sendmail("desk@example.org", ["ally@example.org"], letter.as_bytes())
    assert [received.recipients for received in smtp.letters] == [["ally@example.org"]]
    assert smtp.letters[0].message["Subject"] == "영화"


def test_the_post_hangs_up_when_told(smtp: smtp.Post):
    smtp.answers.append("hang up")
    carrier = smtplib.SMTP("127.0.0.1", smtp.port)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        carrier.sendmail("desk@example.org", ["ally@example.org"], b"Subject: none\r\n\r\nwords")
    carrier.close()
    assert smtp.letters == []


def test_a_page_opens_in_the_machines_own_browser(page: Any):
    page.goto("data:text/html,<title>Houselights</title>")
    assert page.title() == "Houselights"


def test_only_this_machine_is_no_stranger():
    assert browser.stranger("https://fonts.example.org/a.woff") == ["fonts.example.org"]
    assert browser.stranger("http://localhost:8000/") == browser.stranger("data:,x") == []


@pytest.mark.browser
def test_a_page_that_asks_another_host_fails_its_test(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    if browser.chromium() is None:
        pytest.skip("chromium is not installed")
    monkeypatch.setenv("PYTHONPATH", str(engines.TOP))
    pytester.makepyfile(
        """
        def test_strange(page):
            page.set_content("<img src='http://fonts.example.org/a.png'>")
        """
    )
    outcome = pytester.runpytest_subprocess("-p", "tests.browser", "-W", "ignore")
    outcome.assert_outcomes(passed=1, errors=1)
    outcome.stdout.fnmatch_lines(["*another host was asked*fonts.example.org*"])


def test_a_required_test_may_not_be_skipped(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.postgres
        def test_without(): pytest.skip("nowhere to be found")
        def test_other(): pytest.skip("for another reason")
        """
    )
    monkeypatch.delenv("REQUIRE_POSTGRES", raising=False)
    plugin = (*ended.WITHIN, "-p", "tests.required", "-W", "ignore")
    pytester.runpytest(*plugin).assert_outcomes(skipped=2)
    monkeypatch.setenv("REQUIRE_POSTGRES", "1")
    pytester.runpytest(*plugin).assert_outcomes(skipped=1, failed=1)


def _engine(app: Flask) -> Any:
    with app.app_context():
        return app.extensions["sqlalchemy"].engine

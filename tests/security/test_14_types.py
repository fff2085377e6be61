"""ASVS 3.4.4, 4.1.1: every answer says what it is and in which characters, and nobody may guess."""

from tests.security.conftest import Said

PLAIN = {"application/json", "application/hal+json", "application/xml", "text/calendar", "message/rfc822"}


def test_14_nobody_may_guess_what_an_answer_is(walked: list[Said]) -> None:
    assert [said.asked for said in walked if said.headers.get("X-Content-Type-Options") != "nosniff"] == []


def test_14_every_text_says_its_characters(walked: list[Said]) -> None:
    assert {said.status for said in walked} >= {200, 303, 304, 308, 400, 401, 404, 405, 410, 413, 429, 500}
    for said in walked:
        kind = said.headers.get("Content-Type", "").lower()
        if said.kind.startswith("text/") or said.kind.endswith("+xml"):
            assert "charset=utf-8" in kind, said.asked
        elif said.body:
            assert said.kind in PLAIN, (said.asked, kind)

"""ASVS 3.4.1: under https every answer says for a year that there is no other way; elsewhere none does."""

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.security.conftest import Said


def test_12_every_answer_says_https_for_a_year(walked: list[Said]) -> None:
    for said in walked:
        age = re.match(r"max-age=(\d+)", said.headers.get("Strict-Transport-Security", ""))
        assert age and int(age[1]) >= 31_536_000, said.asked


def test_12_without_https_nothing_is_promised(app: Flask, client: FlaskClient) -> None:
    app.config["BASE_URL"] = "http://localhost:8000"
    assert "Strict-Transport-Security" not in client.get("/").headers

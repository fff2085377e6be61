"""`flask web` says at its start what whoever runs it has to know."""

import json

import pytest

from tracker import logs
from tracker.cli.web import say_if_plain


@pytest.mark.parametrize(
    ("host", "base_url", "warned"),
    [
        ("127.0.0.1", "http://localhost:8000", False),
        ("::1", "http://localhost:8000", False),
        ("127.0.0.1", "https://allies.example.org", False),
        ("0.0.0.0", "https://allies.example.org", False),
        ("0.0.0.0", "http://localhost:8000", True),
        ("::", "http://allies.example.org", True),
        ("192.168.1.7", "http://192.168.1.7:8000", True),
    ],
)
def test_a_house_that_other_machines_reach_without_tls_says_so(
    host: str, base_url: str, warned: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("INFO")
    say_if_plain(host, base_url)
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["level"] for line in told] == ["warning"] * warned
    assert all("Put a TLS front before it" in line["meaning"] for line in told)

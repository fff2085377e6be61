"""Supporters' pages go out compressed to who takes that; the desk's, where a cookie is at work, never do."""

import gzip

import pytest
from flask.testing import FlaskClient

TAKES = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/privacy", "/accessibility", "/"])
def test_a_public_page_is_compressed_for_who_takes_it_and_says_the_same(client: FlaskClient, path: str) -> None:
    plain, packed = client.get(path), client.get(path, headers=TAKES)
    assert "Content-Encoding" not in plain.headers and packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) == packed.content_length < len(plain.data) * 0.7
    assert "Accept-Encoding" in plain.vary and "Accept-Encoding" in packed.vary
    head = client.head(path, headers=TAKES)
    assert (head.status_code, head.data) == (200, b"")


def test_who_refuses_it_gets_the_page_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/privacy", headers={"Accept-Encoding": "gzip;q=0"}).headers


@pytest.mark.parametrize("path", ["/account/sign-in", "/desk/", "/healthz"])
def test_where_a_cookie_is_at_work_and_for_machines_nothing_is_compressed(client: FlaskClient, path: str) -> None:
    assert "Content-Encoding" not in client.get(path, headers=TAKES).headers

"""A host's link opens its own page and nothing else: tried on every address of the house, and in every field of a form."""

import re
from urllib.parse import quote

import pytest
from flask import Flask

from tests.host_evening import ELSEWHERE, MARKS, Evening
from tests.others_campaign import rows
from tests.security.conftest import ONE_OF
from tracker.store.db import db

# What its own page writes; and what looking does.
ITS_OWN = {"host_link", "host_tick", "head_count", "sheet", "sheet_line", "sheet_photo"}


@pytest.fixture
def evening(app: Flask):
    with app.app_context():
        yield Evening(app)


def addresses(app: Flask, token: str) -> list[tuple[str, str, str]]:
    """(endpoint, method, address) of every route, with the token wherever something varies."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            named = {**dict.fromkeys(rule.arguments, token), **(rule.defaults or {}), **ONE_OF}
            built = rule.build(named, append_unknown=False)
            assert built is not None
            found += [(rule.endpoint, method, built[1]) for method in (rule.methods or set()) | {"PUT"}]
    return found


def test_29_on_no_address_does_it_show_a_person_or_another_evening(app: Flask, evening: Evening) -> None:
    token, aliases = evening.token, evening.aliases()
    form = evening.form_token()
    sent = dict.fromkeys(
        ("screening_id", "ally_id", "id", "email", "code", "csrf_token", "link", "screening", "thing", "set", "heads"),
        token,
    )
    before, tried = rows(), 0
    for endpoint, method, path in addresses(app, token):
        if endpoint == "static":
            continue
        asked = f"?screening={evening.other_id}&screening_id={evening.other_id}"
        for query in ("", asked) if method == "GET" else ("",):
            told = {"token": form, **sent} if method == "POST" else None
            headers = {"Authorization": f"Bearer {token}", "Cookie": f"session={token}; __Host-session={token}"}
            answer = evening.client.open(path + query, method=method, data=told, headers=headers)
            whole = f"{answer.headers}{answer.get_data(as_text=True)}".replace("\u00a0", " ")
            whole = whole.replace(
                quote(query.lstrip("?"), safe=""), ""
            )  # told to sign in, and led back here afterwards
            seen = [each for each in (*MARKS, *aliases, ELSEWHERE, evening.other_id, *evening.allies) if each in whole]
            assert not seen, (method, path, seen)
            assert answer.status_code < 500, (method, path)
            assert endpoint.startswith(("host.", "account.", "look.", "health", "home", "privacy", "accessib", "a_test")) or (
                answer.status_code != 200 or method == "OPTIONS" or "token" not in path
            )  # fmt: skip
            tried += 1
    assert tried > 500
    changed = {name for name, now in rows().items() if now != before[name]}
    assert changed <= ITS_OWN


def test_29_its_page_leads_nowhere_but_to_itself_and_the_public_pages(evening: Evening) -> None:
    page = evening.client.get(evening.path).text
    led = set(re.findall(r'(?:href|action|src|data-look|data-page)="([^"]+)"', page))
    others = {
        each
        for each in led
        if not each.startswith((evening.path, "#", "?", "/look/", "/privacy", "/accessibility", "mailto:"))
    }
    assert others == set()


def test_29_what_it_reads_stands_sealed_or_is_no_secret(evening: Evening) -> None:
    """Nothing in the database is, or becomes, the address of a link without the keys."""
    db.session.rollback()
    held = repr(rows())
    assert evening.token not in held and evening.token[16:] not in held

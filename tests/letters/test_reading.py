"""A letter as it is read at the desk, and as its ally has it among their data: without the proof in its links."""

import pytest
from flask import Flask

from tracker.letters import occasion
from tracker.letters.reading import without_links
from tracker.store import links
from tracker.store.ids import new_id

PURPOSES = [
    occasion.STOP, occasion.CONFIRM, occasion.NOT_ME, occasion.DID, occasion.ME, occasion.WATCHED, "unsubscribe", "reply-to",
]  # fmt: skip


@pytest.mark.parametrize("purpose", PURPOSES)
def test_no_link_of_any_purpose_is_shown(app: Flask, purpose: str) -> None:
    with app.app_context():
        token = links.sign(purpose, new_id())
    base = f"https://houselights.example/{purpose}/"
    shown = without_links(f"Hello,\n\nHere: {base}{token}?lang=ko\n\n<{base}{token}/done>")
    assert shown == f"Hello,\n\nHere: {base}…?lang=ko\n\n<{base}…/done>"


def test_no_page_whose_address_is_a_proof_has_one_that_would_be_shown(app: Flask) -> None:
    pages = [
        rule.rule.replace("<token>", "{token}") for rule in app.url_map.iter_rules()
        if "<token>" in rule.rule and rule.endpoint.partition(".")[0] not in ("thanks", "go")
    ]  # fmt: skip
    assert {"/watched/{token}", "/me/{token}", "/me/open/{token}", "/me/address/{token}"} <= set(pages)
    with app.app_context():
        token = links.sign("any", new_id())
    whole = [page.format(token=token) for page in pages if "{" not in page.replace("{token}", "")]
    assert not [page for page in whole if token in without_links(f"https://houselights.example{page}")]


def test_what_is_no_link_stays_as_it_was_written() -> None:
    text = "A story: https://news.example/2023/10/a-very-long-title-of-something-that-was-written and /thewayitwas"
    assert without_links(text) == text

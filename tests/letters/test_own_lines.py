"""Whatever an organizer writes: a way to stop, a way to one's own data, and while it is asked one way to confirm."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.drawn import so_many
from tracker.letters import answer, notice_words
from tracker.letters.notice_words import Change
from tracker.letters.outbox import CONFIRM, STEP, THANKS
from tracker.letters.replies import Shown
from tracker.letters.step_words import filled
from tracker.mail.words import FIELDS
from tracker.words import LANGUAGES

HERE = "https://house.example"
UNCONFIRMED = {name: f"{HERE}/{name}" for name in ("stop", "me", "not_me", "watched")} | {
    "next": f"{HERE}/confirm/x", "confirm": f"{HERE}/confirm/x", "step": "Ask for a date", "call": "Mina", "film": "Beyond Utopia",
}  # fmt: skip
CONFIRMED = UNCONFIRMED | {"not_me": "", "watched": ""}
# Ends of fields and what tidies them away, so that the pieces meet in every order.
PIECES = [
    *(f"{{{name}}}" for name in FIELDS if name != "story"),
    "{",
    "}",
    "{{next}}",
    "{next_again}",
    ": ",
    ":",
    " ",
    "\n",
    "\n\n",
    "님",
    "x",
    "(",
    ")",
]
TEXTS = st.lists(st.sampled_from([*PIECES, "\x00", "\ue000", "\r", "<b>", "&"]) | st.text(max_size=5), min_size=1).map("".join)  # fmt: skip


def said(text: str, values: dict[str, str], kind: str = STEP, discreet: bool = False, subject: str = "S") -> list[str]:
    words = filled({"en": {"subject": subject, "text": text}}, "Title", "en", values, discreet, kind)
    return [words["text"], words["html"]]


@settings(max_examples=so_many(200))
@given(TEXTS, TEXTS, st.sampled_from([THANKS, STEP, CONFIRM]), st.booleans())
@example("{stop} at: {where}", "{next}", THANKS, False)
@example("{where}{stop}", "S", STEP, False)
@example("{ne{confirm}xt} {next}", "S", STEP, False)
@example("{ne\x00xt} {confirm}", "S", THANKS, True)
def test_every_letter_has_its_ways_whatever_was_written(text: str, subject: str, kind: str, discreet: bool):
    for letter in said(text, UNCONFIRMED, kind, discreet, subject):
        assert letter.count(f"{HERE}/confirm/x") == 1
        assert f"{HERE}/stop" in letter
        assert f"{HERE}/me" in letter
    for letter in said(text, CONFIRMED, kind, discreet, subject):
        assert f"{HERE}/stop" in letter
        assert f"{HERE}/me" in letter
    assert HERE not in filled({"en": {"subject": subject, "text": "T"}}, "T", "en", UNCONFIRMED, False, kind)["subject"]


def test_older_words_get_the_button_before_their_foot_and_the_rest_below():
    text = "Hello {call},\n\nThank you.\n\nThe team\n\nNo more letters: {stop}\nNot you: {not_me}"
    plain, html = said(text, UNCONFIRMED, THANKS)
    assert plain.split("\n\n") == [
        "Hello Mina,", "Thank you.", "The team",
        f"Ask for a date: {HERE}/confirm/x", f"Where did you watch? One press is enough: {HERE}/watched",
        f"No more letters: {HERE}/stop\nNot you: {HERE}/not_me\nWhat we hold about you, language, erasing: {HERE}/me",
    ]  # fmt: skip
    assert f'<p><a class="press act" href="{HERE}/confirm/x"' in re.sub(r' style="[^"]*"', "", html)
    assert "Ask for a date</a></p>" in html


def test_who_has_confirmed_is_not_asked_again_and_the_step_stays_where_the_words_want_it():
    plain, html = said("Hello {call},\n\nAll the best", CONFIRMED, THANKS)
    assert "/confirm/" not in plain + html
    assert "/watched" not in plain
    plain, html = said("Your step:\n\n{next}", CONFIRMED)
    assert f"Ask for a date: {HERE}/confirm/x" in plain
    assert f'href="{HERE}/confirm/x"' in html


@pytest.mark.parametrize("kind", [STEP, CONFIRM])
def test_where_they_watched_is_asked_in_the_first_letter_only(kind: str):
    assert "/watched" not in said("Hello", UNCONFIRMED, kind)[0]
    assert "/watched" in said("Hello", UNCONFIRMED, THANKS)[0]


def test_words_that_have_the_ways_themselves_are_left_as_they_are():
    text = "A\n\n{next}\n\n{watched}\n\n{me} {stop} {not_me}"
    plain, _html = said(text, UNCONFIRMED, THANKS)
    assert plain == f"A\n\nAsk for a date: {HERE}/confirm/x\n\n{HERE}/watched\n\n{HERE}/me {HERE}/stop {HERE}/not_me"


def test_a_label_on_its_line_is_what_the_button_says():
    plain, html = said("Go <on>: {next}", UNCONFIRMED)
    assert plain.startswith(f"Go <on>: {HERE}/confirm/x\n")
    assert ">Go &lt;on&gt;</a>" in html
    assert "Ask for a date" not in html


def test_what_a_step_says_is_text():
    _plain, html = said("{next}", {**UNCONFIRMED, "step": "<b>{stop}"})
    assert "&lt;b&gt;{stop}</a>" in html


OWN = {"stop": f"{HERE}/stop", "me": f"{HERE}/me", "confirm": f"{HERE}/confirm/x"}
REPLY = Shown(
    id="x", received_at=datetime(2026, 11, 22, tzinfo=UTC), sender="", elsewhere=False, subject="Hm", paragraphs=[],
    attachments=0, message_id="<1@example.org>", references=[],
)  # fmt: skip
CHANGE = Change(
    kind="moved", film="Beyond Utopia", before={"starts_at": None, "day": "2026-11-01", "zone": "UTC", "screen": ""},
    now={"starts_at": None, "day": "2026-11-02", "zone": "UTC", "screen": ""}, venues={}, others=[], campaign_page="", base_url=HERE,
)  # fmt: skip


@given(TEXTS, st.sampled_from([OWN["confirm"], ""]))
def test_an_answer_by_hand_has_the_same_ways(text: str, confirm: str):
    words = answer.written(REPLY, text, "en", {**OWN, "confirm": confirm}, discreet=False)
    for letter in (words["text"], words["html"]):
        assert letter.count(f"{HERE}/confirm/x") == bool(confirm)
        assert letter.count(f"{HERE}/stop") == 1
        assert letter.count(f"{HERE}/me") == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("confirm", [OWN["confirm"], ""])
def test_a_notice_of_change_has_the_same_ways(language: str, confirm: str):
    words = notice_words.to_ally(CHANGE, language, "하나", {**OWN, "confirm": confirm}, discreet=False)
    assert words["text"].count(f"{HERE}/confirm/x") == bool(confirm)
    assert words["text"].count(f"{HERE}/stop") == words["text"].count(f"{HERE}/me") == 1
    assert f"{HERE}/me" in words["html"]

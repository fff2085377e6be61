"""The small template language of letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.mail.words import BUTTONS, FIELDS, FieldUnknown, as_html, as_line, as_text, check

FILLED = {"call": "Mina", "film": "Beyond Utopia", "stop": "https://house.example/stop/x", "where": "", "host": ""}


@pytest.mark.parametrize("text", ["{{7*7}}", "{{film}}", "{% raw %}", "{}", "{7*7}", "{{config}}", "{call.__class__}"])
def test_nothing_but_a_named_field_in_single_braces_is_filled_in(text):
    assert as_text(text, FILLED) == text


def test_a_field_inside_a_value_stays_text():
    assert as_text("{call}", {"call": "{stop}"}) == "{stop}"
    assert "href" not in as_html("{call}", {"call": "{stop}"})


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Dear {call},", "Dear,"),
        ("{call}님, 안녕하세요", "안녕하세요"),
        ("안녕하세요, {call}님.", "안녕하세요."),
        ("Hola {call}:", "Hola:"),
        ("영화 상영회({where})에서 만났습니다.", "영화 상영회에서 만났습니다."),
        ("the film screening of {film}, {where}, last week.", "the film screening of Beyond Utopia, last week."),
        ("Where: {where}", None),
        ("You saw {film}, {where}.", "You saw Beyond Utopia."),
        ("{call}", None),
    ],
)
def test_an_empty_field_reads_well(words, read):
    filled = as_text("First.\n" + words + "\nLast.", {**FILLED, "call": ""})
    assert filled == ("First.\n" + read + "\nLast." if read else "First.\nLast.")


def test_an_unknown_field_is_refused_by_name_when_words_are_edited():
    with pytest.raises(FieldUnknown) as refusal:
        check("Dear {nmae}, {film}")
    assert "{nmae}" in str(refusal.value)
    assert "{call}" in str(refusal.value)
    alone = "\n\n{story}"
    check(" ".join(f"{{{name}}}" for name in FIELDS if name != "story") + " {{7*7}} {7*7} {}" + alone)


def test_only_listed_fields_become_links_and_everything_else_is_escaped():
    html = as_html("<b>{call}</b> {stop}\n\nhttps://elsewhere.example", {**FILLED, "call": "<script>alert(1)</script>"})
    assert html.count("<a href=") == 1
    assert '<a href="https://house.example/stop/x">' in html
    assert "<script" not in html
    assert "<b>" not in html
    assert html.count("<p>") == 2
    assert "href" not in as_html("{stop}", {"stop": "javascript:alert(1)"})


@given(st.text(), st.text(), st.text())
def test_no_words_and_no_name_break_a_letter_or_a_line(words, name, film):
    values = {"call": name, "film": film}
    line = as_line(words + "{call}{film}", values)
    assert not any(ord(c) < 32 or c in "\u2028\u2029" for c in line)
    html = as_html(words + " {call} {film}", values)
    assert html.replace("<p>", "").replace("</p>", "").replace("<br>", "").count("<") == 0
    as_text(words + "{call} {film}님", values)


DID = {name: f"https://house.example/did/x/{name}" for name in BUTTONS}


def test_an_answer_on_a_line_of_its_own_becomes_a_button_that_says_what_stands_before_it():
    words = "How was it?\n\nYes, I <did>: {done}\n아직: {not_yet}\n{not_for_me}"
    html = as_html(words, DID)
    assert '<a class="press" href="https://house.example/did/x/done">Yes, I &lt;did&gt;</a><br>' in html
    assert '<a class="press" href="https://house.example/did/x/not_yet">아직</a><br>' in html
    assert '<a class="press" href="https://house.example/did/x/not_for_me">Not for me</a></p>' in html
    assert "Yes, I <did>: https://house.example/did/x/done\n" in as_text(words, DID)


def test_answers_that_a_letter_cannot_take_leave_no_line_behind():
    words = "How was it?\n\nYes: {done}\nNo: {not_yet}\n\nThe team"
    assert as_text(words, {}) == "How was it?\n\n\nThe team"
    assert as_html(words, {}) == "<p>How was it?</p>\n<p>The team</p>"


@pytest.mark.parametrize("words", ["{{7*7}}: {{done}}", "{7*7}", "Yes: {{done}}", "{done.x}", "Yes: {{{done}}}"])
def test_no_button_is_made_of_what_is_no_field(words):
    assert as_html(words, DID) == f"<p>{words}</p>"
    assert as_text(words, DID) == words


def test_a_value_in_a_buttons_line_stays_text():
    assert as_html("{call}: {done}", {**DID, "call": "{stop}<b>"}).startswith("<p>{stop}&lt;b&gt;: <a class")

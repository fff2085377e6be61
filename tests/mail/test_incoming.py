"""What comes in by mail is told apart, whoever wrote it and however."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drawn import so_many
from tests.mail.samples import NAMES, sample
from tracker.mail import said
from tracker.mail.delivery_status import DEAD, LATER, NOTHING, REFUSED, fate_of
from tracker.mail.incoming import Incoming, read
from tracker.mail.markup import without_markup

OURS = "<LETTER@houselights.example>"
RECOGNISED = {
    "bounce_postfix.eml": (DEAD, "5.1.1"),
    "bounce_exim.eml": (DEAD, "5.1.1"),
    "bounce_sendmail.eml": (DEAD, "5.1.2"),
    "bounce_exchange.eml": (DEAD, "5.1.10"),
    "bounce_gmail.eml": (DEAD, "5.1.1"),
    "bounce_qmail.eml": (DEAD, "5.1.1"),
    "bounce_yahoo.eml": (DEAD, "5.1.1"),
    "bounce_naver.eml": (DEAD, "5.1.1"),
    "disabled_aol.eml": (DEAD, "5.2.1"),
    "full_gmail.eml": (LATER, "5.2.2"),
    "full_gmx.eml": (LATER, "5.2.2"),
    "full_exchange_old.eml": (LATER, "5.2.2"),
    "greylisted.eml": (LATER, "4.2.0"),
    "policy_outlook_com.eml": (REFUSED, "5.7.1"),
    "delayed_postfix.eml": (NOTHING, ""),
    "delayed_exim.eml": (NOTHING, ""),
    "delivered.eml": (NOTHING, ""),
    "away_gmail.eml": "machine",
    "away_outlook_en.eml": "machine",
    "away_outlook_ko.eml": "machine",
    "away_outlook_es.eml": "machine",
    "away_zimbra.eml": "machine",
    "list_reply.eml": "machine",
    "challenge.eml": "machine",
    "receipt.eml": "machine",
    "reply_gmail.eml": "person",
    "reply_naver_html.eml": "person",
    "stop_outlook.eml": "stop",
}


def kind(message: Incoming) -> object:
    if message.report:
        return message.report.fate, message.report.status
    return "machine" if message.by_machine else "stop" if message.asks_to_stop else "person"


def test_every_sample_has_its_line_here():
    assert sorted(RECOGNISED) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_is_recognised_with_either_line_end(name: str):
    raw = sample(name)
    assert kind(read(raw)) == RECOGNISED[name]
    assert kind(read(raw.replace(b"\n", b"\r\n"))) == RECOGNISED[name]


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(("bounce", "disabled", "greylisted"))])
def test_a_report_says_which_letter_it_is_about(name: str):
    message = read(sample(name))
    assert OURS in message.report.about
    assert "bounces+verp@houselights.example" in message.recipients


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        ("5.1.1", DEAD), ("5.1.6", DEAD), ("5.2.1", DEAD), ("5.4.1", DEAD), ("5.4.4", DEAD), ("5.4.310", DEAD),
        ("5.2.2", LATER), ("4.2.2", LATER), ("4.7.1", LATER), ("5.4.7", LATER), ("5.4.300", LATER),
        ("5.7.1", REFUSED), ("5.7.606", REFUSED), ("5.1.8", REFUSED), ("5.3.4", REFUSED), ("5.0.0", REFUSED), ("", REFUSED),
    ],
)  # fmt: skip
def test_only_what_is_said_about_the_mailbox_or_its_domain_kills_an_address(status: str, fate: str):
    assert fate_of(status) == fate


def test_what_the_letter_itself_said_is_no_reason():
    assert b"quota exceeded" in sample("bounce_exim.eml")
    assert read(sample("bounce_exim.eml")).report.status == "5.1.1"


def test_a_reply_is_read_without_what_it_quotes():
    message = read(sample("reply_gmail.eml"))
    assert message.text == "Hello,\n\nI could lend our parish hall in March. Whom do I talk to?\n\nMina"
    assert (message.sender, message.sender_shown) == ("mina@gmail.example", "Mina Seo <mina@gmail.example>")
    assert message.references == (OURS,)
    assert message.message_id == "<CAJreply1@mail.gmail.example>"


def test_html_alone_is_read_as_words_and_files_are_counted():
    message = read(sample("reply_naver_html.eml"))
    assert message.text == "영화 잘 봤습니다.\n저도 돕고 싶어요."
    assert message.sender_shown == "서민지 <minji@naver.example>"
    assert message.subject == "RE: 함께해 주셔서 고맙습니다"
    assert message.attachments == 2


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("Yes.\n\n-----Original Message-----\nFrom: us\n\nHello", "Yes."),
        ("네, 좋아요.\n\n2023년 10월 24일 (화) 오후 3:41, Lantern <letters@houselights.example>님이 작성:\n\n> 안녕하세요", "네, 좋아요."),
        ("Sí.\n\nEl mar, 24 oct 2023 a las 17:41, Lantern (<l@houselights.example>)\nescribió:\n\n> Hola", "Sí."),
        ("Ja.\n\nAm 24.10.23 um 17:41 schrieb Lantern:\n> Hallo", "Ja."),
        # Answers between the lines stay.
        ("On Tue, Oct 24, 2023, Lantern wrote:\n> Ten chairs?\nTwenty.\n> In March?\nYes.", "Twenty.\nYes."),
        # Only a quote: then that is what they sent.
        ("> Hello Mina", "> Hello Mina"),
        ("On Tuesday I met Ann who wrote: come", "On Tuesday I met Ann who wrote: come"),
    ],
)  # fmt: skip
def test_quotes_go_and_answers_stay(body: str, left: str):
    assert said.own_words(body) == left


@pytest.mark.parametrize(
    "body",
    [
        "STOP",
        "Stop.",
        " unsubscribe!\n",
        "Remove me\n\n-- \nMina\nChoir",
        "수신거부",
        "그만 보내 주세요.",
        "¡Baja!",
        "No más correos",
    ],
)
def test_a_few_ways_to_say_stop_are_heard(body: str):
    assert said.asks_to_stop(said.own_words(body), "Re: hello")


@pytest.mark.parametrize(
    "body", ["Stop by on Friday!", "Do not stop writing to me", "I will remove the chairs", "", "안녕하세요"]
)
def test_whoever_says_more_is_read_by_a_person(body: str):
    assert not said.asks_to_stop(said.own_words(body), "Re: unsubscribe?")


def test_an_empty_letter_that_stops_in_its_subject_is_heard():
    assert said.asks_to_stop("", "Unsubscribe")


@pytest.mark.parametrize(
    ("header", "machine"),
    [
        ("Auto-Submitted: no", False), ("Auto-Submitted: auto-notified; owner-email=x", True), ("Precedence: first-class", False),
        ("Precedence: JUNK", True), ("X-Auto-Response-Suppress: DR, RN, NRN", False), ("X-Auto-Response-Suppress: OOF", True),
        ("Subject: Abwesenheitsnotiz: Danke", True), ("Subject: [부재중] 감사합니다", True), ("Subject: Fuera de la oficina", True),
        ("Subject: Re: out of the office?", False), ("Subject: R=?utf-8?Q?=C3=A9?=ponse automatique", True),
        ("Subject: Automatic doors", False),
        ("X-Loop: 1", True), ("Return-Path: <>", True), ("Return-Path: <mina@example.org>", False),
    ],
)  # fmt: skip
def test_headers_tell_machines_from_people(header: str, machine: bool):
    assert read(f"From: mina@example.org\n{header}\n\nHello\n".encode()).by_machine is machine


def test_unclosed_markup_and_hidden_parts_do_not_hide_what_was_written():
    assert without_markup("<div>One<p>Two<script>x</div></script><b>Three") == "One\nTwoThree"
    assert without_markup("<blockquote>All of it</blockquote>") == "All of it"
    assert without_markup("&lt;b&gt; &amp;") == "<b> &"


HEADER_NAMES = (
    "From",
    "To",
    "Subject",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Message-ID",
    "References",
    "Auto-Submitted",
)
SHAPED = st.lists(st.tuples(st.sampled_from(HEADER_NAMES), st.binary(max_size=80)), max_size=6).map(
    lambda fields: b"\n".join(name.encode() + b": " + value for name, value in fields)
)


@settings(max_examples=so_many(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400) | st.builds(lambda head, body: head + b"\n\n" + body, SHAPED, st.binary(max_size=300)))
def test_any_bytes_are_a_message(raw: bytes):
    message = read(raw, ["\x00", "a@b"])
    for text in (message.text, message.subject, message.sender_shown):
        assert "\x00" not in text
        assert text.encode("utf-8").decode("utf-8") == text


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_cut_anywhere_or_with_a_byte_changed_is_still_a_message(name: str):
    raw = sample(name)
    for at in range(0, len(raw), 97):
        read(raw[:at])
        read(raw[:at] + b"\xff" + raw[at + 1 :])


@pytest.mark.parametrize(
    "raw",
    [
        b"From: " + b"a@b, " * 200_000 + b"\n\nx",
        b"Subject: " + b"=?utf-8?Q?x?= " * 100_000 + b"\n\nx",
        b"Content-Type: " + b"a;" * 3_000_000 + b"\n\nx",
        b"Content-Type: text/html\n\n" + b"<div>" * 200_000 + b"x",
        b"Content-Type: text/html\n\n" + b"<" * 1_000_000,
        b"Content-Type: text/plain; charset=punycode\n\n" + b"abc-" * 200_000,
        b"Content-Type: text/plain\n\n" + b"on " * 300_000,
        b"Content-Type: text/plain\n\n" + b"on x\n" * 100_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: message/rfc822\n\n" * 3_000,
        b"Content-Type: message/rfc822\n\n" * 3_000,
        b"From: MAILER-DAEMON\nSubject: failure notice\n\n" + b"user " * 100_000,
    ],
    ids=lambda raw: raw[:30].decode(),
)
def test_no_message_keeps_the_house_busy(raw: bytes):
    began = time.monotonic()
    read(raw)
    assert time.monotonic() - began < 5

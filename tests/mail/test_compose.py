"""A letter as it goes over the line says what the library would have said, header by header and word for word."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tracker.mail.compose import AddressUnfit, Draft, From, Headers, compose, one_line

WHO = From("Lantern Crossing, e.V.", "letters@houselights.example", "Rosa@houselights.example")
AT = datetime(2023, 10, 24, 8, 5, 9, tzinfo=UTC)


def draft(**said: object) -> Draft:
    usual: dict[str, object] = {
        "recipient": "mina.k+film@example.org", "subject": "Thank you", "text": "Dear Mina", "html": "<p>Dear Mina</p>",
        "language": "en", "message_id": "<7kq27kq27kq27kq2@houselights.example>", "date": AT,
    }  # fmt: skip
    return Draft(**usual | said)


def by_the_library(letter: Draft, who: From) -> EmailMessage:
    """As `email.message` makes it: slower, and known to be right."""
    message = EmailMessage(policy=SMTP)
    local, _at, domain = letter.recipient.rpartition("@")
    message["From"] = Address(one_line(who.name), *who.address.split("@"))
    message["To"] = Address(username=local, domain=domain.encode("idna").decode())
    message["Reply-To"] = Address("", *who.reply_to.split("@"))
    message["Subject"], message["Date"], message["Message-ID"] = (
        one_line(letter.subject),
        letter.date,
        letter.message_id,
    )
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text + "\n", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language
    return message


LETTERS = {
    "plain": draft(),
    "another script": draft(
        subject="《비욘드 유토피아》 상영회에 와 주셔서 감사합니다. 다음에 할 수 있는 일을 보세요", text="민아님,\n\n고맙습니다. " * 40),
    "long lines, dots, blanks, equals": draft(text="..\n.\nFrom me: a=b " + "word " * 60 + " \n\ttab \n--=_x\n", html="<p>" + "é" * 300),
    "every line end": draft(text="one\r\ntwo\rthree\nfour\u2028five\x0c six"),
    "unsubscribe, short": draft(unsubscribe="https://h.example/unsubscribe/7kq2"),
    "unsubscribe, long": draft(unsubscribe=f"https://houselights.example/unsubscribe/{'7kq2' * 11}"),
    "a domain of another script": draft(recipient="mina@영화.example"),
    "a long address": draft(recipient=f"{'a' * 60}@{'b' * 60}.example"),
    "a subject that would begin a header": draft(subject="Hi\r\nBcc: x@example.org =?utf-8?q?=0ABcc:x?="),
}  # fmt: skip


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_it_says_what_the_library_would_say(letter: Draft):
    ours = message_from_bytes(compose(letter, WHO), policy=policy.default)
    theirs = message_from_bytes(by_the_library(letter, WHO).as_bytes(), policy=policy.default)
    assert not ours.defects
    without = {"Content-Type"}  # the boundary is another
    assert {name: ours.get_all(name) for name in ours if name not in without} == {
        name: theirs.get_all(name) for name in theirs if name not in without
    }
    for kind in ("plain", "html"):
        bodies = [message.get_body((kind,)) for message in (ours, theirs)]
        assert bodies[0].get_content().strip("\r\n") == bodies[1].get_content().strip("\r\n")
        assert bodies[0]["Content-Type"] == bodies[1]["Content-Type"]


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_what_goes_over_the_line_is_short_lines_of_ascii(letter: Draft):
    raw = compose(letter, WHO)
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert b"".join(lines).count(b"\n") == b"".join(lines).count(b"\r") == 0
    # An address that cannot be folded, or one for a click, stands on a line of its own.
    assert max(map(len, lines)) <= 140


def test_letters_of_one_batch_share_the_headers_that_they_have_in_common_and_no_others():
    headers = Headers()
    first, second = (compose(draft(recipient=to), WHO, headers) for to in ("a@example.org", "b@example.org"))
    assert b"To: a@example.org\r\n" in first
    assert b"To: b@example.org\r\n" in second
    assert not any(name == "To" for name, _value, _utf8 in headers.known)
    assert first.partition(b"boundary=")[2][:40] != second.partition(b"boundary=")[2][:40]


@pytest.mark.parametrize("address", ["mina", "", "a b@example.org", "a@b@example.org\r\nBcc: x", 'm"ina@example.org'])
def test_what_is_no_address_is_refused(address: str):
    with pytest.raises(AddressUnfit):
        compose(draft(recipient=address), WHO)

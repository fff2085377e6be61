"""A message that came in by mail: read whatever its bytes are, and told apart. Nothing here looks at the database."""

from collections.abc import Sequence
from email import message_from_bytes
from email.message import Message

from tracker.mail import said
from tracker.mail.auto_replies import by_machine
from tracker.mail.delivery_status import Report, report
from tracker.mail.raw_headers import Short, addresses, header, headers, ids, printable
from tracker.records import dataclass

# Bytes of a message that are read; what is longer is cut, and its text stands at the beginning.
MOST_BYTES = 25_000_000
MOST_SUBJECT, MOST_SENDER = 300, 300
# Where it is written to whom a message was handed over.
ENVELOPE = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To", "Cc")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message, as far as anybody needs it."""

    # What a server reports of one of our letters; None: it is no such report.
    report: Report | None
    by_machine: bool
    # From: the address in lower case, and the whole header.
    sender: str
    sender_shown: str
    subject: str
    message_id: str
    # Message-IDs that it answers, the nearest first.
    references: tuple[str, ...]
    # Addresses to which it came, as far as that is written anywhere.
    recipients: tuple[str, ...]
    # Without what it quotes.
    text: str
    attachments: int
    asks_to_stop: bool


def read(raw: bytes, recipients: Sequence[str] = ()) -> Incoming:
    """`recipients`: as the mail server named them. Never raises: what cannot be read is somebody's message as it stands."""
    try:
        return _read(message_from_bytes(raw[:MOST_BYTES], policy=Short()), recipients)
    except Exception:  # noqa: BLE001 (whatever the library stumbles over: the message must not be lost for that)
        text = printable(raw[: said.MOST_KEPT].decode("utf-8", "replace").replace("\r\n", "\n"))
        return Incoming(None, False, "", "", "", "", (), tuple(addresses(list(recipients))), text, 0, False)


def _read(message: Message, recipients: Sequence[str]) -> Incoming:
    told = report(message)
    sender = header(message, "From")
    subject = header(message, "Subject")[:MOST_SUBJECT]
    text = said.own_words(said.plain(message))
    answers = [
        each
        for name in ("In-Reply-To", "References")
        for value in headers(message, name)
        for each in reversed(ids(value))
    ]
    came_to = [*recipients, *(value for name in ENVELOPE for value in headers(message, name))]
    return Incoming(
        report=told,
        by_machine=told is None and by_machine(message),
        sender=next(iter(addresses([sender])), ""),
        sender_shown=sender[:MOST_SENDER],
        subject=subject,
        message_id=next(iter(ids(header(message, "Message-ID"))), ""),
        references=tuple(dict.fromkeys(answers)),
        recipients=tuple(dict.fromkeys(addresses(came_to))),
        text=text,
        attachments=said.attachments(message),
        asks_to_stop=said.asks_to_stop(text, subject),
    )

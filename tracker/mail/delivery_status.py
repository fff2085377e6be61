"""Reports that a letter could not be delivered: RFC 3464, and the shapes of servers that never heard of it.

Only what is needed comes out: what happened, the status (RFC 3463), and which message it was about. Never a text.
"""

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser

from tracker.mail import said
from tracker.mail.raw_headers import header, headers, ids, shown
from tracker.records import dataclass

# What follows from a report.
DEAD, LATER, REFUSED, NOTHING = "dead", "later", "refused", "nothing"
# Characters of a report that are looked at.
MOST = 100_000
STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")

_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.\-])([45])\d\d[ \-]")
_MACHINES = re.compile(
    r"\b(mailer-daemon|postmaster|mail delivery (sub)?system|mail-daemon|mdaemon)\b|메일 ?시스템", re.IGNORECASE
)
_SUBJECTS = re.compile(
    r"^(undeliver(ed|able)|returned mail|failure notice|delivery (status notification|failure|has failed)|mail delivery (failed|failure)"
    r"|mail system error|delivery .{0,20}failed|warning: (message|could not send)|no se puede entregar|no se ha podido entregar"
    r"|unzustellbar|non remis|\[?(메일 )?(반송|발송 ?실패|전송 ?실패|배달 ?실패|배달되지 않음)|메일이? ?반송)",
    re.IGNORECASE,
)
# What servers say instead of a status, in the order in which it is believed: a full box is not a dead one.
_PHRASES = (
    ("5.2.2", r"mailbox (is )?full|over ?quota|quota exceeded|exceeded .{0,20}quota|insufficient storage"
        r"|용량.{0,10}초과|buz[oó]n .{0,10}lleno"),
    ("5.7.1", r"spam|blocked|black ?list|block ?list|policy|denied|not authori[sz]ed|reputation|스팸|차단"),
    (
        "5.1.1",
        r"user unknown|unknown user|no such (user|recipient|mailbox|address)"
        r"|(user|mailbox|account|address|recipient) .{0,30}(does not|doesn't) exist"
        r"|no mailbox here|mailbox (not found|unavailable)"
        r"|(recipient|user|address) .{0,30}not found|invalid (recipient|mailbox)|mailbox disabled"
        r"|account .{0,30}disabled|doesn't have a[n]? .{0,60}account"
        r"|존재하지 않|없는 (계정|사용자|수신자|메일)|no existe|unbekannt",
    ),
    ("5.1.2", r"(host|domain) .{0,60}not found|unrouteable|unroutable|no such (host|domain)|couldn't find any host"),
)  # fmt: skip
_COPY = re.compile(
    r"^(-+ ?(below this line is a copy|this is a copy of|original message|the header of the original|undelivered message"
    r"|original message header)|--- ?원본|received: |return-path: )",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What one server says of one letter. `about`: Message-IDs that stand in it, ours perhaps among them."""

    fate: str
    # "5.1.1"; "" for nothing.
    status: str
    about: tuple[str, ...]


def report(message: Message) -> Report | None:
    """None: the message is none."""
    for part in message.walk():
        if part.get_content_type() in STATUS_TYPES:
            return _standard(message, part)
    if header(message, "X-Failed-Recipients"):
        return _spoken(message)
    looks = _MACHINES.search(header(message, "From")) or header(message, "Return-Path") == "<>"
    told = said.plain(message)
    if "this is the qmail-send program" in told[:2_000].lower() or (
        looks and _SUBJECTS.search(header(message, "Subject"))
    ):
        return _spoken(message)
    return None


def fate_of(status: str) -> str:
    """What a status (RFC 3463) of a failed delivery means for the address."""
    numbers = status.split(".")
    if len(numbers) != 3 or numbers[0] not in ("4", "5"):
        return REFUSED
    kind, detail = numbers[1], numbers[2]
    # Full; no answer in time; overloaded. Exchange counts its own from 300 on.
    if numbers[0] == "4" or (kind, detail) in {("2", "2"), ("4", "7"), ("4", "5"), ("4", "300"), ("3", "1")}:
        return LATER
    # The sender's address (1.7, 1.8) is our own fault.
    if kind == "1" and detail not in ("7", "8"):
        return DEAD
    return DEAD if (kind, detail) in {("2", "1"), ("4", "1"), ("4", "4"), ("4", "310")} else REFUSED


def _standard(message: Message, part: Message) -> Report:
    """By the fields of the report; where their status says little, by the words behind it."""
    told = [block for block in _blocks(part) if block.get("action") or block.get("status")]
    failed = next((block for block in told if block.get("action", "failed").lower().startswith("failed")), None)
    if failed is None:
        return Report(NOTHING, "", _about(message))
    found = _ENHANCED.search(failed.get("status", ""))
    status = _sharpened(found[1] if found else "", failed.get("diagnostic-code", ""))
    return Report(fate_of(status), status, _about(message))


def _spoken(message: Message) -> Report:
    """By what it says to people."""
    told = said.plain(message)[:MOST]
    words = _COPY.split(told, maxsplit=1)[0]
    late = re.search(
        r"delayed|will (keep trying|be retried)|not yet been delivered|지연|retrasad", words, re.IGNORECASE
    )
    if late and not re.search(r"permanent|giv(en|ing) up", words, re.IGNORECASE):
        return Report(NOTHING, "", _about(message))
    found = [each for each in _ENHANCED.findall(words) if not each.startswith("2")]
    status = _sharpened(found[0] if found else "", words)
    return Report(fate_of(status), status, _about(message))


def _sharpened(status: str, words: str) -> str:
    """`status`, or what the words say where it is missing or says no more than "failed"."""
    if status and not re.fullmatch(r"[45]\.(0\.\d+|5\.0|3\.0|2\.0|1\.0)", status):
        return status
    inner = [
        each for each in _ENHANCED.findall(words) if not each.startswith("2") and not re.match(r"[45]\.[05]\.0", each)
    ]
    if inner:
        return str(inner[0])
    code = _CODE.search(words + " ")
    if status.startswith("4") or (code and code[1] == "4" and not status):
        return status or "4.0.0"
    found = next((each for each, phrase in _PHRASES if re.search(phrase, words, re.IGNORECASE)), None)
    return found or status or "5.0.0"


def _blocks(part: Message) -> Iterator[dict[str, str]]:
    """The groups of fields of a report: one about the message, one for each recipient."""
    payload = part.get_payload()
    for block in payload if isinstance(payload, list) else []:
        if not isinstance(block, Message):
            continue
        yield {key.lower(): shown(str(value)) for key, value in block.raw_items()}
        # The library splits the plain type into groups; the international one it takes for a message of its own.
        rest = block.get_payload()
        for text in re.split(r"\n\s*\n", rest[:MOST]) if isinstance(rest, str) else []:
            inner = HeaderParser().parsestr(text.strip())
            yield {key.lower(): shown(str(value)) for key, value in inner.raw_items()}


def _about(message: Message) -> tuple[str, ...]:
    """Message-IDs in the copy of the letter, as a part of its own or as text."""
    found = [each for value in headers(message, "In-Reply-To") + headers(message, "References") for each in ids(value)]
    for part in message.walk():
        if part is not message:
            found += [each for value in headers(part, "Message-ID") for each in ids(value)]
        if part.get_content_maintype() == "text" and not part.is_multipart():
            found += ids(said.text_of(part)[:MOST])
    return tuple(dict.fromkeys(found))[:50]

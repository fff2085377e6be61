"""Composing: a letter as it goes over the line. Each header stands once, made of text without control characters.

The library folds and encodes the headers, but it takes long for each: what many letters of a batch say alike it is asked
once. The two bodies are quoted-printable (RFC 2045), so that no line of theirs can be the boundary, which begins with "=_".
"""

import re
import secrets
from binascii import b2a_qp
from dataclasses import field
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime

from tracker.records import dataclass

# Characters in a line of a header that need not be folded; and an address that stands in a header as it is.
LINE = 78
_PLAIN = re.compile(r"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)
# As long as the library leaves what it cannot fold on one line, and RFC 5322 does (998).
_VISIBLE = re.compile(r"[\x21-\x7e]{1,900}")


class AddressUnfit(Exception):
    """What stands where an address should be is none. Says nothing of it."""


@dataclass(frozen=True, slots=True)
class From:
    """Who writes: the name people see, the address, where answers go, and where what cannot be delivered comes back."""

    name: str
    address: str
    reply_to: str = ""
    comes_back_to: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a letter is made of. `unsubscribe`: the address for one click (RFC 8058); "" for the team's."""

    recipient: str
    subject: str
    text: str
    html: str
    language: str
    message_id: str
    date: datetime
    unsubscribe: str = ""
    # Message-IDs: of what a person answers with it, and of the thread.
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


@dataclass(slots=True)
class Headers:
    """Headers as they go over the line; those that letters of one batch have in common are folded once."""

    known: dict[tuple[str, str, bool], bytes] = field(default_factory=dict)

    def common(self, name: str, value: str | Address, utf8: bool = False) -> bytes:
        key = (name, str(value), utf8)
        if key not in self.known:
            self.known[key] = folded(name, value, utf8)
        return self.known[key]


def folded(name: str, value: str | Address, utf8: bool = False) -> bytes:
    """One header by the library. `utf8`: for addresses that only SMTPUTF8 can name (RFC 6531)."""
    policy = SMTP.clone(utf8=True) if utf8 else SMTP
    return policy.fold_binary(*policy.header_store_parse(name, value))


def compose(draft: Draft, sender: From, headers: Headers | None = None) -> bytes:
    """The letter as it leaves. `headers`: of the batch of which it is one. Raises AddressUnfit."""
    headers = headers or Headers()
    boundary = f"=_{secrets.token_hex(16)}"
    head = b"".join(_head(draft, sender, headers, boundary))
    text, html = (_part(kind, said) for kind, said in (("plain", draft.text + "\n"), ("html", draft.html)))
    between = f"\r\n--{boundary}".encode("ascii")
    return b"".join((head, between, b"\r\n", text, between, b"\r\n", html, between, b"--\r\n"))


def _head(draft: Draft, sender: From, headers: Headers, boundary: str) -> list[bytes]:
    utf8 = not f"{draft.recipient}{sender.comes_back_to or sender.address}".isascii()
    head = [headers.common("From", _address(sender.address, sender.name), utf8), _to(draft.recipient, utf8)]
    if sender.reply_to:
        head.append(headers.common("Reply-To", _address(sender.reply_to), utf8))
    head += [
        headers.common("Subject", one_line(draft.subject), utf8),
        f"Date: {format_datetime(draft.date)}\r\n".encode("ascii"),
        _unbroken("Message-ID", draft.message_id),
    ]
    if draft.in_reply_to:
        head.append(folded("In-Reply-To", one_line(draft.in_reply_to)))
        head.append(folded("References", one_line(" ".join(draft.references or (draft.in_reply_to,)))))
    # No "I am away" back to us (RFC 3834), and no answer to mailing lists. A person's own words are not automatic.
    head.append(headers.common("Auto-Submitted", "no" if draft.in_reply_to else "auto-generated"))
    if draft.unsubscribe:
        head.append(_unbroken("List-Unsubscribe", f"<{draft.unsubscribe}>"))
        head.append(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
    head += [
        headers.common("Content-Language", draft.language),
        b"MIME-Version: 1.0\r\n",
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n'.encode("ascii"),
    ]
    return head


def _to(recipient: str, utf8: bool) -> bytes:
    """Nearly all addresses stand there as they are: the library would parse each for longer than all the rest takes."""
    if _PLAIN.fullmatch(recipient) and len(recipient) <= LINE - len("To: "):
        return f"To: {recipient}\r\n".encode("ascii")
    return folded("To", _address(recipient), utf8)


def _unbroken(name: str, value: str) -> bytes:
    """What has no blank in it cannot be folded, and stands there as it is. Anything else goes by the library."""
    if not _VISIBLE.fullmatch(value):
        return folded(name, one_line(value))
    return f"{name}: {value}\r\n".encode("ascii")


def _part(kind: str, said: str) -> bytes:
    plain = said.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8")
    lines = b2a_qp(plain, istext=True).replace(b"\n", b"\r\n")
    about = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return about.encode("ascii") + lines


def one_line(text: str) -> str:
    """Without line ends and other control characters, which could begin a header of their own.

    Nor with "=?": the library decodes encoded words (RFC 2047) that it is given, line ends in them too, and writes
    those out as they are. A name of `=?utf-8?q?=0ABcc:...?=` began a header on trial.
    """
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).replace("=?", "= ?").split())


def _address(spec: str, name: str = "") -> Address:
    """Raises AddressUnfit. Domains of other scripts go as IDNA, which every server understands."""
    local, at, domain = spec.rpartition("@")
    if not at or one_line(spec) != spec or re.search(r"[\s<>,;\"]", spec):
        raise AddressUnfit
    try:
        if not domain.isascii():
            domain = domain.encode("idna").decode("ascii")
        return Address(display_name=one_line(name), username=local, domain=domain)
    except (ValueError, UnicodeError, IndexError):
        raise AddressUnfit from None
    except Exception as error:  # the parser's own kinds: HeaderParseError and what it stumbles over
        raise AddressUnfit from error

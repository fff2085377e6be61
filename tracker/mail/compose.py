"""Composing: a letter as an EmailMessage. The library sets each header once, from text without control characters."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from tracker.records import dataclass


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


def compose(draft: Draft, sender: From) -> EmailMessage:
    """The letter as it leaves. Raises AddressUnfit."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(sender.address, sender.name)
    message["To"] = _address(draft.recipient)
    if sender.reply_to:
        message["Reply-To"] = _address(sender.reply_to)
    message["Subject"] = one_line(draft.subject)
    message["Date"] = draft.date
    message["Message-ID"] = draft.message_id
    if draft.in_reply_to:
        message["In-Reply-To"] = one_line(draft.in_reply_to)
        message["References"] = one_line(" ".join(draft.references or (draft.in_reply_to,)))
    # No "I am away" back to us (RFC 3834), and no answer to mailing lists. A person's own words are not automatic.
    message["Auto-Submitted"] = "no" if draft.in_reply_to else "auto-generated"
    if draft.unsubscribe:
        message["List-Unsubscribe"] = f"<{draft.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(draft.text + "\n", cte="quoted-printable")
    message.add_alternative(draft.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = draft.language  # last: content-headers set before would go with the first part
    return message


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

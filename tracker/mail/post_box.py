"""The mailbox named by IMAP_URL: what nobody has read there, fetched in bounded numbers, marked once it is kept.

`imaps://` checks the certificate; plain `imap://` goes to this machine only. The mailbox is the house's own: what
somebody else reads in it never comes in.
"""

import imaplib
import re
import ssl
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from config import is_loopback
from tracker.errors import Refusal
from tracker.mail.incoming import MOST_BYTES
from tracker.records import dataclass
from tracker.words import lazy

PORTS = {"imap": 143, "imaps": 993}
# Seconds to wait for any one answer of the server.
PATIENCE = 20


class MailboxUnfit(Refusal):
    sentence = lazy("IMAP_URL does not name a mailbox we may read: %(why)s.")


class MailboxTrouble(Exception):
    """It could not be read. `why` is one of ours ("unreachable", "sign-in", "certificate"), never the server's text."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, repr=False)
class Mailbox:
    """Where it is, and how it is opened."""

    scheme: str
    host: str
    port: int
    account: str
    password: str
    folder: str


def mailbox_at(url: str) -> Mailbox:
    """The mailbox of an IMAP_URL. Raises MailboxUnfit."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise MailboxUnfit(why="it is not an address") from None
    if parts.scheme not in PORTS or not host:
        raise MailboxUnfit(why="it begins with neither imaps:// nor imap://")
    if parts.scheme == "imap" and not is_loopback(host):
        raise MailboxUnfit(why="imap:// is plain, and the server is not on this machine")
    account, password, folder = (unquote(part or "") for part in (parts.username, parts.password, parts.path[1:]))
    if not account or not password:
        raise MailboxUnfit(why="it lacks account or password")
    if any(c < " " for c in account + password + folder):
        raise MailboxUnfit(why="it holds control characters")
    return Mailbox(parts.scheme, host, port or PORTS[parts.scheme], account, password, folder or "INBOX")


class OpenBox:
    """An open mailbox. Trouble of any kind is MailboxTrouble."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    def __enter__(self) -> Self:
        try:
            self.line = self._connect()
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxTrouble(_why(error)) from None
        try:
            self.line.login(self.mailbox.account, self.mailbox.password)
        except (OSError, imaplib.IMAP4.error) as error:
            self._hang_up()
            raise MailboxTrouble("sign-in" if type(error) is imaplib.IMAP4.error else _why(error)) from None
        try:
            # Quoted as the protocol wants it: names of folders hold blanks.
            name = self.mailbox.folder.replace("\\", "\\\\").replace('"', '\\"')
            if self.line.select(f'"{name}"')[0] != "OK":
                raise MailboxTrouble("no such folder")
        except (OSError, imaplib.IMAP4.error) as error:
            self._hang_up()
            raise MailboxTrouble(_why(error)) from None
        except MailboxTrouble:
            self._hang_up()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def unread(self, most: int) -> list[str]:
        """The numbers (UID) of the oldest that nobody has read."""
        found = self._ask("SEARCH", None, "UNSEEN")
        numbers = found[0].split() if found and isinstance(found[0], bytes) else []
        return [number.decode("ascii", "replace") for number in numbers[:most]]

    def message(self, number: str) -> bytes | None:
        """One message; not marked by that. None: it is gone."""
        # Bounded by the server, who would otherwise send all of it.
        found = self._ask("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        return next((part[1] for part in found if isinstance(part, tuple) and re.search(rb"BODY\[\]", part[0])), None)

    def mark_read(self, number: str) -> None:
        """It is kept: it need not come again."""
        self._ask("STORE", number, "+FLAGS", r"(\Seen)")

    def _ask(self, command: str, *values: str | None) -> list[object]:
        try:
            answer, found = self.line.uid(command, *values)  # type: ignore[arg-type]
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxTrouble(_why(error)) from None
        if answer != "OK":
            raise MailboxTrouble("refused")
        return list(found or [])

    def _connect(self) -> imaplib.IMAP4:
        box = self.mailbox
        if box.scheme == "imaps":
            return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=ssl.create_default_context(), timeout=PATIENCE)
        return imaplib.IMAP4(box.host, box.port, timeout=PATIENCE)

    def _hang_up(self) -> None:
        with suppress(OSError, imaplib.IMAP4.error):
            self.line.logout()
        # Closed, too, when the server has gone without an answer.
        with suppress(OSError, imaplib.IMAP4.error):
            self.line.shutdown()


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    return "unreachable" if isinstance(error, OSError) else "broken off"

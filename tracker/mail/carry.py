"""Carrying letters to the mail server named by SMTP_URL, one connection for a batch, and what its answers mean.

`smtp://` is plain and goes to this machine only (or anywhere with `?plain=yes`); `smtp+starttls://` and `smtps://`
check the certificate and never fall back.
"""

import re
import select
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from config import is_loopback
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
# Seconds to wait for any one answer of the server.
PATIENCE = 30

LEFT, AGAIN, REFUSED = "left", "again", "refused"
_PLAIN = re.compile(r"[a-z0-9._+-]+@[a-z0-9.-]+", re.ASCII | re.IGNORECASE)
_STATUS = re.compile(r"\s*([45]\.\d{1,3}\.\d{1,3})(?![\d.])")


class MailServerUnfit(Refusal):
    sentence = lazy("SMTP_URL does not name a mail server we may use: %(why)s.")


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, and how it is spoken to."""

    scheme: str
    host: str
    port: int
    account: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a letter, and why: a code, or a key of letters.troubles; never the server's text."""

    fate: str
    trouble: str = ""
    # What the server said of the recipient, as RFC 3463 counts: "5.1.1".
    status: str = ""


def server_at(url: str) -> Server:
    """The server of an SMTP_URL. Raises MailServerUnfit."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise MailServerUnfit(why="it is not an address") from None
    if parts.scheme not in PORTS or not host:
        raise MailServerUnfit(why="it begins with none of " + ", ".join(f"{scheme}://" for scheme in PORTS))
    if parts.scheme == "smtp" and not is_loopback(host) and parse_qs(parts.query).get("plain") != ["yes"]:
        raise MailServerUnfit(why="smtp:// is plain, and the server is not on this machine (see ?plain=yes)")
    return Server(
        parts.scheme, host, port or PORTS[parts.scheme], unquote(parts.username or ""), unquote(parts.password or "")
    )


class _Line(smtplib.SMTP):
    """A connection that knows whether anything of a letter itself has been handed over."""

    # `used`: something has been carried by it. `handed`: of the letter in hand, from DATA on.
    used = handed = False

    # What smtplib does with an address, to find the one in "Mina <mina@example.org>", takes as long as the rest of a letter.

    def mail(self, sender: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        self.handed = False
        if not _PLAIN.fullmatch(sender) or "SMTPUTF8" in options:
            return super().mail(sender, options)
        self.putcmd("mail", " ".join((f"FROM:<{sender}>", *options)))
        return self.getreply()

    def rcpt(self, recip: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        if not _PLAIN.fullmatch(recip) or options:
            return super().rcpt(recip, options)
        self.putcmd("rcpt", f"TO:<{recip}>")
        return self.getreply()

    def data(self, msg: bytes | bytearray | str) -> tuple[int, bytes]:  # type: ignore[override]
        self.handed = self.used = True
        return super().data(msg)

    def is_quiet(self) -> bool:
        """Whether the server has said nothing unasked: not even that it closes."""
        if self.sock is None:
            return False
        heard = select.poll()
        heard.register(self.sock, select.POLLIN)
        return not heard.poll(0)


class _SealedLine(_Line, smtplib.SMTP_SSL):
    """The same, over TLS from the first word."""


class Carrier:
    """Carries letters one by one; connects when the first one comes and again when the connection is gone."""

    def __init__(self, server: Server, hello: str) -> None:
        # `hello`: what we call ourselves; the machine's own name is nobody's business.
        self.server, self.hello = server, hello
        self.line: _Line | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.line is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.line.quit()
        self._hang_up()

    def carry(self, message: bytes, sender: str, recipient: str) -> Answer:
        """Hand one letter over, to one recipient. Network trouble is an answer, never an exception."""
        trouble = self.reach()
        line = self.line
        if trouble is not None or line is None:
            return trouble or Answer(AGAIN, "unreachable")
        try:
            _hand_over(line, message, sender, recipient)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            answer = _of_letter(error)
            if answer.fate != AGAIN:
                return answer
            self._hang_up()
            # Closed after some letters and before this one: nothing of it was handed over, so a new line may take it.
            closed = line.used and not line.handed and _is_gone(error)
            return self.carry(message, sender, recipient) if closed else answer
        return Answer(LEFT)

    def reach(self) -> Answer | None:
        """Connect, if we are not connected; before a letter is begun. An answer when that is impossible for all letters."""
        try:
            self._open_line()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self._hang_up()
            return Answer(AGAIN, _of_connection(error))
        return None

    def _open_line(self) -> None:
        # A line that the server closed in the meantime looks open until it is used: ask before a letter is at stake.
        if self.line is not None:
            if self.line.is_quiet():
                return
            with suppress(OSError, smtplib.SMTPException):
                if self.line.noop()[0] == 250:
                    return
            self._hang_up()
        self.line = self._connect()

    def _connect(self) -> _Line:
        server = self.server
        if server.scheme == "smtps":
            sealed = ssl.create_default_context()
            line: _Line = _SealedLine(server.host, server.port, self.hello, timeout=PATIENCE, context=sealed)
        else:
            line = _Line(server.host, server.port, self.hello, timeout=PATIENCE)
        try:
            if server.scheme == "smtp+starttls":
                line.starttls(context=ssl.create_default_context())
            if server.account:
                line.login(server.account, server.password)
        except BaseException:
            line.close()
            raise
        return line

    def _hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None


def _hand_over(line: _Line, message: bytes, sender: str, recipient: str) -> None:
    """Raises what smtplib raises. Addresses beyond ASCII need a server that takes such (RFC 6531)."""
    options: tuple[str, ...] = ()
    if not f"{sender}{recipient}".isascii():
        line.ehlo_or_helo_if_needed()
        if not line.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError
        options = ("SMTPUTF8", "BODY=8BITMIME")
    line.sendmail(sender, [recipient], message, options)


def _is_gone(error: Exception) -> bool:
    """Whether the server hung up, or said that it is about to: 421 (RFC 5321, 3.8)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return bool(next(iter(error.recipients.values()))[0] == 421)
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code == 421
    # All that smtplib raises is an OSError too.
    return isinstance(error, smtplib.SMTPServerDisconnected) or not isinstance(error, smtplib.SMTPException)


def _of_connection(error: Exception) -> str:
    """Nothing of the letter's: all letters wait."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "sign-in"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "no tls"
    return "unreachable"


def _of_letter(error: Exception) -> Answer:
    """A 5xx about recipient or content is for good; one about the sender is our setting's fault: again."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _by_code(code, said)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Answer(AGAIN, "sender")
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError | UnicodeError):
        return Answer(REFUSED, "address")
    # Gone in the middle, perhaps after DATA: whether it arrived is unknown. It goes again with the same Message-ID.
    return Answer(AGAIN, "broken off")


def _by_code(code: int, said: bytes | str = b"") -> Answer:
    """`said` about a recipient may begin with a status (RFC 3463): it tells whether the address is dead."""
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    status = _STATUS.match(text)
    return Answer(REFUSED if 500 <= code < 600 else AGAIN, str(code), status[1] if status else "")

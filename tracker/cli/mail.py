"""`flask mail receive` and `flask mail poll`: how letters that come back, and replies, come in."""

import os
import sys

import click
import structlog
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from tracker.letters.bounced import StillLeaving
from tracker.mail.incoming import MOST_BYTES
from tracker.mail.post_box import MailboxTrouble, MailboxUnfit, OpenBox, mailbox_at
from tracker.usecases.receive_mail import receive_mail

# What mail servers understand (sysexits.h): hand it in again later.
EX_TEMPFAIL = 75
# Where mail servers say for whom a message is.
ENVELOPE = ("ORIGINAL_RECIPIENT", "RECIPIENT")
# Messages taken in one look at the mailbox.
MOST = 50

log = structlog.get_logger()
mail = AppGroup("mail", help="What comes back: letters that could not be delivered, and replies.")


@mail.command()
@click.option("--recipient", multiple=True, help="The address that the message was handed over for.")
def receive(recipient: tuple[str, ...]) -> None:
    """Read one message from standard input, as a mail server pipes it. 75: hand it in again later."""
    named = [*recipient, *(os.environ[name] for name in ENVELOPE if os.environ.get(name))]
    try:
        raw = sys.stdin.buffer.read(MOST_BYTES)
        # The rest is read and dropped: a mail server whose pipe breaks would take the message for refused.
        while sys.stdin.buffer.read(1_000_000):
            pass
        taken_for = receive_mail(raw, named)
    except Exception as error:  # noqa: BLE001 (the mail server keeps the message and tries again, whatever it was)
        _say(error)
        raise SystemExit(EX_TEMPFAIL) from None
    log.info("mail received", taken_for=taken_for)


@mail.command()
def poll() -> None:
    """Take in what nobody has read in the mailbox of IMAP_URL."""
    url = current_app.config["IMAP_URL"]
    if not url:
        raise click.ClickException("IMAP_URL is not set.")
    try:
        mailbox_at(url)
    except MailboxUnfit as refusal:
        raise click.ClickException(str(refusal)) from None
    if look_into(url) is None:
        raise SystemExit(EX_TEMPFAIL)


def look_into(url: str, most: int = MOST) -> int | None:
    """Take in up to `most` messages, each marked as read once it is kept. How many; None: the mailbox could not be read.

    A message that cannot be taken in now stays unread, and the others go on. Raises MailboxUnfit.
    """
    box = mailbox_at(url)
    counted: dict[str, int] = {}
    try:
        with OpenBox(box) as mailbox:
            for number in mailbox.unread(most):
                raw = mailbox.message(number)
                if raw is not None and (taken_for := _take(raw)):
                    mailbox.mark_read(number)
                    counted[taken_for] = counted.get(taken_for, 0) + 1
    except MailboxTrouble as trouble:
        log.warning("the mailbox could not be read", why=trouble.why)
        return None
    if counted:
        log.info("mail fetched", **{name.replace(" ", "_"): count for name, count in counted.items()})
    return sum(counted.values())


def _take(raw: bytes) -> str:
    try:
        return receive_mail(raw)
    except Exception as error:  # noqa: BLE001 (it stays unread, and comes again)
        _say(error)
        return ""


def _say(error: Exception) -> None:
    """By its kind alone: its text could hold an address."""
    if isinstance(error, StillLeaving):
        log.info("mail waits", why="its letter is just leaving")
    else:
        what = "database away" if isinstance(error, SQLAlchemyError) else "mail not taken in"
        log.warning(what, error=type(error).__name__)

"""Letters to members of the team."""

from urllib.parse import urlsplit

from markupsafe import Markup

from tracker import clock
from tracker.letters.letter import Words
from tracker.letters.outbox import ToWrite, write
from tracker.mail.page import page
from tracker.team.account import Account
from tracker.words import _, speaking


def password_link(whose: Account, base_url: str, path: str) -> None:
    """The letter with the link for a new password, in their language; inside a transaction."""
    with speaking(whose.language):
        subject = _("Your link for a new password")
        lines = [
            _("Somebody asked for a new password for the desk. If it was you, choose one here within an hour:"),
            base_url + path,
            _("If not, do nothing: your password stays as it is."),
        ]
    body = Markup("").join(Markup("<p>{}</p>\n").format(line) for line in lines)
    words: Words = {"subject": subject, "text": "\n\n".join(lines), "html": page(subject, body, whose.language)}
    letter = ToWrite(
        kind="reset", language=whose.language, recipient=whose.email or "", words=words, due_at=clock.now(),
        account_id=whose.id,
    )  # fmt: skip
    write([letter], domain=urlsplit(base_url).hostname or "localhost")

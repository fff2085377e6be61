"""The Reply-To: letters to allies leave only once somebody has shown that answers to them are read."""

import hashlib
from urllib.parse import urlsplit

from markupsafe import Markup

from tracker import clock
from tracker.letters.letter import Words
from tracker.letters.outbox import REPLY_TO, ToWrite, write
from tracker.mail.page import page
from tracker.store import links
from tracker.team import settings
from tracker.team.account import Account
from tracker.words import _, speaking


def answered() -> bool:
    """Whether somebody reads what is answered to the address that letters name now."""
    address = settings.get("reply_to")
    return bool(address) and address == settings.get("reply_to_read")


def token(account_id: str, address: str) -> str:
    """What the test letter's link carries. Bound to the address: once another is set, it opens nothing."""
    return links.sign(_purpose(address), account_id)


def asked_by(token: str) -> str:
    """The id of the account that had the test of the present address sent. Raises LinkUnknown."""
    return links.read(_purpose(settings.get("reply_to")), token)


def write_test(whose: Account, address: str, base_url: str) -> None:
    """A letter to the address itself, with the link that says "somebody reads this"; inside a transaction."""
    with speaking(whose.language):
        subject = _("Does somebody read this mailbox?")
        link = f"{base_url}/reply-to/{token(whose.id, address)}?lang={whose.language}"
        name = settings.get("organisation")
        before = [
            _("Answers to the letters of %(organisation)s are to come here.", organisation=name),
            _("Letters to allies leave only once somebody who reads this mailbox has said so here:"),
        ]
        after = _("If nobody reads it, do nothing: then no letter leaves.")
        body = Markup("").join(Markup("<p>{}</p>\n").format(line) for line in before)
        body += Markup('<p><a class="press" href="{}">{}</a></p>\n<p>{}</p>').format(
            link, _("Somebody reads this mailbox"), after
        )
        words: Words = {
            "subject": subject,
            "text": "\n\n".join([*before, link, after]),
            "html": page(subject, body, whose.language),
        }
    letter = ToWrite(
        kind=REPLY_TO, language=whose.language, recipient=address, words=words, due_at=clock.now(), account_id=whose.id,
    )  # fmt: skip
    write([letter], domain=urlsplit(base_url).hostname or "localhost")


def _purpose(address: str) -> str:
    return f"reply-to {hashlib.sha256(address.encode('utf-8')).hexdigest()}"

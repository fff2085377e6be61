"""The letters that carry a fresh link. Neutral: neither subject nor words name a film or what it is about."""

from urllib.parse import urlsplit

from markupsafe import Markup

from tracker import clock
from tracker.allies.ally import Ally
from tracker.letters.letter import Words
from tracker.letters.outbox import NEW_ADDRESS, OWN_LINK, ToWrite, write
from tracker.mail.page import page
from tracker.words import _, speaking


def open_letter(ally: Ally, email: str, token: str, base_url: str) -> None:
    """To the address that we hold; inside a transaction."""
    with speaking(ally.language):
        said = (
            _("Your link"),
            _("You asked for a link to what is yours. It opens once, within 30 minutes:"),
            _("Open it"),
            _("If you did not ask for it, do nothing. Nobody sees anything without this link."),
        )
    _write(ally, OWN_LINK, email, f"{base_url}/me/open/{token}?lang={ally.language}", said, base_url)


def address_letter(ally: Ally, email: str, token: str, base_url: str) -> None:
    """To the new address, which may be a stranger's: it tells nothing of the ally; inside a transaction."""
    with speaking(ally.language):
        said = (
            _("Is this your address?"),
            _("Somebody wrote this address for letters to them. If that was you, say so within 30 minutes:"),
            _("Yes, this address is mine"),
            _("If it was not you, do nothing. No other letter comes here."),
        )
    _write(ally, NEW_ADDRESS, email, f"{base_url}/me/address/{token}?lang={ally.language}", said, base_url)


def _write(ally: Ally, kind: str, email: str, link: str, said: tuple[str, str, str, str], base_url: str) -> None:
    subject, before, button, after = said
    body = Markup('<p>{}</p>\n<p><a class="press" href="{}">{}</a></p>\n<p>{}</p>').format(before, link, button, after)
    words: Words = {
        "subject": subject, "text": f"{before}\n\n{link}\n\n{after}", "html": page(subject, body, ally.language),
    }  # fmt: skip
    letter = ToWrite(
        kind=kind, language=ally.language, recipient=email, words=words, due_at=clock.now(), ally_id=ally.id
    )
    write([letter], domain=urlsplit(base_url).hostname or "localhost")

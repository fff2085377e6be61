"""A letter of the outbox as mail.compose wants it, and who it is from."""

from urllib.parse import urlsplit

from tracker import clock
from tracker.letters.carrying import InHand
from tracker.letters.occasion import STOP
from tracker.letters.outbox import NEW_ADDRESS
from tracker.mail.compose import Draft, From
from tracker.store import links
from tracker.team import settings


def drafted(letter: InHand, base_url: str) -> Draft:
    """With the address for one click in the mail program, for allies. Not for an address that may be a stranger's: their
    click would stop the ally.
    """
    theirs = letter.ally_id and letter.kind != NEW_ADDRESS
    unsubscribe = f"{base_url}/unsubscribe/{links.sign(STOP, letter.ally_id)}" if letter.ally_id and theirs else ""
    return Draft(
        recipient=letter.recipient, subject=letter.words["subject"], text=letter.words["text"],
        html=letter.words["html"], language=letter.language, message_id=letter.message_id, date=clock.now(), unsubscribe=unsubscribe,
        in_reply_to=letter.words.get("in_reply_to", ""), references=tuple(letter.words.get("references", ())),
    )  # fmt: skip


def sender(base_url: str) -> From:
    """Who letters come from. Without a setting: an address at the house's own domain."""
    address = settings.get("sender") or f"letters@{urlsplit(base_url).hostname or 'localhost'}"
    return From(
        name=settings.get("organisation"), address=address, reply_to=settings.get("reply_to"),
        comes_back_to=settings.get("bounces") or address,
    )  # fmt: skip

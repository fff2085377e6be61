"""The letter with which somebody of the team answers what an ally wrote: their own words, and the ways that every letter has."""

from collections.abc import Mapping

from tracker.letters.letter import Words
from tracker.letters.own_lines import foot
from tracker.letters.replies import Shown
from tracker.mail import words as fields
from tracker.mail.page import page
from tracker.words import _

MOST_TEXT = 10_000


def written(reply: Shown, text: str, language: str, own: Mapping[str, str], discreet: bool) -> Words:
    """In the language in force. `own`: the ally's links. `discreet`: the subject is not repeated (extra care)."""
    subject = reply.subject if reply.subject.lower().startswith("re:") else f"Re: {reply.subject}"
    if discreet or not reply.subject:
        subject = _("Our answer to your letter")
    # Braces that somebody typed are no fields here.
    safe = text.replace("{", "{\u2060")
    whole = f"{safe}\n\n-- \n{foot()}"
    words: Words = {
        "subject": " ".join(subject.split())[: fields.MOST_SUBJECT],
        "text": fields.as_text(whole, own).replace("{\u2060", "{"),
        "html": page(subject, fields.as_html(whole, own), language).replace("{\u2060", "{"),
    }
    if reply.message_id:
        words["in_reply_to"] = reply.message_id
        # The whole thread, the oldest first (RFC 5322, 3.6.4).
        words["references"] = [*reversed(reply.references[:10]), reply.message_id]
    return words

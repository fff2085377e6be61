"""The letter with which somebody of the team answers what an ally wrote: their own words, and the way to stop."""

from tracker.letters.letter import Words
from tracker.letters.replies import Shown
from tracker.mail import words as fields
from tracker.mail.page import page
from tracker.words import _

MOST_TEXT = 10_000


def written(reply: Shown, text: str, language: str, stop: str, discreet: bool) -> Words:
    """In the language in force. `stop`: the ally's link. `discreet`: the subject is not repeated (extra care)."""
    subject = reply.subject if reply.subject.lower().startswith("re:") else f"Re: {reply.subject}"
    if discreet or not reply.subject:
        subject = _("Our answer to your letter")
    # Braces that somebody typed are no fields here.
    safe = text.replace("{", "{\u2060")
    whole = safe + "\n\n-- \n" + _("Stop all letters and calls:") + " {stop}"
    values = {"stop": stop}
    words: Words = {
        "subject": " ".join(subject.split())[: fields.MOST_SUBJECT],
        "text": fields.as_text(whole, values).replace("{\u2060", "{"),
        "html": page(subject, fields.as_html(whole, values), language).replace("{\u2060", "{"),
    }
    if reply.message_id:
        words["in_reply_to"] = reply.message_id
        # The whole thread, the oldest first (RFC 5322, 3.6.4).
        words["references"] = [*reversed(reply.references[:10]), reply.message_id]
    return words

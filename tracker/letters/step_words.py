"""The words of a step, filled in for one ally, in their language; with the way to stop always in it.

The first letter also has a way to say that it was somebody else.
"""

from collections.abc import Mapping

from tracker.followups.playbook import Step
from tracker.letters.letter import Words
from tracker.letters.outbox import CONFIRM, THANKS
from tracker.letters.unwritten import kind_of
from tracker.mail import words as fields
from tracker.mail.page import page
from tracker.words import _


def language_of(step: Step, wanted: str) -> str:
    """The language a step can speak: the one wanted; else English; else the first in which it says anything."""
    return next(each for each in (wanted, "en", *step.words) if step.words.get(each, {}).get("text"))


def written(step: Step, language: str, values: Mapping[str, str], discreet: bool) -> Words:
    """Subject, plain text and HTML, in a language of language_of().

    `discreet`: neither subject nor first line names film or cause (extra care).
    """
    said = step.words[language]
    subject, text = said.get("subject", "") or step.title, said["text"]
    kind = kind_of(step)
    if discreet:
        asks = kind == CONFIRM
        subject = _("A question for you alone") if asks else _("The letter you asked for")
        first = _("This is for you alone.") if asks else _("You asked to hear from us. This is for you alone.")
        text = f"{first}\n\n{text}"
    if kind in (THANKS, CONFIRM) and not fields.uses(text, "not_me"):
        text += "\n\n" + _("It wasn’t you who signed up? Then we forget this address:") + " {not_me}"
    if not fields.uses(text, "stop"):
        text += "\n\n" + _("You get this because you signed up. Stop all letters and calls:") + " {stop}"
    subject = fields.as_line(subject, values)
    return {
        "subject": subject,
        "text": fields.as_text(text, values),
        "html": page(subject, fields.as_html(text, values), language),
    }

"""Words of a letter, filled in for one ally, in their language; with the way to stop always in it."""

from collections.abc import Mapping

from tracker.followups.playbook import Step
from tracker.letters.letter import Words
from tracker.mail import words as fields
from tracker.mail.page import page
from tracker.words import _

# By language: {"en": {"subject": ..., "text": ...}}.
Said = Mapping[str, Mapping[str, str]]


def language_of(step: Step, wanted: str) -> str:
    """The language a step can speak: see spoken_in()."""
    return spoken_in(step.words, wanted)


def spoken_in(words: Said, wanted: str) -> str:
    """The language wanted; else English; else the first in which anything is said."""
    return next(each for each in (wanted, "en", *words) if words.get(each, {}).get("text"))


def written(step: Step, language: str, values: Mapping[str, str], discreet: bool) -> Words:
    """A step's letter, in a language of language_of()."""
    return filled(step.words, step.title, language, values, discreet)


def filled(said_in: Said, title: str, language: str, values: Mapping[str, str], discreet: bool) -> Words:
    """Subject (else `title`), plain text and HTML, in a language of spoken_in().

    `discreet`: neither subject nor first line names film or cause (extra care).
    """
    said = said_in[language]
    subject, text = said.get("subject", "") or title, said["text"]
    if discreet:
        subject = _("The letter you asked for")
        text = _("You asked to hear from us. This is for you alone.") + "\n\n" + text
    if not fields.uses(text, "stop"):
        text += "\n\n" + _("You get this because you signed up. Stop all letters and calls:") + " {stop}"
    subject = fields.as_line(subject, values)
    return {
        "subject": subject,
        "text": fields.as_text(text, values),
        "html": page(subject, fields.as_html(text, values), language),
    }

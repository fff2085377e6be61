"""Words of a letter, filled in for one ally, in their language; with the ways that every letter has: see own_lines."""

from collections.abc import Mapping

from tracker.followups import instead
from tracker.followups.playbook import Step
from tracker.letters import own_lines, story_slot
from tracker.letters.letter import Words
from tracker.letters.outbox import CONFIRM, REMIND, STEP, THANKS
from tracker.mail import words as fields
from tracker.mail.page import page
from tracker.words import _

# By language: {"en": {"subject": ..., "text": ...}}.
Said = Mapping[str, Mapping[str, str]]


def by_letter(step: Step) -> Said:
    """What a step says in a letter: a letter's own words; of another step those of the letter that can go instead."""
    if step.channel != "letter":
        told = instead.said(step)
        return {language: {"subject": subject, "text": text} for language, (subject, text) in told.items()}
    return {language: said for language, said in step.words.items() if said.get("text")}


def kind_of(step: Step) -> str:
    """A letter that asks for the ally's own link; the reminder; one that answers at once; or any later one."""
    if step.channel != "letter":
        return STEP
    if step.condition.get("waits"):
        return CONFIRM
    if step.condition.get("unconfirmed"):
        return REMIND
    return THANKS if step.delay_hours == 0 and "after" not in step.condition else STEP


def language_of(step: Step, wanted: str) -> str:
    """The language a step can speak: see spoken_in()."""
    return spoken_in(by_letter(step), wanted)


def spoken_in(words: Said, wanted: str) -> str:
    """The language wanted; else English; else the first in which anything is said."""
    return next(each for each in (wanted, "en", *words) if words.get(each, {}).get("text"))


def written(step: Step, language: str, values: Mapping[str, str], discreet: bool) -> Words:
    """The letter of a step: see filled()."""
    return filled(by_letter(step), step.title, language, values, discreet, kind_of(step))


def filled(
    said_in: Said, title: str, language: str, values: Mapping[str, str], discreet: bool, kind: str = STEP
) -> Words:
    """Subject (else `title`), plain text and HTML, in a language of spoken_in(); with the ways that every letter has.

    `discreet`: neither subject nor first line names film or cause (extra care). A story is named, not told: see story_slot.
    """
    said = said_in[language]
    subject, text = said.get("subject", "") or title, fields.clean(said["text"])
    text, story = story_slot.place(text, language, values)
    if story is not None:
        values = {**values, fields.STORY: fields.SLOT}
    if discreet:
        asks = kind == CONFIRM
        subject = _("A question for you alone") if asks else _("The letter you asked for")
        first = _("This is for you alone.") if asks else _("You asked to hear from us. This is for you alone.")
        text = f"{first}\n\n{text}"
    text = own_lines.with_foot(own_lines.with_asked(text, values, kind), kind)
    subject = fields.as_line(subject, values)
    words = Words(
        subject=subject, text=fields.as_text(text, values), html=page(subject, fields.as_html(text, values), language)
    )
    if story is not None:
        words["story"] = story
    return words

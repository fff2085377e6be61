"""What letters to hosts say: the house's own words, or those that somebody of the team has written in their place."""

import json
from collections.abc import Mapping

from tracker.errors import NotThere, Refusal
from tracker.letters.letter import Words
from tracker.mail import words as fields
from tracker.mail.page import page
from tracker.records import dataclass
from tracker.team import settings
from tracker.words import LANGUAGES, Lazy, _, lazy, speaking

SETTING = "host_words"
# Fields that mean something here.
FIELDS = ("call", "film", "where", "when", "day", "organisation", "page")


@dataclass(frozen=True, slots=True)
class Said:
    """Subject and text, with fields in braces."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A letter to hosts: what it is called, when it goes, and the house's own words for it."""

    name: str
    goes: Lazy
    subject: Lazy
    text: Lazy


class WordsMissing(Refusal):
    sentence = lazy("Write both subject and text, or leave both empty for the words of the house.")
    field = "text"


class FieldForeign(Refusal):
    sentence = lazy("There is no field {%(name)s} in letters to hosts. These exist: %(known)s.")
    field = "text"


KINDS = {kind.name: kind for kind in (
    Kind(
        "link", lazy("When somebody of the team sends a host their link"), lazy("Your page for the film screening"),
        lazy(
            "Hello {call},\n\n"
            "thank you for opening the door to {film}: {when}, {where}.\n\n"
            "Your page has what to print, what to do and when, and the number of those who sign up. It needs no password: "
            "whoever has its address can open it, so keep it to those who help you that evening.\n\n"
            "Open your page: {page}\n\n"
            "Questions? Answer this letter.\n\n{organisation}"
        ),
    ),
    Kind(
        "week", lazy("A week before"), lazy("Your film screening: what to print"),
        lazy(
            "Hello {call},\n\n"
            "your film screening comes closer: {film}, {when}, {where}.\n\n"
            "Now is a good time to print the posters and the seat cards, and to try the code on them with your own phone. "
            "All of it is on your page.\n\n"
            "Open your page: {page}\n\n"
            "Questions? Answer this letter.\n\n{organisation}"
        ),
    ),
    Kind(
        "eve", lazy("The day before"), lazy("Tomorrow: your list for the evening"),
        lazy(
            "Hello {call},\n\n"
            "tomorrow is the day: {film}, {when}, {where}.\n\n"
            "Response cards lie on the seats before the doors open. The card with the code is shown when the film ends, and "
            "again when the lights come up: at least 30 seconds, before anybody talks. Your page has the whole list to tick "
            "off.\n\n"
            "Open your page: {page}\n\n{organisation}"
        ),
    ),
    Kind(
        "after", lazy("The morning after"), lazy("Thank you for last night"),
        lazy(
            "Hello {call},\n\n"
            "thank you for showing {film}.\n\n"
            "Two things are left, and they take two minutes: how many were in the room, and the paper sheets, if there were "
            "any. Both are on your page. And thank the house from us.\n\n"
            "Open your page: {page}\n\n{organisation}"
        ),
    ),
    Kind(
        "paper", lazy("Six days after, while a paper sheet is not typed up or not destroyed"), lazy("The paper from your film screening"),
        lazy(
            "Hello {call},\n\n"
            "one thing is left from {day}: a paper sheet that is not typed up yet, or not destroyed. Names stand on it, so it "
            "should not lie about any longer.\n\n"
            "Type up what is missing, tear the paper up small, and tick it off on your page. If you no longer have it, tell us.\n\n"
            "Open your page: {page}\n\n{organisation}"
        ),
    ),
)}  # fmt: skip


def kind_named(name: str) -> Kind:
    """Raises NotThere."""
    if name not in KINDS:
        raise NotThere
    return KINDS[name]


def said(kind: Kind, language: str) -> Said:
    """As it goes now, in a language of the house."""
    return own(kind, language) or houses(kind, language)


def own(kind: Kind, language: str) -> Said | None:
    """What the team has written in the place of the house's words."""
    held = _held().get(kind.name, {}).get(language)
    return Said(held["subject"], held["text"]) if held else None


def houses(kind: Kind, language: str) -> Said:
    """The house's own words."""
    with speaking(language):
        return Said(str(kind.subject), str(kind.text))


def put(kind: Kind, language: str, wanted: Said) -> None:
    """The team's words from now on; both empty, or as they are anyway: the house's. In a transaction.

    Raises NotThere, WordsMissing and FieldForeign.
    """
    if language not in LANGUAGES:
        raise NotThere
    if bool(wanted.subject) != bool(wanted.text):
        raise WordsMissing
    for name in fields.names(f"{wanted.subject} {wanted.text}"):
        if name not in FIELDS:
            raise FieldForeign(name=name[:40], known=" ".join(f"{{{known}}}" for known in FIELDS))
    held = _held()
    theirs = held.setdefault(kind.name, {})
    theirs.pop(language, None)
    if wanted.text and wanted != houses(kind, language):
        theirs[language] = {"subject": wanted.subject, "text": wanted.text}
    settings.put(SETTING, json.dumps(held, ensure_ascii=False, separators=(",", ":")))


def filled(kind: Kind, language: str, values: Mapping[str, str]) -> Words:
    """The letter, with the two lines that each has: the way to the page, where the words have none, and the way out."""
    told = said(kind, language)
    with speaking(language):
        text = told.text.rstrip("\n")
        if not fields.uses(text, "page"):
            text += "\n\n" + _("Your page:") + " {page}"
        text += "\n\n" + _("You get this because you are its host. At the end of your page you can stop such letters.")
        subject = fields.as_line(told.subject, values)
        return {
            "subject": subject,
            "text": fields.as_text(text, values),
            "html": page(subject, fields.as_html(text, values), language),
        }


def _held() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = json.loads(settings.get(SETTING) or "{}")
    return found

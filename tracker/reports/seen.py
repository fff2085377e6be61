"""All that a reader of a report sees, in words of one language: for the page and for paper."""

from tracker import times
from tracker.appeals.story_shown import Told as Story
from tracker.records import dataclass
from tracker.reports import pictured, telling
from tracker.reports.document import Document
from tracker.reports.pictured import Pictured
from tracker.reports.published import Read
from tracker.reports.telling import Came, Change, Run
from tracker.words import _, speaking


@dataclass(frozen=True, slots=True)
class Seen:
    """The whole report."""

    language: str
    organisation: str
    # What a file of it is called by.
    named: tuple[str, ...]
    title: str
    subtitle: str
    sentence: list[Run]
    pictures: Pictured
    came: list[Came]
    learned: list[str]
    stories: list[Story]
    changes: list[Change]
    compared: str
    legend: list[tuple[str, str]]
    notes: list[str]
    # No number of people is told: the sentence says so, and no chart stands below it.
    empty: bool
    # That it is a draft, in words, for what is taken along; "" once it is published.
    draft: str = ""


def seen(read: Read, language: str) -> Seen:
    """`language`: one of the report's."""
    with speaking(language):
        return _seen(read, language)


def _seen(read: Read, language: str) -> Seen:
    of = read.document
    words = read.learned.get(language, "")
    return Seen(
        language=language, organisation=of.organisation, named=telling.named(of), title=telling.title(of), subtitle=telling.subtitle(of),
        sentence=telling.sentence(of), pictures=pictured.pictured(of), came=telling.came_of_it(of),
        learned=[part for part in words.split("\n\n") if part], stories=read.stories(language),
        changes=telling.changes(of), compared=compared(of), legend=telling.legend(of), notes=telling.notes(of),
        empty=telling.is_empty(of),
        draft="" if read.published_at else _("Draft: not published, for the team alone."),
    )  # fmt: skip


def compared(of: Document) -> str:
    """Since when, in words."""
    if of.last is None:
        return ""
    day = times.day_words(of.last.day, with_year=True)
    return _("Compared with report %(number)s, figures of %(day)s", number=of.last.number, day=day)

"""A report as a page: the same for whoever drafts it, for the team, and for whoever it is published to. It shows and asks nothing."""

from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from tracker import times
from tracker.appeals.story_shown import Told as Story
from tracker.charts.told import Told
from tracker.reports import pictured, telling
from tracker.reports.document import Document
from tracker.reports.pictured import Pictured
from tracker.reports.published import Read
from tracker.reports.telling import Came, Change, Run
from tracker.words import _, speaking


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the list of places."""

    words: str
    value: Told


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the page shows, in words of one language."""

    title: str
    subtitle: str
    sentence: list[Run]
    pictures: Pictured
    came: list[Came]
    learned: list[str]
    stories: list[Story]
    changes: list[Change]
    compared: str
    places: list[Place]
    legend: list[tuple[str, str]]
    notes: list[str]


def seen(read: Read, language: str) -> Seen:
    """`language`: one of the report's; it has to be in force."""
    of = read.document
    words = read.learned.get(language, "")
    return Seen(
        telling.title(of), telling.subtitle(of), telling.sentence(of), pictured.pictured(of), telling.came_of_it(of),
        [part for part in words.split("\n\n") if part], read.stories(language), telling.changes(of), compared(of),
        _places(of), telling.legend(of), telling.notes(of),
    )  # fmt: skip


def part(read: Read, language: str) -> Markup:
    """Its sections, in this language whatever the page around them speaks."""
    with speaking(language):
        return Markup(render_template("parts/report.html", seen=seen(read, language)))  # noqa: S704  our own template


def head(read: Read, language: str) -> tuple[str, str]:
    """Title and the line below it."""
    with speaking(language):
        return telling.title(read.document), telling.subtitle(read.document)


def compared(of: Document) -> str:
    """Since when, in words."""
    if of.last is None:
        return ""
    return _("Compared with report %(number)s, figures of %(day)s", number=of.last.number, day=times.day_words(of.last.day, with_year=True))  # fmt: skip


def _places(of: Document) -> list[Place]:
    return []

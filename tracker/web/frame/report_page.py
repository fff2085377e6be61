"""A report as a page: the same for whoever drafts it, for the team, and for whoever it is published to. It shows and asks nothing."""

from flask import render_template
from markupsafe import Markup

from tracker.paper.printed import Printed
from tracker.reports import on_paper, telling
from tracker.reports.published import Read
from tracker.reports.seen import seen
from tracker.reports.workbook import workbook as made
from tracker.words import speaking


def part(read: Read, language: str) -> Markup:
    """Its sections, in this language whatever the page around them speaks."""
    with speaking(language):
        return Markup(render_template("parts/report.html", seen=seen(read, language)))  # noqa: S704  our own template


def head(read: Read, language: str) -> tuple[str, str]:
    """Title and the line below it."""
    with speaking(language):
        return telling.title(read.document), telling.subtitle(read.document)


def pdf(read: Read, language: str, paper: str) -> Printed:
    """`paper`: "a4" or "letter"."""
    return on_paper.pdf(seen(read, language), paper)


def workbook(read: Read, language: str) -> Printed:
    """Its numbers."""
    with speaking(language):
        return made(read.document, read.learned.get(language, ""), draft=read.published_at is None)

"""A report on paper: a tagged PDF with the charts of the page, drawn from the same numbers."""

from dataclasses import asdict
from typing import Any

from tracker.charts.picture import Picture
from tracker.paper import names, press
from tracker.paper.card import PAPERS
from tracker.paper.printed import PDF, Printed
from tracker.reports.seen import Seen
from tracker.words import _, speaking


def pdf(seen: Seen, paper: str) -> Printed:
    """One page where it fits, else as many as it takes."""
    return Printed(f"{names.file_name(*seen.named)}.pdf", PDF, press.pdf("report", data(seen, paper)))


def data(seen: Seen, paper: str) -> dict[str, Any]:
    """As the template reads it."""
    if paper not in PAPERS:
        raise ValueError(f"no paper is called {paper!r}")
    with speaking(seen.language):
        return {
            "paper": "us-letter" if paper == "letter" else "a4", "draft": seen.draft, "organisation": seen.organisation, "film": seen.title,
            "title": f"{seen.title}: {seen.subtitle}", "subtitle": seen.subtitle, "logo": [],
            "said": [{"language": seen.language}], "sentence": [asdict(run) for run in seen.sentence],
            "charts": {name: _drawn(picture) for name, picture in charts_of(seen).items()},
            "came": [asdict(each) for each in seen.came], "learned": seen.learned,
            "stories": [{"title": each.title, "paragraphs": each.paragraphs, "credit": each.credit} for each in seen.stories],
            "changes": [asdict(each) for each in seen.changes], "compared": seen.compared,
            "legend": seen.legend, "notes": seen.notes, "words": _words(),
        }  # fmt: skip


def charts_of(seen: Seen) -> dict[str, Picture]:
    """The charts by name, without those that there are none of."""
    if seen.empty:
        return {}
    charts = seen.pictures
    found = {name: getattr(charts, name) for name in type(charts).__slots__}
    return {name: each for name, each in found.items() if each is not None and not each.empty}


def _drawn(picture: Picture) -> dict[str, Any]:
    """Geometry and words; the table behind it is for pages."""
    return {name: value for name, value in asdict(picture).items() if name != "table"} | {"kind": picture.kind}


def _words() -> dict[str, str]:
    """Headings."""
    return {
        "sentence": _("In one sentence"), "funnel": _("From the room to an outcome"), "time": _("Over time"),
        "places": _("Where they are"), "came": _("What came of it"), "learned": _("What we learned"), "story": _("A story"),
        "since": _("Since the last report"), "counted": _("What is counted"), "figure": _("Figure"), "then": _("Then"),
        "now": _("Now"), "nothing": _("Nothing is written down yet, or too little to be told."),
        "difference": _("Difference"),
    }  # fmt: skip

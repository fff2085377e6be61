"""Where the public pages lead: what's on, the film, hosting, the privacy notice."""

from flask import request

from tracker.screenings import running
from tracker.words import _, language


def told() -> dict[str, object]:
    """For templates, which ask for it when they need it: the page that says that the database is away does not."""
    return {"navigation": ways}


def ways() -> list[tuple[str, str, bool]]:
    """Addresses, words, and whether it is here."""
    films = running.films()
    leads = [("/", _("What’s on"))]
    if films:
        leads.append((f"/film/{films[0][0]}", _("The film")) if len(films) == 1 else ("/film/", _("Films")))
    leads += [("/host/", _("Host a screening")), ("/privacy", _("Privacy"))]
    return [(f"{path}?lang={language()}", words, path == request.path) for path, words in leads]

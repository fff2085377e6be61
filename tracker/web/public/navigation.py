"""Where the public pages lead: what's on, the film, hosting, the privacy notice."""

from flask import request

from tracker.screenings import running
from tracker.words import _, language


def told() -> dict[str, object]:
    """For templates: addresses, words, and which of them is here."""
    films = running.films()
    ways = [("/", _("What’s on"))]
    if films:
        ways.append((f"/film/{films[0][0]}", _("The film")) if len(films) == 1 else ("/film/", _("Films")))
    ways += [("/host/", _("Host a screening")), ("/privacy", _("Privacy"))]
    return {"navigation": [(f"{path}?lang={language()}", words, path == request.path) for path, words in ways]}

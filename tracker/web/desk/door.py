"""The front door of the desk: nests its pages and guards them at once."""

from flask import Flask, request

from tracker.words import lazy

# Where the menu leads, and what it says.
MENU = (
    ("/desk/", lazy("Today")),
    ("/desk/screenings/", lazy("Screenings")),
    ("/desk/allies/", lazy("Allies")),
    ("/desk/campaigns/", lazy("Campaigns")),
    ("/desk/more", lazy("More")),
)


def open_door(app: Flask) -> None:
    """Hang up the desk's pages."""
    app.jinja_env.globals.update(desk_menu=menu, desk_who=who)


def menu() -> list[dict[str, object]]:
    """The entries, with the one that the page belongs to marked."""
    here = max((url for url, _ in MENU if request.path.startswith(url)), key=len, default="")
    return [{"url": url, "label": str(label), "here": url == here} for url, label in MENU]


def who() -> str:
    """What to call who is signed in."""
    return ""

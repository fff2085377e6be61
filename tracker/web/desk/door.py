"""The front door of the desk: nests its pages."""

from flask import Blueprint, Flask, request

from tracker.web.desk import import_columns, import_preview, imports, team
from tracker.web.frame import access
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
    """Hang up the desk's pages; the guard is in web.frame.access, and each page says for whom it is."""
    door = Blueprint("desk", __name__, url_prefix="/desk")
    for page in (imports, import_columns, import_preview, team):
        door.register_blueprint(page.bp)
    app.register_blueprint(door)
    app.jinja_env.globals.update(desk_menu=menu, desk_who=access.who)


def menu() -> list[dict[str, object]]:
    """The entries, with the one that the page belongs to marked."""
    here = max((url for url, _ in MENU if request.path.startswith(url)), key=len, default="")
    return [{"url": url, "label": str(label), "here": url == here} for url, label in MENU]


"""Keys of the desk: one list, from which the pages that have them, their script and the list on `?` are made.

A template says `{{ key('next') }}` on what is pressed or takes the focus; static/desk/*.js ask the list by the same names for
what is no button. The list itself stands on every page in a dialog, and at /desk/keys/ for who has no script.
"""

from flask import Blueprint, render_template, request
from markupsafe import Markup

from tracker.records import dataclass
from tracker.web.frame import access
from tracker.web.frame.access import CALLING, for_roles
from tracker.words import Lazy, lazy

bp = for_roles(*CALLING)(Blueprint("keys", __name__, url_prefix="/keys"))


@dataclass(frozen=True, slots=True)
class Key:
    """`key`: as browsers call it; `shown`: as keyboards do; `does`: the name by which a script asks for it."""

    does: str
    key: str
    words: Lazy
    shown: str = ""


HELP = Key("help", "?", lazy("open or close this list"))
OUT = Key("out", "Escape", lazy("out of a field; off a card, back to Today"), "Esc")
FIND = Key("find", "/", lazy("look for a place, a film, an ally"))
EVERYWHERE = (HELP,)
TODAY = (
    Key("next", "n", lazy("take the next one")),
    Key("below", "j", lazy("the row below")),
    Key("above", "k", lazy("the row above")),
    Key("row", "c", lazy("claim or open the row")),
    Key("undo", "u", lazy("undo the outcome just written down")),
    Key("look", "/", lazy("look for somebody who called back")),
)
CARD = (Key("outcome", "1", lazy("how it went, as on the buttons"), "1 – 0"), OUT)
CALLED_BACK = (Key("look", "/", lazy("look for somebody who called back")), OUT)
# By the endpoint of the page.
PAGES: dict[str, tuple[Lazy, tuple[Key, ...]]] = {
    "desk.today.index": (lazy("On Today"), TODAY),
    "desk.follow_ups.card": (lazy("On the card of a call"), CARD),
    "desk.call_back.look": (lazy("When somebody has called back"), CALLED_BACK),
}


@bp.get("/")
def show() -> str:
    """All of them, without a script. What looks for anything is listed for whoever it opens to; a page with its own means that."""
    everywhere = (FIND, *EVERYWHERE) if access.opens("/desk/find/") else EVERYWHERE
    return render_template("desk/keys.html", pages=[*PAGES.values(), (lazy("On every page"), everywhere)])


def of_page() -> list[Key]:
    """Those of the page that is asked for."""
    _name, own = PAGES.get(request.endpoint or "", (HELP.words, ()))
    return [*own, *EVERYWHERE]


def attributes(does: str) -> Markup:
    """What is pressed by a key says so to the script, and to screen readers."""
    found = next(each for each in (*TODAY, *CARD, *CALLED_BACK, *EVERYWHERE) if each.does == does)
    return Markup(' data-key="{0}" aria-keyshortcuts="{0}"').format(found.key)

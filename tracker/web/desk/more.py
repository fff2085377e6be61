"""More: where everything is that has no place in the menu."""

from flask import Blueprint, current_app, render_template

from tracker.web.frame.access import TEAM, for_roles
from tracker.words import Lazy, lazy

bp = for_roles(*TEAM)(Blueprint("more", __name__))

# Address, name, what it is for. Shown once the house has the page.
LINKS: tuple[tuple[str, Lazy, Lazy], ...] = (
    ("/desk/films/", lazy("Films"), lazy("Titles, years, where to watch")),
    ("/desk/venues/", lazy("Venues"), lazy("Places, each with its own clock")),
    ("/desk/imports/", lazy("Imports"), lazy("Lists of film screenings, and how to take them back")),
    ("/desk/outcomes/", lazy("Outcomes from elsewhere"), lazy("Gifts and signatures that another system holds")),
    ("/desk/outbox/", lazy("Outbox"), lazy("Letters that wait, left, or failed")),
    ("/desk/replies/", lazy("Messages without an ally"), lazy("What came in by mail and nobody has yet")),
    ("/desk/write/", lazy("Letters to many"), lazy("One letter to a selection of allies")),
    (
        "/desk/notices/",
        lazy("Changes to tell"),
        lazy("Film screenings that moved or were cancelled, and who should know"),
    ),
    ("/desk/playbook/", lazy("Playbook"), lazy("What a signup earns, and when")),
    (
        "/desk/hand-over/",
        lazy("Handing over"),
        lazy("When somebody leaves: their follow-ups, and whose contacts they have seen"),
    ),
    ("/desk/ladder/", lazy("Ladder"), lazy("How far allies have come, and what counts as a step")),
    ("/desk/team/", lazy("Team"), lazy("Who works here, and what each may do")),
    ("/desk/settings/", lazy("Settings of the house"), lazy("Name, addresses, how fast letters leave")),
    ("/account/", lazy("Your account"), lazy("Name, language, second factor")),
)


@bp.get("/more")
def index() -> str:
    """Links to pages that exist."""
    known = {rule.rule for rule in current_app.url_map.iter_rules()}
    return render_template("desk/more.html", links=[link for link in LINKS if {link[0], link[0].rstrip("/")} & known])

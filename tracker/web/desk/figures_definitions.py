"""What each figure counts, of what, and with which exceptions: as tracker/reports says it, and every legend with it."""

from flask import Blueprint, render_template

from tracker.reports.definitions import BESIDE, FUNNEL, RATES, RULES
from tracker.web.frame.access import CALLING, for_roles
from tracker.words import lazy

bp = for_roles(*CALLING)(Blueprint("figures_definitions", __name__, url_prefix="/figures"))

# Of each part of the page: its name, what is said first, what stands in it.
PARTS = (
    (
        lazy("From the room to an outcome"),
        lazy("Each step is a number of people, except the room and the signups. Beside it stands what it is a share of."),
        FUNNEL,
    ),
    (
        lazy("Shares"),
        lazy("Each with both of its numbers: half of four is not half of four thousand."),
        RATES,
    ),
    (lazy("Beside them"), None, BESIDE),
)  # fmt: skip


@bp.get("/definitions")
def index() -> str:
    """Each figure has an address of its own: #reached."""
    return render_template("desk/figures_definitions.html", parts=PARTS, rules=RULES)

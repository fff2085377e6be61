"""The list of allies: by alias, never with a contact; beside one's own, what to call them, which is traced."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.appeals import interest
from tracker.finding import allies, narrowing
from tracker.finding.allies import Filters
from tracker.followups import ladder
from tracker.store.rows import is_id
from tracker.usecases.look_at_ally import look_through_allies
from tracker.web.desk.at_work import mark_of, place_of, worker
from tracker.web.frame.access import ORGANIZING, for_roles, shows_contacts, without_names
from tracker.words import Lazy, lazy

bp = for_roles(*ORGANIZING)(Blueprint("allies", __name__))

CONSENTED: dict[str, Lazy] = {
    "email": lazy("Yes to letters"), "phone": lazy("Yes to calls"), "no": lazy("Said no"),
}  # fmt: skip
WHERES: dict[str, Lazy] = {
    "screening": lazy("At a film screening"), "streaming": lazy("At home"), "unplaced": lazy("Not said yet where"),
}  # fmt: skip


@bp.get("/allies/")
@shows_contacts
@without_names
def index() -> str:
    """Who acted last comes first."""
    who, filters = worker(), asked_for()
    page = look_through_allies(filters, who, place_of(request.args.get("after", "")))
    kept = {name: value for name, value in request.args.items() if name in NAMES and value}
    return render_template(
        "desk/allies.html", page=page, filters=filters, next=mark_of(page.next), kept=kept, consented=CONSENTED, wheres=WHERES,
        how_many=allies.how_many(filters, who), campaigns=narrowing.campaigns(who), interests=interest.offered(),
        rungs=ladder.rungs()[::-1],
        screening=narrowing.screening(filters.screening_id, who) if filters.screening_id else None,
    )  # fmt: skip


@bp.get("/screenings/<screening_id>/signups")
def of_screening(screening_id: str) -> ResponseReturnValue:
    """Who signed up at one screening: the list, narrowed to it. Raises NotThere."""
    narrowing.screening(screening_id, worker())
    return redirect(url_for("desk.allies.index", screening=screening_id), 303)


# The filters, as an address names them.
NAMES = ("campaign", "screening", "interest", "rung", "consent", "where")


def asked_for() -> Filters:
    """What the address asks for; what cannot be an id narrows to nothing."""
    ids = {}
    for name in ("campaign", "screening", "interest", "rung"):
        value = request.args.get(name, "")
        ids[f"{name}_id"] = value if not value or is_id(value) else "-"
    consent = request.args.get("consent", "")
    where = request.args.get("where", "")
    return Filters(
        **ids, consent=next((each for each in allies.CONSENTED if each == consent), ""),
        where=next((each for each in allies.WHERES if each == where), ""),
    )  # fmt: skip

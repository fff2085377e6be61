"""The list of allies: by alias, never with a contact; beside one's own, what to call them, which is traced."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.finding import filters, narrowing, saved_filter
from tracker.usecases.look_at_ally import look_through_allies
from tracker.web.desk import allies_form
from tracker.web.desk.at_work import mark_of, place_of, worker
from tracker.web.frame.access import ORGANIZING, for_roles, me, shows_contacts, without_names

bp = for_roles(*ORGANIZING)(Blueprint("allies", __name__))


@bp.get("/allies/")
@shows_contacts
@without_names
def index() -> str:
    """Who acted last comes first."""
    who, wanted = worker(), filters.read(request.args)
    page = look_through_allies(wanted, who, place_of(request.args.get("after", "")))
    saved = saved_filter.seen_by(me().id) if page.saved else []
    return render_template(
        "desk/allies.html", page=page, filters=wanted, kept=wanted.said(), next=mark_of(page.next),
        choices=[each for each in allies_form.choices(wanted, who) if each.first], first=allies_form.FIRST,
        also=allies_form.words(wanted, who, but=(*allies_form.FIRST, "screening")), saved=saved,
        screening=narrowing.screening(wanted.screening, who) if wanted.screening else None,
    )  # fmt: skip


@bp.get("/allies/filters")
def narrow() -> str:
    """Everything that the list can be narrowed by."""
    who, wanted = worker(), filters.read(request.args)
    return render_template(
        "desk/allies_filters.html",
        filters=wanted,
        kept=wanted.said(),
        choices=allies_form.choices(wanted, who, every=True),
    )


@bp.get("/screenings/<screening_id>/signups")
def of_screening(screening_id: str) -> ResponseReturnValue:
    """Who signed up at one screening: the list, narrowed to it. Raises NotThere."""
    narrowing.screening(screening_id, worker())
    return redirect(url_for("desk.allies.index", screening=screening_id), 303)

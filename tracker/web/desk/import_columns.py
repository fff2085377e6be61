"""Step 1 of an import: which column means what, and what fills in what the file lacks."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.errors import Refusal
from tracker.files.tables import Table
from tracker.imports import listing, memory
from tracker.imports.columns import guess_columns, samples
from tracker.imports.import_ import Import, State
from tracker.imports.look import table_of
from tracker.screenings import campaigns as known_campaigns
from tracker.screenings import films, who_works
from tracker.screenings.names import title_key
from tracker.usecases.map_import import map_import
from tracker.web.desk.import_fields import OTHER, Choosing, first_values, form_for, listed, zone_choices
from tracker.web.desk.imports import one_of_mine
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns
from tracker.web.frame.refusing import beside
from tracker.words import _

bp = for_roles(*ORGANIZING)(Blueprint("import_columns", __name__, url_prefix="/imports"))


@bp.get("/<import_id>/columns")
def ask(import_id: str) -> ResponseReturnValue:
    found = one_of_mine(import_id)
    if found.state in (State.WRITTEN, State.UNDONE):
        return redirect(url_for("desk.import_preview.show", import_id=import_id), 303)
    sheet = request.args.get("sheet", (found.choices or {}).get("sheet", ""))
    table = table_of(found, sheet)
    guesses = guess_columns(table)
    kept = found.choices or memory.kept_choices(found.kind, found.signature)
    campaigns, mine = _campaigns(), found.campaign_id
    first = mine or next(iter(campaigns), "")
    follows = found.list_id if found.list_id != found.id else None
    begins: dict[str, Any] = {"campaign": first, "follows": follows or listing.latest_of(found.signature, first) or ""}
    if table.kind == "ics" and not kept:
        begins["film"] = _film_in(table, first)
    form = form_for(table)(formdata=None, data=first_values(guesses, kept, begins))
    titles = _offer(form)
    if form.film.data not in ("", OTHER, *titles):
        form.film.data = ""
    return _page(found, form, table, 200, [guess.reason for guess in guesses] if not kept else None)


@bp.post("/<import_id>/columns")
def tell(import_id: str) -> ResponseReturnValue:
    """Decide every row's fate under these choices, and show it."""
    found = one_of_mine(import_id)
    sheet = request.form.get("sheet", "")
    table = table_of(found, sheet)
    form = form_for(table)()
    titles = _offer(form)
    if not form.fits(table) or not _list_fits(form):
        return _page(found, form, table, 422)
    try:
        map_import(import_id, form.campaign.data, form.follows.data or None, form.chosen(table, titles, table.sheet))
    except Refusal as refusal:
        status = beside(form, refusal)
        return _page(found, form, table, status)
    return redirect(url_for("desk.import_preview.show", import_id=import_id), 303)


def _film_in(table: Table, campaign_id: str) -> str:
    """The campaign's film, if the titles of a calendar speak of it: "Beyond Utopia with talkback". Else "", as they say."""
    if not campaign_id:
        return ""
    film = films.by_id(known_campaigns.by_id(campaign_id).film_id)
    wanted, titles = title_key(film.title), [title_key(row.cells[0]) for row in table.rows if row.why is None]
    return film.id if titles and all(f" {wanted} " in f" {title} " for title in titles) else ""


def _campaigns() -> dict[str, str]:
    names, mine = who_works.campaign_names(), my_campaigns()
    return {id_: name for id_, name in names.items() if mine is None or id_ in mine}


def _offer(form: Choosing) -> dict[str, str]:
    """Fill the lists; gives the films' titles by id."""
    campaigns = _campaigns()
    form.campaign.choices = listed(campaigns.items())
    lists = listing.lists(my_campaigns())
    follows = [("", _("a list of its own"))]
    for one in lists:
        where = campaigns.get(str(one.campaign_id), "")
        words = _("a newer version of %(name)s, in %(campaign)s", name=one.file_name or _("a file"), campaign=where)
        follows.append((str(one.list_id), words))
    films = listing.films()
    named = [(id_, f"{title} ({year})" if year else title) for id_, title, year in films]
    form.follows.choices = listed(follows)
    form.film.choices = listed([("", _("as its column says")), *named, (OTHER, _("another, for every row"))])
    form.zone.choices = zone_choices()
    return {id_: title for id_, title, _year in films}


def _list_fits(form: Choosing) -> bool:
    """A newer version of a list belongs where the list is."""
    homes = {str(one.list_id): one.campaign_id for one in listing.lists(my_campaigns())}
    if form.follows.data and homes.get(form.follows.data) != form.campaign.data:
        form.follows.errors = [_("That list is in another campaign.")]
        return False
    return True


def _page(
    found: Import, form: Choosing, table: Table, status: int, reasons: list[Any] | None = None
) -> ResponseReturnValue:
    page = render_template(
        "desk/import_columns.html", found=found, form=form, table=table, samples=samples(table), reasons=reasons,
        rows=len(table.rows), campaigns=len(form.campaign.choices),
    )  # fmt: skip
    return page, status

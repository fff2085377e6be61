"""Doubtful entries of tablets: when each came, where from, and why nobody could take it in. Nothing of what it says.

Before them the tablets that are unusual: whoever has the link of one can send what nobody wrote in a lobby.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.records import dataclass
from tracker.screenings import listing, log
from tracker.screenings.listing import Line
from tracker.signups import kiosk_entries, kiosk_pace, kiosks
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entries import PAGE, REASONS
from tracker.usecases.see_to_kiosk_entry import put_shut_entries_aside
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.words import _n

bp = for_roles(*COORDINATING)(Blueprint("kiosk_entries", __name__, url_prefix="/kiosk-entries"))


@dataclass(frozen=True, slots=True)
class Unusual:
    """One of these tablets, and how much of it waits that is odd."""

    kiosk: Kiosk
    line: Line
    odd: int


@bp.get("/")
def index() -> str:
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found = kiosk_entries.doubtful(page)
    where = {each.kiosk_id: kiosks.by_id(each.kiosk_id).screening_id for each in found[:PAGE]}
    lines = {screening_id: listing.line_of(log.by_id(screening_id)) for screening_id in set(where.values())}
    return render_template(
        "desk/kiosk_entries.html", entries=found[:PAGE], where={each: lines[at] for each, at in where.items()}, reasons=REASONS,
        page=page, more=len(found) > PAGE, unusual=_unusual() if page == 1 else [],
    )  # fmt: skip


@bp.post("/of/<kiosk_id>/aside")
def shut_aside(kiosk_id: str) -> ResponseReturnValue:
    """All of one tablet that nobody can open; twice is harmless."""
    done = put_shut_entries_aside(kiosk_id, me().id)
    flash(_n("%(n)s entry was put aside.", "%(n)s entries were put aside.", done))
    return redirect(url_for("desk.kiosk.show", kiosk_id=kiosk_id), 303)


@bp.get("/of/<kiosk_id>/aside")
def to_kiosk(kiosk_id: str) -> ResponseReturnValue:
    """The button stands on the page of the tablet."""
    return redirect(url_for("desk.kiosk.show", kiosk_id=kiosks.by_id(kiosk_id).id), 303)


def _unusual() -> list[Unusual]:
    found = [(kiosks.by_id(kiosk_id), odd) for kiosk_id, odd in kiosk_pace.unusual().items()]
    return [Unusual(kiosk, listing.line_of(log.by_id(kiosk.screening_id)), odd) for kiosk, odd in found]

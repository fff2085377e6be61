"""Doubtful entries of tablets: when each came, where from, and why nobody could take it in. Nothing of what it says."""

from flask import Blueprint, render_template, request

from tracker.screenings import listing, log
from tracker.signups import kiosk_entries, kiosks
from tracker.signups.kiosk_entries import PAGE, REASONS
from tracker.web.frame.access import COORDINATING, for_roles

bp = for_roles(*COORDINATING)(Blueprint("kiosk_entries", __name__, url_prefix="/kiosk-entries"))


@bp.get("/")
def index() -> str:
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found = kiosk_entries.doubtful(page)
    where = {each.kiosk_id: kiosks.by_id(each.kiosk_id).screening_id for each in found[:PAGE]}
    lines = {screening_id: listing.line_of(log.by_id(screening_id)) for screening_id in set(where.values())}
    return render_template(
        "desk/kiosk_entries.html", entries=found[:PAGE], where={each: lines[at] for each, at in where.items()}, reasons=REASONS,
        page=page, more=len(found) > PAGE,
    )  # fmt: skip

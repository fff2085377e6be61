"""The list of film screenings: filters, fifty a page."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker import clock
from tracker.followups import counting as waiting
from tracker.letters import notices
from tracker.screenings import calendar, campaigns, films, heads, listing, terms
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import KINDS
from tracker.signups import counting
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns
from tracker.web.frame.fields import Day, Pick, Text
from tracker.words import Lazy, _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("screenings", __name__, url_prefix="/screenings"))

A_WEEK = timedelta(days=7)
# The filters, as an address names them.
NAMES = ("campaign", "kind", "status", "from", "to", "place")
PHASES: dict[str, Lazy] = {
    "announced": lazy("Announced"),
    "tonight": lazy("Tonight"),
    "over": lazy("Over"),
    "cancelled": lazy("Cancelled"),
}


class Filters(FlaskForm):
    """What to show. Read from the address: it changes nothing, so it carries no token."""

    class Meta:
        csrf = False

    campaign = Pick(lazy("Campaign"))
    kind = Pick(lazy("Kind"))
    status = Pick(lazy("Status"))
    since = Day(lazy("From"), name="from")
    until = Day(lazy("Until"), name="to")
    place = Text(lazy("Place"), 100)

    def offer(self, seen: list[Campaign]) -> None:
        """Fill the lists."""
        self.campaign.choices = [("", _("All campaigns")), *((each.id, each.name) for each in seen)]
        self.kind.choices = [("", _("Any kind")), *((kind, str(terms.KINDS[kind])) for kind in KINDS)]
        self.status.choices = [("", _("Any status")), *((phase, str(PHASES[phase])) for phase in calendar.PHASES)]

    def wanted(self, only: frozenset[str] | None) -> listing.Wanted:
        """As the room takes it."""
        return listing.Wanted(
            only=only, campaign_id=self.campaign.data or None, kind=self.kind.data or None,
            phase=self.status.data or None, since=self.since.data, until=self.until.data, place=self.place.data or "",
        )  # fmt: skip


@bp.get("/")
def index() -> ResponseReturnValue:
    """One page of the list; with nothing to list, the way to the first one."""
    only = my_campaigns()
    seen = campaigns.seen(only)
    if not seen:
        return render_template("desk/screenings_first.html", films=films.every_film())
    filters = Filters(request.args)
    filters.offer(seen)
    if not filters.validate():
        return render_template("desk/screenings.html", filters=filters, page=None, total=0, uncounted=0), 422
    wanted = filters.wanted(only)
    if not request.args and (since := _lately(wanted)):
        return redirect(f"{url_for('desk.screenings.index')}?from={since.isoformat()}", 303)
    page = listing.page(wanted, request.args.get("after"))
    ids = [line.screening.id for line in page.lines]
    total, uncounted = listing.how_many(wanted)
    several = len(seen) > 1 and not wanted.campaign_id
    return render_template(
        "desk/screenings.html", filters=filters, page=page, total=total, uncounted=uncounted,
        later=_address(after=page.after) if page.after else None,
        first=_address() if request.args.get("after") else None,
        filtered=any(request.args.get(name) for name in NAMES),
        heads=heads.latest_of(ids), signups=counting.counts_of(ids), waiting=waiting.waiting_of(ids),
        campaigns={each.id: each.name for each in seen} if several else {}, to_tell=notices.how_many_open(only),
    )  # fmt: skip


def _lately(wanted: listing.Wanted) -> date | None:
    """A long list opens a week ago, not years: from when, if anything is left then."""
    since = clock.now().date() - A_WEEK
    if not listing.are_there(wanted, listing.PAGE + 1):
        return None
    return since if listing.are_there(replace(wanted, since=since), 1) else None


def _address(after: str | None = None) -> str:
    """This list with its filters, at another place. Only names we know: url_for() has arguments of its own."""
    kept: dict[str, Any] = {name: request.args[name] for name in NAMES if request.args.get(name)}
    return url_for("desk.screenings.index", **kept, after=after)

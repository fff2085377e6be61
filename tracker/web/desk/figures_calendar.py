"""A calendar of film screenings: months as grids, each day with its film screenings and who signed up at them."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for

from tracker.charts.months import Evenings, months, weekdays
from tracker.charts.told import Told
from tracker.errors import NotThere
from tracker.reports import evenings
from tracker.screenings import calendar, campaigns
from tracker.team import settings
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns

bp = for_roles(*ORGANIZING)(Blueprint("figures_calendar", __name__, url_prefix="/figures"))


@bp.get("/calendar")
def show() -> str:
    """One year of the campaigns one works on, or of ?campaign=. Without ?year=: this one, or the last with any."""
    mine = my_campaigns()
    seen = campaigns.seen(mine)
    campaign_id = request.args.get("campaign", "")
    if campaign_id and campaign_id not in {each.id for each in seen}:
        raise NotThere
    only = {campaign_id} if campaign_id else mine
    years, today = evenings.years(only), calendar.today_at(settings.get("zone"))
    year = _year(years, today)
    found = evenings.by_day(only, date(year, 1, 1), date(year, 12, 31)) if years else {}
    drawn = months({day: Evenings(each.screenings, Told(each.signups)) for day, each in found.items()})

    def address(wanted: int) -> str:
        kept: dict[str, Any] = {"campaign": campaign_id} if campaign_id else {}
        return url_for("desk.figures_calendar.show", year=wanted, **kept)

    return render_template(
        "desk/figures_calendar.html", months=drawn, weekdays=weekdays(), campaigns=seen, campaign_id=campaign_id, today=today,
        year=year, years=years, address=address, screenings=sum(each.screenings for each in found.values()),
        signups=sum(each.signups for each in found.values()),
    )  # fmt: skip


def _year(years: list[int], today: date) -> int:
    """Raises NotThere for what is no year."""
    asked = request.args.get("year", "")
    if asked:
        if not asked.isdecimal() or len(asked) != 4 or not calendar.EARLIEST.year <= int(asked) <= calendar.LATEST.year:
            raise NotThere
        return int(asked)
    past = [each for each in years if each <= today.year]
    return max(past, default=min(years, default=today.year))

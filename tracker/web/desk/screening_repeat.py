"""A film screening is repeated on other days."""

from datetime import date, time

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.screenings import calendar, listing, log
from tracker.screenings.screening import Screening
from tracker.usecases import repeat_screening
from tracker.web.frame.access import ORGANIZING, for_roles, me, see_campaign
from tracker.web.frame.fields import Day, Hour, tried
from tracker.words import _n, lazy

bp = for_roles(*ORGANIZING)(Blueprint("screening_repeat", __name__, url_prefix="/screenings"))

# How many dates the form takes at once.
ROWS = 6
TIMES = ("time", "time_2", "time_3", "time_4", "time_5", "time_6")


class RepeatForm(FlaskForm):
    """Up to six days, each with its time."""

    day = Day(lazy("Day 1"), name="day_1")
    time = Hour(lazy("Time 1"), name="time_1")
    day_2 = Day(lazy("Day 2"))
    time_2 = Hour(lazy("Time 2"))
    day_3 = Day(lazy("Day 3"))
    time_3 = Hour(lazy("Time 3"))
    day_4 = Day(lazy("Day 4"))
    time_4 = Hour(lazy("Time 4"))
    day_5 = Day(lazy("Day 5"))
    time_5 = Hour(lazy("Time 5"))
    day_6 = Day(lazy("Day 6"))
    time_6 = Hour(lazy("Time 6"))


@bp.route("/<screening_id>/repeat", methods=["GET", "POST"])
def repeat(screening_id: str) -> ResponseReturnValue:
    """The days are asked for; each becomes a film screening with a code of its own."""
    screening = log.by_id(screening_id)
    see_campaign(screening.campaign_id)
    if screening.standing:
        raise log.NotForStanding
    form = RepeatForm(data=dict.fromkeys(TIMES, calendar.clock_time(screening)))
    if form.validate_on_submit() and _fit(form, screening.zone):
        made = tried(form, lambda: repeat_screening.repeat(screening_id, _dates(form), me().id))
        if made:
            flash(_n("%(n)s film screening logged, with a code of its own.",
                     "%(n)s film screenings logged, each with a code of its own.", len(made)))  # fmt: skip
            return redirect(_after(made, screening), 303)
        screening = log.by_id(screening_id)
    page = render_template("desk/screening_repeat.html", form=form, line=listing.line_of(screening), rows=_rows(form))
    return page, 422 if form.errors else 200


def _rows(form: RepeatForm) -> list[tuple[Day, Hour]]:
    fields = list(form)
    return [(fields[2 * n], fields[2 * n + 1]) for n in range(ROWS)]


def _fit(form: RepeatForm, zone: str) -> bool:
    """Whether each time exists on its day; the reason stands beside the one that does not."""
    for day, hour in _rows(form):
        try:
            if day.data:
                calendar.placed(day.data, hour.data, zone)
        except Refusal as refusal:
            (hour if refusal.field == "time" else day).errors = [str(refusal)]
    return not form.errors


def _dates(form: RepeatForm) -> list[tuple[date | None, time | None]]:
    """Rows with a day. Raises DayNeeded when there is none."""
    dates: list[tuple[date | None, time | None]] = [(day.data, hour.data) for day, hour in _rows(form) if day.data]
    if not dates:
        raise calendar.DayNeeded
    return dates


def _after(made: list[str], screening: Screening) -> str:
    if len(made) == 1:
        return url_for("desk.screening.show", screening_id=made[0])
    return url_for("desk.screenings.index", campaign=screening.campaign_id)

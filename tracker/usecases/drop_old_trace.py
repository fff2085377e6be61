"""What the team did long ago is forgotten: whole days of the trace, with an anchor from which the rest is verified."""

from datetime import date, timedelta

from tracker.store.transactions import one_at_a_time, transaction
from tracker.team import house_clock, rations, settings, trace, trace_anchor


def drop_old_trace() -> int:
    """Those days that are older than the administrator's setting; how many rows. Nothing is due: nothing is written."""
    with transaction():
        one_at_a_time("trace retention")
        rations.forget_old()
        day = first_kept()
        dropped = trace_anchor.drop_before(day, settings.get("zone"))
        if dropped:
            trace.note("trace dropped", None, detail=f"{dropped} rows, before {day}")
        return dropped


def first_kept() -> date:
    """The first day that is kept, by the clock of the desk."""
    today = house_clock.today()
    return today - timedelta(days=int(settings.get("trace_days")))

"""Somebody of the team gives a link to a published report out, and withdraws it; whoever has it comes and reads."""

from datetime import date

from tracker.reports import share_link
from tracker.reports.report import Report
from tracker.store.transactions import transaction
from tracker.team import house_clock, panic, trace


def share_report(report_id: str, whom: str, days: int, by_id: str | None) -> str:
    """The token of the new link; it is never shown again. `by_id`: None from the command line.

    Raises NobodyGetsMore, NotThere, ReportWithdrawn, EndsWhen and TooManyShareLinks.
    """
    with transaction():
        panic.refuse_more(by_id)
        token = share_link.give(report_id, whom, days, by_id)
        trace.note("report link made", by_id, "report", report_id)
    return token


def withdraw_share_link(link_id: str, by_id: str) -> bool:
    """It opens nothing from now on. False: it was withdrawn already. Raises NotThere."""
    with transaction():
        report_id = share_link.by_id(link_id).report_id
        if not share_link.withdraw(link_id, by_id):
            return False
        trace.note("report link withdrawn", by_id, "report", report_id)
        return True


def come_to_report(token: str) -> Report:
    """The page of a link was opened: that is counted, and no more. Raises ShareLinkClosed."""
    today: date = house_clock.today()
    with transaction():
        link, report = share_link.opened_by(token)
        share_link.opened(link.id, today)
    return report

"""From one hour to another: the fields with which a page about the trace is narrowed, kept in its address."""

from flask import request
from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.finding.hours import Hours, hours
from tracker.team import settings
from tracker.web.frame.fields import Day, Hour, refused
from tracker.words import lazy


class HoursForm(FlaskForm):
    """By the clock of the desk. Asking changes nothing but the trace, so no token is needed."""

    class Meta:
        csrf = False

    since_day = Day(lazy("From day"))
    since_time = Hour(lazy("From time"))
    until_day = Day(lazy("To day"))
    until_time = Hour(lazy("To time"))

    def between(self) -> Hours | None:
        """None: something needs another look, and says so."""
        if not self.validate():
            return None
        since, until = (self.since_day.data, self.since_time.data), (self.until_day.data, self.until_time.data)
        try:
            return hours(since, until, settings.get("zone"))
        except Refusal as refusal:
            refused(self, refusal)
            return None

    def kept(self) -> dict[str, str]:
        """What was asked, for the address of the next page."""
        return {name: request.args[name] for name in self._fields if request.args.get(name)}


def asked() -> HoursForm:
    """What the address asks for."""
    return HoursForm(formdata=request.args)

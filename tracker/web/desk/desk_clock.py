"""Moments as the desk's own clock shows them."""

from datetime import datetime, timedelta

from tracker import clock, times
from tracker.team import house_clock, settings

JUST_NOW = timedelta(minutes=1)


def when(at: datetime) -> str:
    """ "Mon 23 Oct, 7:00 pm", which breaks after the comma alone."""
    words = times.when_words(at, house_clock.day_of(at), settings.get("zone"))
    return words.replace(" ", "\u00a0").replace(",\u00a0", ", ")


def ago(at: datetime) -> bool:
    """Whether that was not just now, so that it may be told when."""
    return clock.now() - at > JUST_NOW

"""What every page of every face shares, put around the application in one place."""

from datetime import date, datetime

from flask import Flask
from flask_wtf import CSRFProtect

from tracker import times, words
from tracker.team import house_clock, settings
from tracker.web.frame import (
    broken,
    compiled,
    errors,
    floods,
    headers,
    limits,
    look,
    measures,
    proxies,
    rationing,
    request_log,
    speech,
    turnstile,
)

csrf = CSRFProtect()


def frame(app: Flask) -> None:
    """Put the frame around the application."""
    app.config["WTF_CSRF_TIME_LIMIT"] = 12 * 3600
    app.config["WTF_CSRF_SSL_STRICT"] = False  # Origin is looked at by SameSite and our own check; Referer is not sent
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(setting=settings.get, language_words=times.language_words)
    app.jinja_env.filters.update(
        when=lambda s: _whole(times.when_words(s.starts_at, s.day, s.zone)), hour=lambda s: times.hour_words(s.starts_at, s.zone),
        day=_day, time_left=times.clock_words,
        number=words.parted, percent=words.percent, titled=words.plain,
    )  # fmt: skip
    for part in (
        measures,
        request_log,
        turnstile,
        proxies,
        limits,
        speech,
        compiled,
        floods,
        headers,
        look,
        errors,
        broken,
        rationing,
    ):
        part.hang_up(app)
    csrf.init_app(app)


def _day(when: date, *given: bool) -> str:
    """A day; of a moment, its day by the clock of the house."""
    day = house_clock.day_of(when) if isinstance(when, datetime) else when
    return _whole(times.day_words(day, *given))


def _whole(day: str) -> str:
    """No line ends between a Korean day and its weekday: "28일(토)". The joiner takes no room."""
    return day.replace("일(", "일\u2060(")

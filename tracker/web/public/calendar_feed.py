"""`/calendar.ics`: what's on for a calendar program, with the same filters; and one film screening for whoever wants to go.

What was listed and is cancelled stays in it as cancelled, until its evening has passed. The guests of a talkback are never in it:
a calendar that was copied cannot be taken back.
"""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from tracker.errors import NotThere
from tracker.files import calendars
from tracker.files.calendars import Evening
from tracker.screenings import whats_on as on
from tracker.screenings.doors import USUAL_MINUTES
from tracker.screenings.whats_on import Listed
from tracker.team import settings
from tracker.times import when_words
from tracker.web.frame.access import for_anyone
from tracker.web.public import facts_told, places_told, whats_on
from tracker.web.public.revalidated import revalidated
from tracker.words import _

bp = for_anyone(Blueprint("calendar_feed", __name__))

# Trailers before, and the talk after.
TALK, AROUND = timedelta(minutes=45), timedelta(minutes=10)
CALENDAR = "text/calendar; charset=utf-8"


@bp.get("/calendar.ics")
def feed() -> ResponseReturnValue:
    """As the filters in the address say; what is wrong with them is said in plain text."""
    here = whats_on.found(with_cancelled=True)
    if here.lines is None:
        reasons = [str(reason) for reasons in here.filters.errors.values() for reason in reasons]
        return Response("\n".join(reasons) + "\n", 422, content_type="text/plain; charset=utf-8")
    return _file(here.lines)


@bp.get("/screening/<screening_id>.ics")
def one(screening_id: str) -> ResponseReturnValue:
    """Only of a listed one: an unlisted one's evening is nobody's to pass on. Raises NotThere."""
    line = on.seen(screening_id)
    if not isinstance(line, Listed):
        raise NotThere
    return _file([line])


def _file(lines: Sequence[Listed]) -> Response:
    name = _("%(organisation)s: film screenings", organisation=settings.get("organisation"))
    return revalidated(calendars.evenings(name, map(_evening, lines)), content_type=CALENDAR)


def _evening(line: Listed) -> Evening:
    base = current_app.config["BASE_URL"]
    place = line.place
    parts = (place.name, place.address, place.city, f"{place.region} {place.postcode}".strip()) if place else ()
    return Evening(
        uid=f"{line.id}@{urlsplit(base).hostname}", day=line.day, starts_at=line.starts_at, lasts=_lasts(line),
        title=_("%(film)s: film screening", film=line.title), words=_words(line),
        place=", ".join(part for part in parts if part) or _("Online"),
        point=place.point if place else None, url=f"{base}/screening/{line.id}",
        cancelled=line.cancelled, made_at=line.created_at, changed_at=line.changed_at,
    )  # fmt: skip


def _lasts(line: Listed) -> timedelta:
    """The film, what is shown before it, and the talk."""
    minutes = timedelta(minutes=line.running_minutes or USUAL_MINUTES)
    return minutes + AROUND + (TALK if line.talkback else timedelta())


def _words(line: Listed) -> str:
    """When by the clock there, and what is to be known."""
    there = when_words(line.starts_at, line.day, line.zone, with_year=True)
    known = [_("Cancelled.")] if line.cancelled else []
    known += [_("By the clock there: %(when)s.", when=there), places_told.title(line), *facts_told.evening(line)]
    if line.ticket_url:
        known.append(_("Tickets: %(address)s", address=line.ticket_url))
    return "\n".join(known)

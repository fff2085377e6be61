"""The shows of a campaign, by theatre and day; and those that one row of a list of admissions means."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from tracker.errors import Refusal
from tracker.imports.admission_rows import Told
from tracker.imports.recognise import Key, Known
from tracker.imports.theatres import theatre_of
from tracker.imports.world_known import joined_venues
from tracker.records import dataclass
from tracker.screenings import calendar
from tracker.screenings.film import Film
from tracker.screenings.head_count import HeadCount
from tracker.screenings.names import title_key
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.words import lazy


class NotShownThere(Refusal):
    sentence = lazy("This campaign has no film screening at a theatre of that name.")


class NotThatDay(Refusal):
    sentence = lazy("No film screening there on that day.")


class NotAtThatTime(Refusal):
    sentence = lazy("No film screening there starts at that time of the day.")


class CalledOff(Refusal):
    sentence = lazy("The film screening there was cancelled.")


class AnotherFilm(Refusal):
    sentence = lazy("Not the film of this campaign.")


@dataclass(frozen=True, slots=True)
class Show:
    """One film screening, as the matching wants to know it. `at`: by its own clock, None while unknown."""

    id: str
    titles: tuple[str, ...]
    at: time | None
    screen: str
    cancelled: bool
    begun: bool

    @property
    def label(self) -> str:
        """Time and screen, each "" where there is none: admission_lines makes words of it."""
        return f"{self.at:%H:%M} {self.screen}" if self.at else f" {self.screen}"


# A time of the day and a screen, as a list tells them.
Times = tuple[time, str]


@dataclass(frozen=True, slots=True)
class Programme:
    """Of one campaign."""

    venues: tuple[Known, ...]
    shows: Mapping[tuple[str, date], list[Show]]


def programme(campaign_id: str) -> Programme:
    """Every dated film screening with a place. Three queries."""
    ends = joined_venues()
    shows: dict[tuple[str, date], list[Show]] = defaultdict(list)
    films = {row.id: row for row in db.session.execute(select(Film.id, Film.title, Film.original_title))}
    wanted = select(Screening).where(
        Screening.campaign_id == campaign_id, Screening.standing.is_(None), Screening.joined_into_id.is_(None),
        Screening.venue_id.is_not(None), Screening.day.is_not(None),
    )  # fmt: skip
    for row in db.session.scalars(wanted.order_by(Screening.day, Screening.starts_at, Screening.id)):
        film = films[row.film_id]
        titles = tuple(title_key(title) for title in (film.title, film.original_title) if title)
        at = row.starts_at.astimezone(ZoneInfo(row.zone)).time() if row.starts_at else None
        begun, venue_id = calendar.has_begun(row), str(row.venue_id)
        assert row.day is not None
        show = Show(row.id, titles, at, row.screen.casefold(), row.status == "cancelled", begun)
        shows[ends.get(venue_id, venue_id), row.day].append(show)
    return Programme(_venues({venue_id for venue_id, _day in shows}, ends), shows)


def mark(campaign_id: str) -> str:
    """Changes whenever a film screening of the campaign or what a list said of one does."""
    ours = Screening.campaign_id == campaign_id
    asked = (
        select(func.count(), func.max(Screening.changed_at)).where(ours),
        select(func.count(Screening.joined_into_id), func.count(Screening.cancelled_at)).where(ours),
        select(func.count(), func.max(HeadCount.at)).join(Screening, Screening.id == HeadCount.screening_id).where(
            ours, HeadCount.kind == "admissions"
        ),
        select(func.count(Venue.joined_into_id)),
    )  # fmt: skip
    return " ".join(str(value) for one in asked for value in db.session.execute(one).one())


def meant(told: Told, shows: list[Show]) -> list[Show]:
    """Those that the row stands for: several share its figure. Raises NotThatDay, AnotherFilm, CalledOff, NotAtThatTime."""
    if not shows:
        raise NotThatDay
    if told.title:
        shows = [show for show in shows if any(f" {title} " in f" {title_key(told.title)} " for title in show.titles)]
        if not shows:
            raise AnotherFilm
    shows = [show for show in shows if not show.cancelled]
    if not shows:
        raise CalledOff
    if told.at:
        shows = [show for show in shows if show.at in (None, told.at)]
        if not shows:
            raise NotAtThatTime
    there = [show for show in shows if told.screen and show.screen == told.screen.casefold()]
    return there or shows


def timed(rows: Iterable[Told], found: Mapping[Key, str]) -> dict[tuple[str, date], set[Times]]:
    """Which times a list tells for each venue and day. A show without a time may be at any of them: with several it is asked."""
    told: dict[tuple[str, date], set[Times]] = defaultdict(set)
    for row in rows:
        venue_id = found.get(theatre_of(row))
        if row.at and venue_id:
            told[venue_id, row.day].add((row.at, row.screen.casefold()))
    return told


def _venues(ids: set[str], ends: Mapping[str, str]) -> tuple[Known, ...]:
    """Those of the programme; one that was joined into another still lends it its name."""
    rows = db.session.execute(select(Venue.id, Venue.name, Venue.city, Venue.region).order_by(Venue.name, Venue.id))
    named = [Known(ends.get(row.id, row.id), row.name, row.city, row.region) for row in rows]
    return tuple(one for one in named if one.id in ids)

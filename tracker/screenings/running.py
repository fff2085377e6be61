"""Campaigns that run just now: their films, and the codes by which those sign up who have watched at home."""

from sqlalchemy import ColumnElement, and_, or_, select

from tracker import clock
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.screenings.code import Code
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class HomeDoor:
    """The way in of a campaign for those who have seen its film at home."""

    campaign: str
    code: str
    languages: tuple[str, ...]


def has_begun() -> ColumnElement[bool]:
    """Over campaigns; one without a first day has always been there."""
    return or_(Campaign.starts_on.is_(None), Campaign.starts_on <= clock.now().date())


def runs() -> ColumnElement[bool]:
    """Over campaigns: begun, and not over."""
    return and_(has_begun(), or_(Campaign.ends_on.is_(None), Campaign.ends_on >= clock.now().date()))


def films() -> list[tuple[str, str]]:
    """(id, title) of the films of campaigns that run, by title."""
    wanted = select(Film.id, Film.title).where(Film.id.in_(select(Campaign.film_id).where(runs())))
    return [(film_id, title) for film_id, title in db.session.execute(wanted.order_by(Film.title_key, Film.id))]


def home_doors(film_id: str) -> list[HomeDoor]:
    """Of each running campaign of a film, the newest first: the oldest code of its standing screening "at home"."""
    wanted = (
        select(Campaign.id, Campaign.name, Code.code, Campaign.languages)
        .join(Screening, and_(Screening.campaign_id == Campaign.id, Screening.standing == "streaming"))
        .join(Code, and_(Code.screening_id == Screening.id, Code.source == "link"))
        .where(Campaign.film_id == film_id, runs())
        .order_by(Campaign.created_at.desc(), Campaign.id, Code.made_at, Code.code)
    )
    doors: dict[str, HomeDoor] = {}
    for campaign_id, name, code, languages in db.session.execute(wanted):
        doors.setdefault(campaign_id, HomeDoor(name, code, tuple(languages.split(","))))
    return list(doors.values())

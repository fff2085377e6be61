"""What a search over film screenings, films, campaigns and venues compares: no case, no marks, words in any order, beginnings."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, literal, or_, select

from tracker.allies.name_words import folded
from tracker.screenings.names import venue_key
from tracker.screenings.venue import Venue
from tracker.store.db import db


def fit(asked: Sequence[str], *texts: str) -> bool:
    """Whether each of these folded words begins a word of the texts."""
    words = [word for text in texts for word in folded(text)]
    return all(any(begins(word, each) for word in words) for each in asked)


def begins(word: str, asked: str) -> bool:
    """Where a script parts no words by blanks, anywhere in it is a beginning."""
    return word.startswith(asked) or (not asked.isascii() and asked in word)


class Towns:
    """Towns and states as venues have them, folded once for all words of a search."""

    def __init__(self) -> None:
        rows = db.session.execute(select(Venue.city, Venue.region).distinct())
        self.cities: dict[str, list[str]] = {}
        self.regions: dict[str, list[str]] = {}
        for city, region in rows:
            self.cities.setdefault(city, folded(city))
            self.regions.setdefault(region, folded(region))

    def matching(self, word: str) -> ColumnElement[bool]:
        """Over Venue: a word of the name, the town or the state begins with this folded word."""
        key = venue_key(word)
        named = [(literal(" ") + Venue.name_key).contains(f" {key}", autoescape=True)] if key else []
        if key and not key.isascii():
            named = [Venue.name_key.contains(key, autoescape=True)]
        return or_(
            *named, Venue.city.in_(_those(self.cities, word)), Venue.region.in_(_those(self.regions, word)),
            Venue.postcode.startswith(word, autoescape=True),
        )  # fmt: skip


def _those(known: dict[str, list[str]], word: str) -> list[str]:
    return sorted(text for text, words in known.items() if any(begins(each, word) for each in words))

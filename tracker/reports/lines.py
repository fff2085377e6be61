"""Lines of breakdowns, and what they are called."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tracker.allies.ally import alias_of
from tracker.reports.places import Place
from tracker.reports.rooms import Rooms
from tracker.reports.scope import GROUPS, NONE
from tracker.reports.shapes import Funnel, Room, Row
from tracker.reports.tally import WHOLE, Cell, with_room
from tracker.screenings import terms
from tracker.screenings.regions import Region, name_of
from tracker.times import language_words
from tracker.words import _, lazy

# What a group calls those that it does not tell apart.
WITHOUT = {
    "region": lazy("No place: at home, online or not said yet"),
    "country": lazy("No place: at home, online or not said yet"),
    "city": lazy("No place: at home, online or not said yet"),
    "kind": lazy("Not said yet where"),
    "host": lazy("Hosted by no ally"),
    "language": lazy("Language not written down"),
}
# By these a line is called alike in every language, as the database has it.
NAMED = frozenset({"screening", "city", "film"})


def sources_of(sources: Counter[str]) -> list[Row]:
    """The largest first."""
    ranked = sorted(sources.items(), key=lambda each: (-each[1], each[0]))
    return [Row(key, words_of("source", key), number) for key, number in ranked]


def groups_of(there: Mapping[str, Place], funnels: Mapping[Cell, Funnel], rooms: Rooms) -> dict[str, Sequence[Row]]:
    """In each group those with signups or film screenings, the one with most signups first."""
    with_heads, names = rooms.by_group(), _names(there)
    found: dict[str, list[Row]] = {by: [] for by in GROUPS}
    for by, key in sorted({*funnels, *with_heads} - {WHOLE}):
        funnel = with_room(funnels.get((by, key), Funnel()), with_heads.get((by, key), Room()))
        place = there[key] if by == "screening" else None
        day, standing = (place.day, place.standing or "") if place else (None, "")
        words = names.get((by, key)) or words_of(by, key, standing)
        found[by].append(Row(key, words, funnel.signups, funnel, day, standing))
    return {by: sorted(rows, key=lambda row: (-row.signups, row.key)) for by, rows in found.items()}


def words_of(by: str, key: str, standing: str = "") -> str:
    """What a line of a group is called, in the language in force; the key itself where only the database knows."""
    if by == "screening":
        return str(terms.STANDING[standing]) if standing else _("Online")
    if key == NONE:
        return str(WITHOUT.get(by, ""))
    if by in ("region", "country"):
        country, _dash, region = key.partition("-")
        return name_of(Region(country, region))
    known = {"kind": terms.KINDS, "source": terms.SOURCES}.get(by, {})
    if key in known:
        return str(known[key])
    return language_words(key) if by == "language" else alias_of(key) if by == "host" else key


def _names(there: Mapping[str, Place]) -> dict[tuple[str, str], str]:
    """Of those that only the database knows; of two spellings of one town, the first."""
    found: dict[tuple[str, str], str] = {}
    for place in there.values():
        if not place.standing:
            found["screening", place.id] = ", ".join(part for part in (place.venue, place.city) if part)
        found["film", place.key("film")] = place.film
        if place.city:
            _country, _dash, region = place.key("region").partition("-")
            found.setdefault(("city", place.key("city")), f"{place.city}, {region}" if region else place.city)
    return found

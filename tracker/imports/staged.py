"""What a look becomes in the database: rows with sealed contents, and what has to be made before them.

Ids of what is new are given here already, so that writing is copying.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from tracker.errors import Refusal
from tracker.imports.cells import clean
from tracker.imports.fates import Decision, Fate, KnownScreening
from tracker.imports.import_row import GONE, ImportRow
from tracker.imports.look import Looked, first_planned, token_of
from tracker.imports.meanings import Meaning
from tracker.imports.memory import digest_of
from tracker.imports.readings import Planned
from tracker.imports.recognise import Key, Names, Offer, Ref, film_of, place_of
from tracker.records import dataclass
from tracker.screenings.names import title_key, venue_key
from tracker.store.ids import new_id
from tracker.words import Lazy, lazy

LISTED_AS = lazy("The list says “%(status)s”. No list changes that by itself: look at the film screening.")
WRITTEN = frozenset({Fate.NEW, Fate.CHANGED, Fate.MOVED})
KEY_LENGTH = 200
"""As long as the columns; a key can be longer than its name ("&" is compared as "and")."""

PLANNED = (
    "title", "venue", "zone", "day", "starts_at", "original_title", "year", "city", "region", "kind", "status",
    "screen", "languages", "subtitles", "capacity", "host", "ticket_url", "external_id", "note",
)  # fmt: skip
"""What of a planned screening is kept in its row; address and the like go with the venue that is made."""


@dataclass(slots=True)
class Staged:
    """Rows for one bulk insert, what has to be made, what the answers came to mean, and the counts."""

    rows: list[dict[str, Any]]
    to_make: dict[str, list[dict[str, Any]]]
    meant: dict[str, dict[str, str]]
    counts: dict[str, int]


def stage(looked: Looked, import_id: str) -> Staged:
    """Every decision as a row."""
    maker = _Maker(looked)
    known = {one.id: one for one in looked.world.screenings}
    rows, counts = [], Counter[str]()
    raw = _Raw(looked)
    for place, one in enumerate(looked.verdict.decisions):
        row = _row(one, maker, known, raw)
        rows.append(row | {"place": place})
        counts[row["fate"]] += 1
        counts["noted"] += row["noted"]
    for place, gone in enumerate(looked.verdict.no_longer_listed, len(rows)):
        rows.append(_gone(gone, maker) | {"place": place})
        counts[GONE] += 1
    for row in rows:
        row["import_id"] = import_id
        row["content_sealed"] = ImportRow.content.sealed_for(row["id"], row.pop("content"))
    return Staged(rows, maker.to_make, maker.meant(looked.asked), dict(counts))


class _Maker:
    """Gives ids to films and venues that rows need and that do not exist; knows the names of all."""

    def __init__(self, looked: Looked) -> None:
        self.names = {"film": looked.verdict.films, "venue": looked.verdict.venues}
        self.known = {one.id: one.name for one in reversed((*looked.world.films, *looked.world.venues))}
        planned = [one.planned for one in looked.verdict.decisions]
        self.first = {"film": first_planned(planned, film_of), "venue": first_planned(planned, place_of)}
        self.ids: dict[str, dict[Key, str]] = {"film": {}, "venue": {}}
        self.to_make: dict[str, list[dict[str, Any]]] = {"film": [], "venue": []}

    def id_of(self, about: str, ref: Ref | None) -> str | None:
        """The id that a ref has or gets."""
        if not isinstance(ref, tuple):
            return ref
        if ref not in self.ids[about]:
            self.ids[about][ref] = new_id()
            one, name = self.first[about][ref], self.names[about].written[ref]
            make = _film if about == "film" else _venue
            self.to_make[about].append({"id": self.ids[about][ref], **make(name, one)})
        return self.ids[about][ref]

    def name_of(self, about: str, ref: Ref | None) -> str:
        names: Names = self.names[about]
        return names.written.get(ref, "") if isinstance(ref, tuple) else self.known.get(ref or "", "")

    def meant(self, asked: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
        """The id that each answered spelling came to mean, where one came of it."""
        found: dict[str, dict[str, str]] = {"film": {}, "venue": {}}
        for about, names in self.names.items():
            if wanted := asked.get(about):
                for key, ref in names.found.items():
                    id_ = self.ids[about].get(ref) if isinstance(ref, tuple) else ref
                    if id_ and (digest := digest_of(key)) in wanted:
                        found[about][digest] = id_
        return found


def _film(name: str, one: Planned) -> dict[str, Any]:
    return {
        "title": name, "title_key": title_key(name)[:KEY_LENGTH], "year": one.year, "original_title": one.original_title,
        "original_title_key": title_key(one.original_title)[:KEY_LENGTH] if one.original_title else "",
    }  # fmt: skip


def _venue(name: str, one: Planned) -> dict[str, Any]:
    return {
        "name": name, "name_key": venue_key(name)[:KEY_LENGTH], "address": one.address, "city": one.city,
        "region": one.region, "postcode": one.postcode, "country": one.country, "zone": one.zone,
        "latitude": one.latitude, "longitude": one.longitude,
    }  # fmt: skip


def _row(one: Decision, maker: _Maker, known: Mapping[str, KnownScreening], raw: "_Raw") -> dict[str, Any]:
    changes = [change for change in one.changes if change.field != "status"]
    said: list[Any] = [[note.sentence.message, dict(note.fields)] for note in one.notes]
    fate = _with_status(one, bool(changes), said)
    content: dict[str, Any] = {}
    if one.planned is not None:
        content["p"] = _kept(one.planned)
        content |= {"film": maker.name_of("film", one.film), "venue": maker.name_of("venue", one.venue)}
    else:
        content["raw"] = raw.of(one.row_number)
    if one.refused is not None:
        content["why"] = kept_refusal(one.refused)
    if fate in WRITTEN:
        content |= {"f": maker.id_of("film", one.film), "v": maker.id_of("venue", one.venue)}
    if changes:
        content["c"] = [_change(change.field, change.was, change.now, maker) for change in changes]
    if fate is Fate.SAME and one.screening_id and known[one.screening_id].starts_at is None:
        content["by day"] = True
    if one.same_as:
        content["same as"] = one.same_as
    if asks := [*_ask("film", one, one.film_offers), *_ask("venue", one, one.venue_offers)]:
        content["ask"] = asks
    if said:
        content["said"] = said
    return {
        "id": new_id(), "number": one.row_number, "fate": fate.value, "noted": bool(said), "content": content,
        "screening_id": new_id() if fate is Fate.NEW else one.screening_id,
    }  # fmt: skip


def _with_status(one: Decision, changed: bool, said: list[Any]) -> Fate:
    """The fate of a row whose list says something about taking place: to be asked, or told in a note."""
    status = next((change.now for change in one.changes if change.field == "status"), None)
    if status == "cancelled" and one.fate is not Fate.MOVED:
        return Fate.CANCELLED
    if status:
        said.append([LISTED_AS.message, {"status": status}])
        return Fate.SAME if one.fate is Fate.CHANGED and not changed else one.fate
    return one.fate


def _gone(one: KnownScreening, maker: _Maker) -> dict[str, Any]:
    content = {
        "p": {"zone": one.zone, "day": _plain(one.day), "starts_at": _plain(one.starts_at)},
        "film": maker.name_of("film", one.film_id), "venue": maker.name_of("venue", one.venue_id),
    }  # fmt: skip
    return {
        "id": new_id(), "number": None, "fate": GONE, "noted": False, "content": content, "screening_id": one.id,
    }  # fmt: skip


class _Raw:
    """What stands in a row that could not be read, enough to find it again."""

    def __init__(self, looked: Looked) -> None:
        wanted = (Meaning.TITLE, Meaning.VENUE, Meaning.CITY, Meaning.REGION)
        columns = looked.choices.columns[: len(looked.table.header)]
        self.at = {meaning.value: at for at, meaning in enumerate(columns) if meaning in wanted}
        refused = {one.row_number for one in looked.verdict.decisions if one.refused is not None}
        self.rows = {row.number: row.cells for row in looked.table.rows if row.number in refused}
        self.film = looked.choices.film

    def of(self, number: int) -> dict[str, str]:
        cells = self.rows.get(number, [])
        found = {name: clean(cells[at])[:100] for name, at in self.at.items() if at < len(cells)}
        return {"title": self.film, **found} if not found.get("title") and self.film else found


def _kept(one: Planned) -> dict[str, Any]:
    kept = {name: value for name in PLANNED if (value := getattr(one, name))}
    kept["day"] = one.day.isoformat()
    if one.starts_at:
        kept["starts_at"] = one.starts_at.isoformat()
    return kept


def _plain(value: object) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _change(field: str, was: Any, now: Any, maker: _Maker) -> list[Any]:
    if field in ("film", "venue"):
        return [field, maker.name_of(field, was), maker.name_of(field, now)]
    return [field, _plain(was), _plain(now)]


def _ask(about: str, one: Decision, offers: Iterable[Offer]) -> list[dict[str, Any]]:
    listed = [[token_of(offer.ref), offer.name] for offer in offers]
    if not listed or one.planned is None:
        return []
    key = film_of(one.planned) if about == "film" else place_of(one.planned)
    return [{"about": about, "digest": digest_of(key), "offers": listed}]


def kept_refusal(refused: Refusal) -> list[Any]:
    """A refusal so that it can be said again, in any language."""
    message = refused.sentence.message if isinstance(refused.sentence, Lazy) else refused.sentence
    fields = {
        name: {"t": value.message} if isinstance(value, Lazy) else value for name, value in refused.fields.items()
    }
    return [message, fields]

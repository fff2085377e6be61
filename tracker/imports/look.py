"""Looking at a file: the table, the readings, and each row's fate against what exists. Nothing is written here."""

from collections.abc import Callable, Iterable, Mapping

from tracker.errors import Refusal
from tracker.files.tables import Table, read_table
from tracker.imports import memory, world_known
from tracker.imports.brought_file import unpacked
from tracker.imports.choices import Choices
from tracker.imports.far_places import without_far_places
from tracker.imports.import_ import Import
from tracker.imports.matching import Answers, Verdict, World, decide
from tracker.imports.memory import digest_of
from tracker.imports.places import Place
from tracker.imports.readings import Planned, Reading, read_rows
from tracker.imports.recognise import Key, Ref, film_of, place_key, place_of
from tracker.records import dataclass
from tracker.screenings.names import venue_key
from tracker.store.db import db
from tracker.words import lazy

Told = Callable[[str, int, int], None]
"""Hears how far it is: what is done, how many, of how many."""


class FileGone(Refusal):
    sentence = lazy("The file itself is no longer kept. Bring it again.")
    status = 410


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look gave: `mark` is that of the world it looked at."""

    table: Table
    choices: Choices
    verdict: Verdict
    world: World
    mark: str
    asked: Mapping[str, Mapping[str, str]]
    """Answers given for this import, by digest."""


def table_of(found: Import, sheet: str = "") -> Table:
    """The file read again. Raises FileGone and what read_table raises."""
    upload = found.upload
    # The sealed file is as large as the file: it does not stay beside its rows.
    db.session.expire(found, ["upload_sealed"])
    if upload is None:
        raise FileGone
    try:
        data = unpacked(upload)
    except (ValueError, OSError):  # pragma: no cover - sealed as it was
        raise FileGone from None
    del upload
    return read_table(data, found.file_name or "", sheet or None, calendars=found.kind == "screenings")


def look(found: Import, choices: Choices, film_id: str, sheet: str, told: Told | None = None) -> Looked:
    """Decide every row's fate. Raises FileGone and what read_table raises."""
    assert found.campaign_id is not None
    table = table_of(found, sheet)
    mark = world_known.mark(found.campaign_id)
    world = world_known.world_of(found.campaign_id, found.list_id)
    ends = world_known.joined_venues()
    kept = {about: memory.kept_answers(about) for about in memory.ABOUT}
    kept["venue"] = {digest: ends.get(id_, id_) for digest, id_ in kept["venue"].items()}
    said = {about: {**kept[about], **found.answers.get(about, {})} for about in memory.ABOUT}
    readings = without_far_places(_read(table, choices, _Zones(world, said["venue"]), told))
    planned = [one for reading in readings for one in reading.planned]
    films = dict.fromkeys(map(film_of, planned), film_id) if film_id else _answers(map(film_of, planned), said["film"])
    venues = _answers(map(place_of, planned), said["venue"])
    verdict = decide(readings, world, Answers(films, venues))
    return Looked(table, choices, verdict, world, mark, found.answers)


def _read(table: Table, choices: Choices, zones: "_Zones", told: Told | None) -> list[Reading]:
    readings, rows = [], len(table.rows)
    for at, reading in enumerate(read_rows(table, choices, zones.of), 1):
        readings.append(reading)
        if told and (at % 500 == 0 or at == rows):
            told("read", at, rows)
    return readings


class _Zones:
    """A venue that is known keeps its own clock, whatever its state does."""

    def __init__(self, world: World, said: Mapping[str, str]) -> None:
        by_id = world_known.zones()
        self.by_key = {place_key(one): by_id[one.id] for one in world.venues if one.id in by_id}
        self.by_digest = {digest: by_id[id_] for digest, id_ in said.items() if id_ in by_id}

    def of(self, place: Place) -> str | None:
        key = venue_key(place.venue), place.city.casefold(), place.region.casefold()
        if key not in self.by_key:
            self.by_key[key] = self.by_digest.get(digest_of(key), "") if self.by_digest else ""
        return self.by_key[key] or None


def _answers(keys: Iterable[Key], said: Mapping[str, str]) -> dict[Key, Ref | None]:
    """Answers by key; one that stands for another spelling of this file is found by its digest."""
    if not said:
        return {}
    by_digest = {digest_of(key): key for key in set(keys)}
    found: dict[Key, Ref | None] = {}
    for digest in by_digest.keys() & said.keys():
        answer = said[digest]
        if answer == NEW:
            found[by_digest[digest]] = None
        elif not answer.startswith(SPELLING):
            found[by_digest[digest]] = answer
        elif (other := answer.removeprefix(SPELLING)) in by_digest:
            found[by_digest[digest]] = by_digest[other]
    return found


NEW = "new"
"""The answer by which a spelling means something that is not there yet."""
SPELLING = "="
"""Stands before the digest of another spelling; no id begins with it."""


def token_of(ref: Ref) -> str:
    """How an answer names what it means: an id, or the digest of another spelling in the file."""
    return ref if isinstance(ref, str) else SPELLING + digest_of(ref)


def first_planned(planned: Iterable[Planned | None], key_of: Callable[[Planned], Key]) -> dict[Key, Planned]:
    """The first planned screening of each key."""
    found: dict[Key, Planned] = {}
    for one in planned:
        if one is not None:
            found.setdefault(key_of(one), one)
    return found

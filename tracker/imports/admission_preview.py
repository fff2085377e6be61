"""Each row of a list of admissions meets the shows of its campaign: which it means, and what becomes of it. Nothing is written.

A list has one figure for a theatre and a day. Where several shows were there it stands for all of them together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from tracker.errors import Refusal
from tracker.imports import memory, preview, shows, world_known
from tracker.imports.admission_rows import MOST_HEADS, AdmissionChoices, Told, Untold, choices_read, read_told
from tracker.imports.fates import Fate
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.look import NEW, table_of
from tracker.imports.memory import digest_of
from tracker.imports.shows import NotAtThatTime, NotShownThere, Programme, Show, Times
from tracker.imports.staged import kept_refusal
from tracker.imports.theatres import Theatres, theatre_of, theatres_in
from tracker.records import dataclass
from tracker.screenings import heads
from tracker.screenings.head_count import HeadCount
from tracker.store.ids import new_id
from tracker.words import lazy


class NumbersDiffer(Refusal):
    sentence = lazy(
        "Row %(row)s has another number for the same. If they are parts of one figure, say so in step 1; else leave one out."
    )


class SumAbsurd(Refusal):
    sentence = lazy("The rows for this film screening add up to %(sum)s. That cannot be a number of admissions.")


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look gave: rows, and the mark of the world that it looked at."""

    rows: list[dict[str, Any]]
    mark: str
    asked: dict[str, dict[str, str]]


def look(found: Import) -> Looked:
    """A row for each figure of the file. Raises FileGone and what read_table raises."""
    assert found.choices is not None
    assert found.campaign_id is not None
    choices: AdmissionChoices = choices_read(found.choices)
    mark, programme = shows.mark(found.campaign_id), shows.programme(found.campaign_id)
    read = list(read_told(table_of(found, choices.sheet), choices))
    theatres = theatres_in((one for one in read if isinstance(one, Told)), programme.venues, _said(found))
    told = [one for one in read if isinstance(one, Told)]
    judge = _Judge(programme, theatres, found.answers.get("show", {}), shows.timed(told, theatres.found))
    rows = [judge.row(one) for one in read]
    _settle(rows, choices.adds_up)
    _look_back(rows)
    for place, row in enumerate(rows):
        row |= {"import_id": found.id, "place": place, "noted": False, "follow_up_id": None}
        row["content_sealed"] = ImportRow.content.sealed_for(row["id"], row.pop("content"))
    return Looked(rows, mark, found.answers)


def store(found: Import, looked: Looked) -> None:
    """Keep what a look gave; inside a transaction. Raises WrittenAlready, DecidedMeanwhile."""
    if preview.still_open(found).answers != looked.asked:
        raise preview.DecidedMeanwhile
    preview.keep(found, looked.rows, dict(Counter(row["fate"] for row in looked.rows)))
    found.mark = looked.mark


def _said(found: Import) -> dict[str, str]:
    """What was answered, now or about another list."""
    ends = world_known.joined_venues()
    kept = {digest: ends.get(id_, id_) for digest, id_ in memory.kept_answers("venue").items()}
    return kept | found.answers.get("venue", {})


@dataclass(slots=True)
class _Judge:
    """Says which shows one row after the other means."""

    programme: Programme
    theatres: Theatres
    # What was answered about shows without a time; and which times the list tells for a venue and day.
    which: Mapping[str, str]
    timed: Mapping[tuple[str, date], set[Times]]
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in reversed(self.programme.venues):
            self.names[one.id] = ", ".join(filter(None, (one.name, one.part, one.region)))

    def row(self, one: Told | Untold) -> dict[str, Any]:
        if isinstance(one, Untold):
            return _row(one.number, Fate.REFUSED, {"raw": one.raw, "why": kept_refusal(one.why)})
        content: dict[str, Any] = {"theatre": one.theatre, "day": one.day.isoformat(), "heads": one.heads}
        if one.at:
            content["time"] = one.at.isoformat("minutes")
        key = theatre_of(one)
        if asked := self.theatres.offers.get(key):
            offers = [[offer.ref, offer.name] for offer in asked]
            content["ask"] = [{"about": "venue", "digest": digest_of(key), "offers": offers}]
            return _row(one.number, Fate.DOUBTFUL, content)
        try:
            meant = self._meant(one, self.theatres.found.get(key), content)
        except Refusal as refusal:
            return _row(one.number, Fate.REFUSED, content | {"why": kept_refusal(refusal)})
        if not meant:
            content["ask"] = [content.pop("which")]
            return _row(one.number, Fate.DOUBTFUL, content)
        content |= {"shows": sorted(show.id for show in meant), "venue": self.names[self.theatres.found[key]]}
        content |= {"digest": digest_of(key), "v": self.theatres.found[key]}
        return _row(one.number, Fate.NEW, content)

    def _meant(self, told: Told, venue_id: str | None, content: dict[str, Any]) -> list[Show]:
        """None: it has to be asked, as `content` has it then in "which"."""
        if venue_id is None:
            raise NotShownThere
        meant = shows.meant(told, self.programme.shows.get((venue_id, told.day), []))
        if told.at and len(self.timed[venue_id, told.day]) > 1 and any(show.at is None for show in meant):
            digest = digest_of((venue_id, told.day.isoformat(), f"{told.at:%H:%M} {told.screen.casefold()}"))
            said = self.which.get(digest)
            if said == NEW:
                raise NotAtThatTime
            in_order = sorted(meant, key=lambda show: (show.at is None, show.label))
            content["which"] = {
                "about": "show",
                "digest": digest,
                "offers": [[show.id, show.label] for show in in_order],
            }
            meant = [show for show in meant if show.id == said]
        if meant and not any(show.begun for show in meant):
            raise heads.NotBegun
        return meant


def _row(number: int, fate: Fate, content: dict[str, Any]) -> dict[str, Any]:
    first = next(iter(content.get("shows", ())), None)
    return {"id": new_id(), "number": number, "fate": fate.value, "content": content, "screening_id": first}


def _settle(rows: Sequence[dict[str, Any]], adds_up: bool) -> None:
    """Several rows for the same shows: parts of one figure, the same again, or not to be reconciled."""
    same: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["fate"] == Fate.NEW.value:
            same[tuple(row["content"]["shows"])].append(row)
    for first, *others in same.values():
        numbers, total = {row["content"]["heads"] for row in (first, *others)}, first["content"]["heads"]
        if adds_up and others:
            total += sum(row["content"]["heads"] for row in others)
            if total > MOST_HEADS:
                for row in (first, *others):
                    _refuse(row, SumAbsurd(sum=f"{total:,}"))
                continue
            first["content"] |= {"heads": total, "parts": 1 + len(others)}
        for row in others:
            row["fate"], row["content"]["same as"] = Fate.REPEAT.value, first["number"]
            row["content"]["part"] = adds_up
            if len(numbers) > 1 and not adds_up:
                _refuse(row, NumbersDiffer(row=first["number"]))
        if others and len(numbers) > 1 and not adds_up:
            other = next(row for row in others if row["content"]["heads"] != first["content"]["heads"])
            _refuse(first, NumbersDiffer(row=other["number"]))


def _refuse(row: dict[str, Any], why: Refusal) -> None:
    """What somebody answered about it can be answered otherwise."""
    row["fate"], row["content"]["why"] = Fate.REFUSED.value, kept_refusal(why)
    if "which" in row["content"]:
        row["fate"], row["content"]["ask"] = Fate.DOUBTFUL.value, [row["content"].pop("which")]


def _look_back(rows: Iterable[dict[str, Any]]) -> None:
    """What a list said of these shows before, and what somebody counted there."""
    new = [row for row in rows if row["fate"] == Fate.NEW.value]
    ids = {show for row in new for show in row["content"]["shows"]}
    listed, latest = heads.latest_of(ids, only="admissions"), heads.latest_of(ids)
    shared = heads.sharing({count.row_id for count in listed.values() if count.row_id})
    for row in new:
        content = row["content"]
        before = [listed[show] for show in content["shows"] if show in listed]
        if _says(before, set(content["shows"]), content["heads"], shared):
            row["fate"] = Fate.SAME.value
        elif before:
            row["fate"], content["was"] = Fate.CHANGED.value, before[0].heads
        counted = [latest[show] for show in content["shows"] if show in latest and latest[show].kind != "admissions"]
        if counted:
            content["counted"] = [[count.kind, count.heads] for count in counted]


def _says(before: list[HeadCount], these: set[str], number: int, shared: dict[str, set[str]]) -> bool:
    """Whether this very figure, for these shows together, is what a list said last."""
    if len(before) < len(these) or {count.heads for count in before} != {number}:
        return False
    return all((shared[count.row_id] if count.row_id else {count.screening_id}) == these for count in before)

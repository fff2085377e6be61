"""Staged hands on their way into the house, and what came of each. Inside a transaction; who is who is decided by arrivals alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from functools import cache
from itertools import zip_longest
from typing import Any, NamedTuple

from sqlalchemy import func, select, update

from tracker import clock
from tracker.allies import wordings
from tracker.allies.ally import Ally
from tracker.appeals import interest
from tracker.followups.facts import Terms
from tracker.followups.playbook import CHANNELS
from tracker.imports import people_ticks
from tracker.imports.fates import Fate
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import KNOWN, ImportRow
from tracker.imports.people_choices import PeopleChoices, choices_read
from tracker.imports.people_preview import LeftAlone
from tracker.imports.people_screenings import Spot, many
from tracker.imports.portions import portions
from tracker.imports.staged import kept_refusal
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.sealing import Broken, written
from tracker.store.transactions import change_rows

AT_ONCE = 5_000
# So long letters wait that come of a list: it can be taken back without anybody hearing of it.
HELD = timedelta(hours=1)
# Before the id of its row: the submission of a signup that a list brought.
SUBMISSION = "import-"
# Counts that are no fate's.
KEPT = ("yes", "no", "unknown", "old", "made", "allies")


# As they are kept: asked of each row, an enumeration takes longer to tell than the rest of the question.
NEW, SAME, REPEAT, DOUBTFUL, REFUSED = (
    fate.value for fate in (Fate.NEW, Fate.SAME, Fate.REPEAT, Fate.DOUBTFUL, Fate.REFUSED)
)

Sealer = Callable[[str, str], bytes]
# What a row that made somebody known says was there before.
NOBODY = {"new": True}


class StagedHand(NamedTuple):
    """A row of a list of people, opened. `ally_id`: whom the preview knew it to be of."""

    row_id: str
    fate: str
    spot: Spot
    content: dict[str, Any]
    ally_id: str | None = None

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.content["at"])


def terms_by_age(choices: PeopleChoices, now: datetime) -> Callable[[datetime], Terms]:
    """What a signup of a list earns, by when it was raised: nothing when it is old."""
    channels = ({"letter"} if choices.letters else set()) | (set(CHANNELS) - {"letter"} if choices.calls else set())
    young, old = Terms(frozenset(channels), now, now + HELD), Terms(frozenset(), now, now + HELD)
    since = now - timedelta(days=choices.old_days)
    return lambda at: young if at >= since else old


def all_there(found: Import) -> bool:
    """Whether every film screening that the rows mean is still there."""
    ids = set(db.session.scalars(
        select(ImportRow.screening_id).where(ImportRow.import_id == found.id, ImportRow.screening_id.is_not(None)).distinct()
    ))  # fmt: skip
    return len(many(str(each) for each in ids)) == len(ids)


def staged(found: Import) -> Iterator[list[StagedHand]]:
    """The rows that are written, in their turns, each portion opened when it is asked for."""
    begins: list[int] = [each["from"] for each in found.to_make.get("batches", [])]
    for turn, end in zip_longest(begins, begins[1:]):
        wanted = ImportRow.turn >= turn if end is None else (ImportRow.turn >= turn) & (ImportRow.turn < end)
        yield opened(found.id, wanted, ImportRow.turn)


def opened(import_id: str, wanted: Any, order: Any) -> list[StagedHand]:
    """The rows that are wanted; one whose content is gone is left out."""
    table = ImportRow.__table__.c
    rows = db.session.execute(
        select(table.id, table.fate, table.screening_id, table.ally_id, table.content_sealed)
        .where(table.import_id == import_id, table.content_sealed.is_not(None), wanted)
        .order_by(order)
    ).all()
    spots = many({screening_id for _id, _fate, screening_id, _ally, _sealed in rows if screening_id})
    hands, opener = [], ImportRow.content.opener()
    for row_id, fate, screening_id, ally_id, sealed in rows:
        try:
            content = opener(row_id, sealed)
        except Broken:
            continue
        if content and screening_id in spots:
            hands.append(StagedHand(row_id, fate, spots[screening_id], content, ally_id))
    return hands


def fields_of(found: Import, hands: Sequence[StagedHand], came: "Came", by: str | None) -> list[dict[str, Any]]:
    """What arrivals.Entry wants to know of each hand, by its names. The wording is kept first."""
    choices = choices_of(found)
    wording = wordings.kept(choices.wording, choices.language) if choices.wording else None
    terms = terms_by_age(choices, came.now)
    return [
        {
            "submission": f"{SUBMISSION}{hand.row_id}", "screening_id": hand.spot.id, "campaign_id": hand.spot.campaign_id,
            "kind": hand.spot.kind, "name": said.get("n", ""), "email": said.get("e"), "phone": said.get("p"),
            "consent": said["c"], "interests": came.keyed(said.get("i", ())), "language": said["l"], "source": choices.source,
            "at": at, "wording_id": wording, "note": said.get("t", ""), "account_id": by, "import_id": found.id,
            "point_person_id": hand.spot.point_person_id, "terms": terms(at),
            "by_channel": tuple((channel, answer) for channel, answer in said.get("cc", ())),
        }
        for hand in hands for said, at in ((hand.content, hand.at),)
    ]  # fmt: skip


@dataclass(slots=True)
class Came:
    """What came of the rows so far: signups and allies that this import made, and where consent of known ones stood."""

    now: datetime
    # Ids of interests, and their keys.
    keys: dict[str, str] = field(default_factory=lambda: {each.id: each.key for each in interest.every()})
    signups: set[str] = field(default_factory=set)
    allies: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    befores: dict[str, dict[str, Any]] = field(default_factory=dict)
    # By signup that was there: ids of its ticks, then of those that came.
    ticked: dict[str, set[str]] = field(default_factory=dict)
    added: dict[str, list[str]] = field(default_factory=dict)

    def before(self, hands: Iterable[StagedHand]) -> None:
        """To be asked before they are welcomed."""
        ids = {hand.ally_id for hand in hands if hand.ally_id} - self.kept
        self.befores = {ally_id: {"was": stands} for ally_id, stands in _stands(ids).items()}
        self.ticked = people_ticks.standing(
            (hand.ally_id, hand.spot.id) for hand in hands if hand.ally_id and hand.content.get("i")
        )

    def keyed(self, interest_ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Those that are still there, with their keys."""
        return tuple((id_, self.keys[id_]) for id_ in interest_ids if id_ in self.keys)

    def note(self, hands: Sequence[StagedHand], welcomed: Sequence[tuple[str, str | None, str | None, bool]]) -> None:
        """Say in each row what came of it, and let go of what it said of a person. `welcomed`: fate, ally, signup, whether new."""
        for told, ally_id, signup_id, ally_new in welcomed:
            if told == "new" and signup_id:
                self.signups.add(signup_id)
            if ally_new and ally_id:
                self.allies.add(ally_id)
        for ally_id, stands in _stands(self.befores).items():
            self.befores[ally_id]["now"] = stands
        self.added = {id_: ids for id_, ids in people_ticks.added(self.ticked).items() if id_ not in self.signups}
        sealed = ImportRow.content.sealer_of_written()
        rows = [self._row(hand, sealed, *each) for hand, each in zip(hands, welcomed, strict=True)]
        change_rows(ImportRow, rows)

    def _row(
        self, hand: StagedHand, sealed: Sealer, told: str, ally_id: str | None, signup_id: str | None, ally_new: bool
    ) -> dict[str, Any]:
        content: dict[str, Any] = {name: hand.content[name] for name in ("c", "f", "same as") if name in hand.content}
        fate = hand.fate
        if told == "suppressed":
            fate, content = REFUSED, {"why": kept_refusal(LeftAlone()), "r": LeftAlone.reason}
        elif signup_id not in self.signups:
            fate = SAME
        elif fate == DOUBTFUL:
            fate = (NEW if ally_new else KNOWN) if told == "new" else REPEAT
        elif fate == NEW and ally_id not in self.allies:
            fate = KNOWN
        before = None
        if ally_id is not None and ally_id not in self.kept and (ally_new or ally_id in self.befores):
            before = NOBODY if ally_new else self.befores[ally_id]
            self.kept.add(ally_id)
        if signup_id and (ticked := self.added.pop(signup_id, None)):
            before = {**(before or {}), "ticked": ticked}
        return {
            "id": hand.row_id, "fate": fate, "ally_id": ally_id, "signup_id": signup_id, "before": before,
            "content_sealed": sealed(hand.row_id, _kept(content)),
        }  # fmt: skip


Welcomed = Sequence[tuple[str, str | None, str | None, bool]]
"""Fate, ally, signup, whether the ally is new: of each hand, in their order."""


def let_in(
    found: Import, by: str | None, welcomed: Callable[[list[dict[str, Any]]], Welcomed], seen: Callable[[int], None]
) -> dict[str, int]:
    """All staged hands, portion by portion. `welcomed`: lets those in whose entries have these fields; `seen`: hears how many are in.

    How many signups were "made", and how many of the "allies" are new.
    """
    found.written_at, found.state = clock.now(), State.WRITTEN.value
    # First of all: as long as the file lies in its row, each change of that takes twice its size.
    found.upload = None
    came, number = Came(found.written_at), 0
    for hands in staged(found):
        came.before(hands)
        came.note(hands, welcomed(fields_of(found, hands, came, by)))
        number += len(hands)
        seen(number)
    done = {"made": len(came.signups), "allies": len(came.allies)}
    close(found)
    found.counts = {**found.counts, **done}
    return done


def _kept(content: dict[str, Any]) -> str:
    """As text. Of most rows nothing is left but the answer."""
    return _answered(content["c"]) if content.keys() == {"c"} else written(content)


@cache
def _answered(consent: str) -> str:
    return written({"c": consent})


def close(found: Import) -> None:
    """The file goes, and what rows say of people whom we had already; what waits for a decision stays."""
    done = (ImportRow.import_id == found.id, ImportRow.turn.is_(None), ImportRow.fate == Fate.SAME.value)
    db.session.execute(update(ImportRow).where(*done).values(content_sealed=None))
    found.upload = None
    recount(found)


def recount(found: Import) -> None:
    """Counts by fate as the rows are now; the others stay."""
    rows = select(ImportRow.fate, func.count()).where(ImportRow.import_id == found.id).group_by(ImportRow.fate)
    counts = {name: n for name, n in found.counts.items() if name in KEPT}
    found.counts = counts | {fate: n for fate, n in db.session.execute(rows)}


def choices_of(found: Import) -> PeopleChoices:
    assert found.choices is not None
    return choices_read(found.choices)


def _stands(ally_ids: Iterable[str]) -> dict[str, list[str]]:
    """Where consent stands, and when they last raised a hand."""
    found: dict[str, list[str]] = {}
    for some in portions(sorted(ally_ids), AT_ONCE):
        rows = select(Ally.id, Ally.email_consent, Ally.phone_consent, Ally.acted_at).where(Ally.id.in_(some))
        found.update({id_: [email, phone, at.isoformat()] for id_, email, phone, at in db.session.execute(rows)})
    return found

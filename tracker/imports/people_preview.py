"""Each row of a list of people meets the allies: whose hand it is, and what becomes of it. Nothing is written.

The decision is over the whole file, whatever the order of its rows: they are recognised together, as they will be written
(allies.recognise.foresee), and written one person after the other.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.allies.contact_points import email_for_matching, name_words
from tracker.allies.recognise import Person, Recognised, foresee
from tracker.allies.suppress import contacts_fingerprints, suppressed
from tracker.appeals import interest
from tracker.imports import preview
from tracker.imports.fates import Fate
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import KNOWN, ImportRow
from tracker.imports.look import Told, table_of
from tracker.imports.people_choices import WAIT, PeopleChoices, choices_read
from tracker.imports.people_doubts import suspects
from tracker.imports.people_rows import LETTERS, SUSPECT, Hand, Reader, Unread, raised_at
from tracker.imports.people_screenings import RowRefused, Spots, one
from tracker.imports.portions import portions
from tracker.imports.staged import kept_refusal
from tracker.signups.register import existing
from tracker.signups.signup import SignupInterest
from tracker.store.db import db
from tracker.store.ids import new_ids
from tracker.store.sealing import written as written_as
from tracker.words import lazy

AT_ONCE = 5_000
# Rows that are written in one go.
BATCH = 5_000
# Heard from time to time, while rows are read.
EACH = 2_000


class LeftAlone(RowRefused):
    sentence = lazy("This address or number must not be written to. No list brings anybody back.")
    reason = "suppressed"


class Decided(NamedTuple):
    """One row as it will stand in the database; what it says is sealed already."""

    id: str
    number: int
    fate: str
    noted: bool
    screening_id: str | None
    ally_id: str | None
    content_sealed: bytes


@dataclass(slots=True)
class Looked:
    """Rows for the database in the order of the file, the turn of each that is written, where each portion of the writing
    begins, and counts.
    """

    rows: list[Decided]
    turns: dict[int, int]
    batches: list[int]
    counts: dict[str, int]

    def staged(self, import_id: str) -> Iterator[dict[str, Any]]:
        """Each row when it is asked for: as a dict it takes several times the memory."""
        for place, row in enumerate(self.rows):
            yield {**row._asdict(), "place": place, "import_id": import_id, "turn": self.turns.get(place)}


def look(found: Import, told: Told | None = None) -> Looked:
    """Decide every row's fate. Raises FileGone, ScreeningNotFound, and what read_table raises."""
    assert found.choices is not None
    choices = choices_read(found.choices)
    read = _read(found, choices, told)
    judge = _Judge(choices, [each for each in read if isinstance(each, Hand)], clock.now(), found.sha256)
    rows, seal, ids, many = list[Decided](), ImportRow.content.sealer_of_written(), new_ids(len(read)), len(read)
    # What was read is let go of, row by row.
    read.reverse()
    while read:
        each = read.pop()
        if told and len(rows) % EACH == 0:
            told("decide", len(rows), many)
        judged = judge.row(each, len(rows)) if isinstance(each, Hand) else _refused(each.why, each.flags)
        id_ = next(ids)
        rows.append(
            Decided(
                id_, each.number, judged.fate, judged.noted, judged.screening_id, judged.ally_id, seal(id_, judged.text)
            )
        )
    turns, batches = judge.turns()
    return Looked(rows, turns, batches, dict(judge.counts + Counter(row.fate for row in rows)))


def _read(found: Import, choices: PeopleChoices, told: Told | None) -> list[Hand | Unread]:
    table = table_of(found, choices.sheet)
    spot = one(choices.screening_id) if choices.screening_id else None
    ours = {each.key: each.id for each in interest.offered()}
    many = len(table.rows)
    reader = Reader(table, choices, None if spot else Spots(choices.campaign_id), spot, ours)
    read: list[Hand | Unread] = []
    for row in reader.rows():
        read.append(row)
        if told and len(read) % EACH == 0:
            told("read", len(read), many)
    return read


def store(found: Import, looked: Looked) -> None:
    """Keep what a look gave; inside a transaction. Raises WrittenAlready."""
    preview.keep(found, looked.staged(found.id), looked.counts)
    found.to_make = {"batches": [{"from": turn} for turn in looked.batches]}


class _Judged(NamedTuple):
    """What becomes of a row; `text` is what is kept of it, sealed."""

    fate: str
    text: str
    noted: bool = False
    screening_id: str | None = None
    ally_id: str | None = None


@dataclass(slots=True)
class _Judge:
    """Says the fate of one hand after the other, in the order of the file."""

    choices: PeopleChoices
    hands: Sequence[Hand]
    now: datetime
    sha256: str
    who: dict[int, Recognised] = field(init=False)
    barred: set[int] = field(init=False)
    domains: dict[str, str] = field(init=False)
    signups: dict[tuple[str, str], str] = field(init=False)
    stands: dict[str, dict[str, str]] = field(init=False)
    ticked: set[tuple[str, str]] = field(init=False)
    heard: set[tuple[str, str, str]] = field(init=False)
    met: set[str] = field(default_factory=set)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    # (kind of the person, who they are, what decides among their rows, its place)
    order: list[tuple[int, str, tuple[Any, ...], int]] = field(default_factory=list)
    # Who has several rows: of the others nothing has to be decided.
    often: set[tuple[int, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.barred = _barred(self.hands)
        self.often = {person for person, n in Counter(map(_person, self.hands)).items() if n > 1}
        welcome = [hand for hand in self.hands if hand.number not in self.barred]
        people = [Person(str(hand.number), hand.name, hand.email, hand.phone) for hand in welcome]
        self.who = dict(zip((hand.number for hand in welcome), foresee(people), strict=True))
        self.domains = suspects(hand.email.rpartition("@")[2] for hand in welcome if hand.email)
        known = {each.ally_id for each in self.who.values() if not each.new}
        self.stands = _standing(known)
        pairs = {(self.who[hand.number].ally_id, hand.spot.id) for hand in welcome}
        self.signups = existing(sorted(pair for pair in pairs if pair[0] in self.stands))
        self.ticked = _ticked(self.signups.values())
        self.heard = _noes_of(self.sha256, self.stands)
        self.hands = ()

    def row(self, hand: Hand, place: int) -> _Judged:
        if hand.number in self.barred:
            return _refused(LeftAlone(), hand.flags)
        at, flags = raised_at(hand, self.now), [*hand.flags]
        meant = self.domains.get(hand.email.rpartition("@")[2]) if hand.email else None
        if meant:
            flags.append(SUSPECT)
        said = at.isoformat()
        content: dict[str, Any] = {
            "n": hand.name, "e": hand.email, "p": hand.phone, "c": hand.consent, "cc": hand.by_channel, "at": said,
            "i": hand.interests, "t": hand.note, "l": hand.language, "f": flags, "m": meant,
        }  # fmt: skip
        content = {name: value for name, value in content.items() if value}
        who = self.who[hand.number]
        fate, written = self._fate(hand, who, flags)
        if fate == Fate.REPEAT.value:
            content["same as"] = self.seen[who.ally_id, hand.spot.id]
        self.counts[hand.consent] += 1
        self.counts["old"] += at < self.now - timedelta(days=self.choices.old_days)
        text = written_as(content)
        if written:
            person = _person(hand)
            first: tuple[Any, ...] = ()
            if person in self.often:
                # The first of a person's rows names them: the earliest, and rather one that was not typed in capitals alone.
                one_case = (
                    hand.name in (hand.name.upper(), hand.name.lower()) and hand.name.casefold() != hand.name.upper()
                )
                first = said, not hand.name, one_case, text, hand.spot.id
            self.order.append((*person, first, place))
        ally_id = who.ally_id if who.ally_id in self.stands else None
        return _Judged(fate, text, bool(flags), hand.spot.id, ally_id)

    def _fate(self, hand: Hand, who: Recognised, flags: Sequence[str]) -> tuple[str, bool]:
        """And whether anything is written for it."""
        waits = self.choices.doubtful == WAIT and (SUSPECT in flags or LETTERS in flags)
        key = who.ally_id, hand.spot.id
        if key in self.signups:
            return Fate.SAME.value, self._adds(hand, who)
        # A "no" is heard at once, whatever else is doubtful about the row.
        if (
            waits
            and hand.consent != "no"
            and (channel := dict(hand.by_channel)).get("email") != "no" != channel.get("phone")
        ):
            return Fate.DOUBTFUL.value, False
        if key in self.seen:
            return Fate.REPEAT.value, True
        self.seen[key] = hand.number
        if who.ally_id in self.stands or who.ally_id in self.met:
            return KNOWN, True
        self.met.add(who.ally_id)
        return Fate.NEW.value, True

    def _adds(self, hand: Hand, who: Recognised) -> bool:
        """Whether a row says anything that we do not have: the same file brought twice adds nothing."""
        stands, signup_id = self.stands[who.ally_id], self.signups[who.ally_id, hand.spot.id]
        if any((signup_id, each) not in self.ticked for each in hand.interests):
            return True
        said = dict(hand.by_channel) or dict.fromkeys(("email", "phone"), hand.consent)
        # A "no" that stands already, too: by it alone it still stands when what said it first is taken back.
        key = who.ally_id, hand.spot.id
        if any(answer == "no" and (*key, channel) not in self.heard for channel, answer in said.items()):
            return True
        return any(
            answer == "yes" and stands[channel] == "unknown" and channel == who.by for channel, answer in said.items()
        )

    def turns(self) -> tuple[dict[int, int], list[int]]:
        """By its place the turn of each row that is written, one person's rows in a row; and where each portion begins."""
        self.order.sort()
        begins: list[int] = []
        last: tuple[int, str] | None = None
        for turn, (kind, who, _first, _place) in enumerate(self.order):
            if not begins or ((kind, who) != last and turn - begins[-1] >= BATCH):
                begins.append(turn)
            last = kind, who
        return {each[3]: turn for turn, each in enumerate(self.order)}, begins


def _noes_of(sha256: str, ally_ids: Iterable[str]) -> set[tuple[str, str, str]]:
    """(ally, film screening, channel) of each "no" that this very file has said before and that is not taken back."""
    lists = select(Import.id).where(Import.kind == "people", Import.sha256 == sha256, Import.state == State.WRITTEN)
    there = db.session.scalars(lists).all()
    found: set[tuple[str, str, str]] = set()
    for some in portions(sorted(ally_ids), AT_ONCE) if there else ():
        wanted = select(Consent.ally_id, Consent.screening_id, Consent.channel).where(
            Consent.ally_id.in_(some), Consent.import_id.in_(there), Consent.answer == "no"
        )
        found.update((ally_id, str(at), channel) for ally_id, at, channel in db.session.execute(wanted))
    return found


def _person(hand: Hand) -> tuple[int, str]:
    """Those with an address first: whoever has none may join one of them."""
    if hand.email:
        return 0, email_for_matching(hand.email)
    return 1, f"{hand.phone} {name_words(hand.name)}"


def _barred(hands: Sequence[Hand]) -> set[int]:
    barred: set[int] = set()
    for some in portions(hands, AT_ONCE):
        marks = contacts_fingerprints((hand.email, hand.phone) for hand in some)
        if against := suppressed(mark for each in marks for mark in each):
            both = zip(some, marks, strict=True)
            barred |= {hand.number for hand, each in both if not against.keys().isdisjoint(each)}
    return barred


def _standing(ally_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    found = {}
    for some in portions(sorted(ally_ids), AT_ONCE):
        rows = db.session.execute(select(Ally.id, Ally.email_consent, Ally.phone_consent).where(Ally.id.in_(some)))
        found.update({id_: {"email": email, "phone": phone} for id_, email, phone in rows})
    return found


def _ticked(signup_ids: Iterable[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for some in portions(sorted(signup_ids), AT_ONCE):
        wanted = select(SignupInterest.signup_id, SignupInterest.interest_id).where(SignupInterest.signup_id.in_(some))
        found.update((signup, interest_) for signup, interest_ in db.session.execute(wanted))
    return found


def _refused(why: RowRefused, flags: Sequence[str]) -> _Judged:
    content = {"why": kept_refusal(why), "r": why.reason}
    return _Judged(Fate.REFUSED.value, written_as(content | {"f": list(flags)} if flags else content))

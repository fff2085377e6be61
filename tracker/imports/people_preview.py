"""Each row of a list of people meets the allies: whose hand it is, and what becomes of it. Nothing is written.

The decision is over the whole file, whatever the order of its rows: they are recognised together, as they will be written
(allies.recognise.foresee), and written one person after the other.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import CHANNELS, Consent
from tracker.allies.recognise import Recognised, foresee
from tracker.allies.suppress import contacts_fingerprints, suppressed
from tracker.appeals import interest
from tracker.imports import preview
from tracker.imports.collecting import give_back
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
from tracker.records import dataclass
from tracker.signups.register import existing
from tracker.signups.signup import SignupInterest
from tracker.store.db import db
from tracker.store.ids import new_ids
from tracker.store.sealing import written as written_as
from tracker.words import lazy

# As they are kept: asked of each row, an enumeration takes longer to tell than the rest of the question.
NEW, SAME, REPEAT, DOUBTFUL, REFUSED = (
    fate.value for fate in (Fate.NEW, Fate.SAME, Fate.REPEAT, Fate.DOUBTFUL, Fate.REFUSED)
)
AT_ONCE = 5_000
# Rows that are written in one go.
BATCH = 2_500
# Heard from time to time, while rows are read.
EACH = 2_000
# In place of the turn of a row that is not written.
NEVER = -1


class LeftAlone(RowRefused):
    sentence = lazy("This address or number must not be written to. No list brings anybody back.")
    reason = "suppressed"


@dataclass(slots=True)
class Looked:
    """What was read, the last row first; by its place in the file the fate of each row, and its turn or NEVER; where each portion
    of the writing begins, and counts.
    """

    read: list[Hand | Unread]
    judge: "_Judge"
    fates: list[str]
    turns: "array[int]"
    batches: list[int]
    counts: dict[str, int]

    def staged(self, import_id: str) -> Iterator[dict[str, Any]]:
        """Each row for the database when it is asked for, sealed; what was read of it is let go of. Once."""
        seal, ids = ImportRow.content.sealer_of_written(), sorted(new_ids(len(self.read)))
        for place, id_ in enumerate(ids):
            each = self.read.pop()
            judged, turn = self.judge.judged(each, place), self.turns[place]
            yield {
                "id": id_, "number": each.number, "fate": self.fates[place], "noted": judged.noted,
                "screening_id": judged.screening_id, "ally_id": judged.ally_id, "content_sealed": seal(id_, judged.text),
                "place": place, "import_id": import_id, "turn": None if turn == NEVER else turn,
            }  # fmt: skip


def look(found: Import, told: Told | None = None) -> Looked:
    """Decide every row's fate. Raises FileGone, ScreeningNotFound, and what read_table raises."""
    assert found.choices is not None
    read = _read(found, choices_read(found.choices), told)
    give_back()
    return look_at(found, read, told)


def look_at(found: Import, read: list[Hand | Unread], told: Told | None = None) -> Looked:
    """The same of rows that were read already, of a file or of another server's pages."""
    assert found.choices is not None
    choices, sha256 = choices_read(found.choices), found.sha256
    judge = _Judge(choices, [each for each in read if isinstance(each, Hand)], clock.now(), sha256)
    give_back()
    fates: list[str] = []
    for place, each in enumerate(read):
        if told and place % EACH == 0:
            told("decide", place, len(read))
        fates.append(judge.decide(each, place) if isinstance(each, Hand) else REFUSED)
    turns, batches = judge.turns(len(read))
    give_back()
    read.reverse()
    return Looked(read, judge, fates, turns, batches, dict(judge.counts + Counter(fates)))


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
    """What is kept of a row; `text` is sealed."""

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
    stands: dict[str, tuple[str, str]] = field(init=False)
    ticked: set[tuple[str, str]] = field(init=False)
    heard: set[tuple[str, str, str]] = field(init=False)
    # Of those who have several rows: by film screening the row that was first.
    seen: defaultdict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    counts: Counter[str] = field(default_factory=Counter)
    # (whether it has no address, where its person first stands, what decides among their rows, its place): but for that it is
    # the order of the file, in which rows lie beside each other.
    order: list[tuple[bool, int, tuple[Any, ...], int]] = field(default_factory=list)
    # Who has several rows: of the others nothing has to be decided. Where they first stand.
    often: set[str] = field(init=False)
    stood: dict[str, int] = field(default_factory=dict)
    # By place the number of the row that one repeats, and whom that we know it is of.
    repeats: dict[int, int] = field(default_factory=dict)
    allies: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.barred = _barred(self.hands)
        welcome = [hand for hand in self.hands if hand.number not in self.barred]
        # Each of them left an address or a number: nobody is known by what brought them.
        who = foresee(welcome)
        self.who = dict(zip((hand.number for hand in welcome), who, strict=True))
        self.often = {ally_id for ally_id, n in Counter(each.ally_id for each in who).items() if n > 1}
        self.domains = suspects(hand.email.rpartition("@")[2] for hand in welcome if hand.email)
        self.stands = _standing({each.ally_id for each in who if not each.new})
        pairs = {
            (each.ally_id, hand.spot.id) for hand, each in zip(welcome, who, strict=True) if each.ally_id in self.stands
        }
        self.signups = existing(sorted(pairs))
        self.ticked = _ticked(self.signups.values())
        self.heard = _noes_of(self.sha256, self.stands)
        self.hands = ()

    def decide(self, hand: Hand, place: int) -> str:
        """Its fate, which is remembered with whatever judged() needs."""
        if hand.number in self.barred:
            return REFUSED
        at, who = raised_at(hand, self.now), self.who[hand.number]
        fate, written = self._fate(hand, who, self._flags(hand))
        if fate == REPEAT:
            self.repeats[place] = self.seen[who.ally_id][hand.spot.id]
        if who.ally_id in self.stands:
            self.allies[place] = who.ally_id
        self.counts[hand.consent] += 1
        self.counts["old"] += at < self.now - timedelta(days=self.choices.old_days)
        if written:
            # Those with an address first: whoever has none may join one of them.
            if who.ally_id in self.often:
                stood = self.stood.setdefault(who.ally_id, place)
                self.order.append((not hand.email, stood, self._first(hand, at), place))
            else:
                self.order.append((not hand.email, place, (), place))
        return fate

    def _first(self, hand: Hand, at: datetime) -> tuple[Any, ...]:
        """The first of a person's rows names them: the earliest, and rather one that was not typed in capitals alone."""
        one_case = hand.name in (hand.name.upper(), hand.name.lower()) and hand.name.casefold() != hand.name.upper()
        # What else it says: so that the order of the file decides nothing.
        says = hand.name, hand.email or "", hand.phone or "", hand.consent, hand.by_channel, hand.interests
        return at, not hand.name, one_case, says, hand.note, hand.language, hand.flags, hand.spot.id

    def _flags(self, hand: Hand) -> list[str]:
        return [*hand.flags, SUSPECT] if self._meant(hand) else [*hand.flags]

    def _meant(self, hand: Hand) -> str | None:
        return self.domains.get(hand.email.rpartition("@")[2]) if hand.email else None

    def judged(self, each: Hand | Unread, place: int) -> _Judged:
        """What is kept of a row, decided or not to be read."""
        if isinstance(each, Unread):
            return _refused(each.why, each.flags)
        if each.number in self.barred:
            return _refused(LeftAlone(), each.flags)
        flags = self._flags(each)
        content: dict[str, Any] = {
            "n": each.name, "e": each.email, "p": each.phone, "c": each.consent, "cc": each.by_channel,
            "at": raised_at(each, self.now).isoformat(), "i": each.interests, "t": each.note, "l": each.language, "f": flags,
            "m": self._meant(each), "same as": self.repeats.get(place),
        }  # fmt: skip
        text = written_as({name: value for name, value in content.items() if value})
        return _Judged(text, bool(flags), each.spot.id, self.allies.get(place))

    def _fate(self, hand: Hand, who: Recognised, flags: Sequence[str]) -> tuple[str, bool]:
        """And whether anything is written for it."""
        waits = self.choices.doubtful == WAIT and (SUSPECT in flags or LETTERS in flags)
        if (who.ally_id, hand.spot.id) in self.signups:
            return SAME, self._adds(hand, who)
        # A "no" is heard at once, whatever else is doubtful about the row.
        if (
            waits
            and hand.consent != "no"
            and (channel := dict(hand.by_channel)).get("email") != "no" != channel.get("phone")
        ):
            return DOUBTFUL, False
        met = False
        if who.ally_id in self.often:
            seen = self.seen[who.ally_id]
            if hand.spot.id in seen:
                return REPEAT, True
            met = bool(seen)
            seen[hand.spot.id] = hand.number
        return (KNOWN if met or who.ally_id in self.stands else NEW), True

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
            answer == "yes" and stands[CHANNELS.index(channel)] == "unknown" and channel == who.by
            for channel, answer in said.items()
        )

    def turns(self, rows: int) -> "tuple[array[int], list[int]]":
        """By its place the turn of each row that is written, one person's rows in a row; and where each portion begins. What was
        remembered for deciding is let go of.
        """
        self.who, self.often, self.stands, self.signups, self.ticked, self.heard = {}, set(), {}, {}, set(), set()
        self.seen.clear()
        self.order.sort()
        begins, turns = list[int](), array("i", [NEVER]) * rows
        last: tuple[bool, int] | None = None
        for turn, (kind, stood, _first, place) in enumerate(self.order):
            if not begins or ((kind, stood) != last and turn - begins[-1] >= BATCH):
                begins.append(turn)
            last, turns[place] = (kind, stood), turn
        self.order = []
        return turns, begins


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


def _barred(hands: Sequence[Hand]) -> set[int]:
    barred: set[int] = set()
    for some in portions(hands, AT_ONCE):
        marks = contacts_fingerprints((hand.email, hand.phone) for hand in some)
        if against := suppressed(mark for each in marks for mark in each):
            both = zip(some, marks, strict=True)
            barred |= {hand.number for hand, each in both if not against.keys().isdisjoint(each)}
    return barred


def _standing(ally_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """What each said of being contacted, by channel."""
    found = dict[str, tuple[str, str]]()
    shared = dict[tuple[str, str], tuple[str, str]]()
    for some in portions(sorted(ally_ids), AT_ONCE):
        rows = db.session.execute(select(Ally.id, Ally.email_consent, Ally.phone_consent).where(Ally.id.in_(some)))
        for id_, by_email, by_phone in rows:
            said = by_email, by_phone
            found[id_] = shared.setdefault(said, said)
    return found


def _ticked(signup_ids: Iterable[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for some in portions(sorted(signup_ids), AT_ONCE):
        wanted = select(SignupInterest.signup_id, SignupInterest.interest_id).where(SignupInterest.signup_id.in_(some))
        found.update((signup, interest_) for signup, interest_ in db.session.execute(wanted))
    return found


def _refused(why: RowRefused, flags: Sequence[str]) -> _Judged:
    content = {"why": kept_refusal(why), "r": why.reason}
    return _Judged(written_as(content | {"f": list(flags)} if flags else content))

"""Each row of a list of people meets the allies: whose hand it is, and what becomes of it. Nothing is written.

The decision is over the whole file, whatever the order of its rows: they are recognised together, as they will be written
(allies.recognise.foresee), and written one person after the other.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

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
from tracker.store.ids import new_id
from tracker.words import lazy

AT_ONCE = 5_000
# Rows that are written in one go.
BATCH = 5_000
# Heard from time to time, while rows are read.
EACH = 2_000


class LeftAlone(RowRefused):
    sentence = lazy("This address or number must not be written to. No list brings anybody back.")
    reason = "suppressed"


@dataclass(slots=True)
class Looked:
    """Rows for the database, where each portion of the writing begins, and counts."""

    rows: list[dict[str, Any]]
    batches: list[int]
    counts: dict[str, int]


def look(found: Import, told: Told | None = None) -> Looked:
    """Decide every row's fate. Raises FileGone, ScreeningNotFound, and what read_table raises."""
    assert found.choices is not None
    choices = choices_read(found.choices)
    table = table_of(found, choices.sheet)
    spot = one(choices.screening_id) if choices.screening_id else None
    ours = {each.key: each.id for each in interest.offered()}
    reader = Reader(table, choices, None if spot else Spots(choices.campaign_id), spot, ours)
    read: list[Hand | Unread] = []
    for row in reader.rows():
        read.append(row)
        if told and len(read) % EACH == 0:
            told("read", len(read), len(table.rows))
    judge = _Judge(choices, [each for each in read if isinstance(each, Hand)], clock.now(), found.sha256)
    rows = []
    for place, each in enumerate(read):
        staged = judge.row(each) if isinstance(each, Hand) else _refused(each.number, each.why, each.flags)
        staged |= {"place": place, "import_id": found.id}
        rows.append(staged)
        if told and place % EACH == 0:
            told("decide", place, len(read))
    batches = judge.turns(rows)
    sealed = ImportRow.content.sealer()
    for staged in rows:
        staged["content_sealed"] = sealed(staged["id"], staged.pop("content"))
    return Looked(rows, batches, dict(judge.counts + Counter(row["fate"] for row in rows)))


def store(found: Import, looked: Looked) -> None:
    """Keep what a look gave; inside a transaction. Raises WrittenAlready."""
    preview.keep(found, looked.rows, looked.counts)
    found.to_make = {"batches": [{"from": turn} for turn in looked.batches]}


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
    # (kind and fingerprint of the person, what decides among their rows, index of the row)
    order: list[tuple[tuple[int, str], str, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.barred = _barred(self.hands)
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

    def row(self, hand: Hand) -> dict[str, Any]:
        if hand.number in self.barred:
            return _refused(hand.number, LeftAlone(), hand.flags)
        at, flags = raised_at(hand, self.now), [*hand.flags]
        meant = self.domains.get(hand.email.rpartition("@")[2]) if hand.email else None
        if meant:
            flags.append(SUSPECT)
        content: dict[str, Any] = {
            "n": hand.name, "e": hand.email, "p": hand.phone, "c": hand.consent, "cc": hand.by_channel, "at": at.isoformat(),
            "i": hand.interests, "t": hand.note, "l": hand.language, "f": flags, "m": meant,
        }  # fmt: skip
        content = {name: value for name, value in content.items() if value}
        who = self.who[hand.number]
        fate, written = self._fate(hand, who, flags)
        if fate == Fate.REPEAT.value:
            content["same as"] = self.seen[who.ally_id, hand.spot.id]
        self.counts[hand.consent] += 1
        self.counts["old"] += at < self.now - timedelta(days=self.choices.old_days)
        row = _row(hand.number, fate, content)
        row |= {
            "screening_id": hand.spot.id,
            "ally_id": who.ally_id if who.ally_id in self.stands else None,
            "noted": bool(flags),
        }
        if written:
            # The first of a person's rows names them: the earliest, and rather one that was not typed in capitals alone.
            one_case = hand.name in (hand.name.upper(), hand.name.lower()) and hand.name.casefold() != hand.name.upper()
            first = [at.isoformat(), not hand.name, one_case, content, hand.spot.id]
            self.order.append((_person(hand), json.dumps(first), row))
        return row

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

    def turns(self, rows: Sequence[dict[str, Any]]) -> list[int]:
        """Give each row that is written its turn, one person's rows in a row; where each portion begins."""
        for row in rows:
            row["turn"] = None
        begins: list[int] = []
        last: tuple[int, str] | None = None
        for turn, (person, _what, row) in enumerate(sorted(self.order, key=lambda each: each[:2])):
            row["turn"] = turn
            if not begins or (person != last and turn - begins[-1] >= BATCH):
                begins.append(turn)
            last = person
        return begins


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
    marks = contacts_fingerprints((hand.email, hand.phone) for hand in hands)
    against = suppressed(mark for each in marks for mark in each)
    if not against:
        return set()
    return {hand.number for hand, each in zip(hands, marks, strict=True) if any(mark in against for mark in each)}


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


def _refused(number: int, why: RowRefused, flags: Sequence[str]) -> dict[str, Any]:
    content = {"why": kept_refusal(why), "r": why.reason}
    return _row(number, Fate.REFUSED.value, content | {"f": list(flags)} if flags else content)


def _row(number: int, fate: str, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(), "number": number, "fate": fate, "noted": False, "content": content, "screening_id": None, "ally_id": None,
    }  # fmt: skip

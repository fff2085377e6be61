"""A past for raised hands: welcomed by the one door, most addresses confirmed; some said afterwards where they had been."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update

from tracker import clock
from tracker.allies import wordings
from tracker.allies.ally import Ally
from tracker.appeals import interest
from tracker.arrivals.entry import Entry
from tracker.arrivals.welcome import welcome
from tracker.followups import past, placing
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.signups.placing import double_of
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.words import _, speaking

# Signups that are welcomed in one go.
AT_ONCE = 200
# From the signup until they say where they watched.
AFTERWARDS = timedelta(minutes=2)
# One in so many has not confirmed the address: the desk shows how that looks.
UNCONFIRMED = 9


@dataclass(frozen=True, slots=True)
class Hand:
    """One signup. `where`: the place of an evening in the story, or (campaign, "streaming" or "unplaced")."""

    entry: Entry
    where: int | tuple[int, str]
    ticks: tuple[str, ...]
    # Where they said afterwards that they had been: the place of an evening.
    said: int | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """The evenings in the story's order; of each campaign the standing screenings by kind."""

    evenings: Sequence[Screening]
    standing: Sequence[Mapping[str, Screening]]

    def of(self, where: int | tuple[int, str]) -> Screening:
        return self.evenings[where] if isinstance(where, int) else self.standing[where[0]][where[1]]


def live(hands: Sequence[Hand], places: Places, organisation: str) -> Iterator[int]:
    """Some at a time, inside a transaction: how many were just welcomed. `organisation`: who asks for consent."""
    interests = {each.key: each.id for each in interest.offered()}
    asked = {language: _asked(language, organisation) for language in sorted({hand.entry.language for hand in hands})}
    for start in range(0, len(hands), AT_ONCE):
        some = hands[start : start + AT_ONCE]
        _welcome(some, [_entry(hand, places.of(hand.where), interests, asked) for hand in some], places)
        yield len(some)


def _asked(language: str, organisation: str) -> str:
    with speaking(language):
        question = _("May %(organisation)s contact you about this?", organisation=organisation)
        words = f"{question} / {_('Yes, contact me')} / {_('No, only count me')}"
    return wordings.kept(words, language)


def _entry(hand: Hand, row: Screening, interests: Mapping[str, str], asked: Mapping[str, str]) -> Entry:
    return replace(
        hand.entry, screening_id=row.id, campaign_id=row.campaign_id, kind=row.kind,
        point_person_id=row.point_person_id, interests=tuple((interests[key], key) for key in hand.ticks),
        wording_id=None if hand.entry.source == "import" else asked[hand.entry.language],
    )  # fmt: skip


def _welcome(hands: Sequence[Hand], entries: Sequence[Entry], places: Places) -> None:
    told = list(zip(hands, welcome(entries), entries, strict=True))
    for hand, each, _came in told:
        if hand.said is not None and each.signup_id:
            _say_where(each.signup_id, places.of(hand.said), hand.entry.at + AFTERWARDS)
    _confirm([
        each.ally_id for number, (_hand, each, entry) in enumerate(told)
        if each.ally_id and entry.email and entry.consent == "yes" and number % UNCONFIRMED
    ])  # fmt: skip


def _say_where(signup_id: str, at: Screening, when: datetime) -> None:
    """As they would have on the thanks page."""
    signup = db.session.get_one(Signup, signup_id)
    whose = db.session.get_one(Ally, signup.ally_id)
    if double_of(signup, at.id):
        return
    was = placing.before(whose, signup_id)
    signup.screening_id, signup.placed_at = at.id, when
    db.session.flush()
    placing.after(whose, signup_id, was, begun=())


def _confirm(ally_ids: Sequence[str]) -> None:
    """At once, by the button in the first letter."""
    sure = update(Ally).where(Ally.id.in_(sorted(ally_ids))).values(confirmed_at=Ally.created_at)
    db.session.execute(sure.execution_options(synchronize_session=False))
    past.let_go(ally_ids, clock.now())

"""The invented people who sign up, and what they write on the form."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from tracker.arrivals.entry import Entry
from tracker.arrivals.past_hands import Hand
from tracker.cli.demo_data import names
from tracker.cli.demo_data.evenings import LIBRARIES, MAIN, Calendar
from tracker.screenings.past_evenings import Evening

TICKS = (("learn", 0.45), ("give", 0.17), ("write", 0.3), ("bring", 0.2), ("host", 0.1), ("volunteer", 0.13))
SOURCES = {
    "theatrical": ("screen", "screen", "screen", "poster", "seat card", "link"),
    "festival": ("screen", "seat card", "sheet", "desk"),
    "campus": ("screen", "poster", "kiosk", "sheet", "link"),
    "community": ("seat card", "sheet", "kiosk", "poster", "link"),
    "virtual": ("link",),
    "streaming": ("link", "link", "api"),
}
# How much of the crowd each kind brings. What happened lately has its own number.
SHARES = {"festival": 4.0, "theatrical": 0.33, "campus": 1.0, "community": 0.8, "virtual": 1.0}
LATELY = timedelta(days=14)
# Who signs up in a cinema by the code on the screen, which is the campaign's; and who of them says where they were.
BY_END_CARD, SAY_WHERE = 0.4, 0.5
NOTES = (
    "Has a projector.",
    "Works at a school.",
    "Asked for the discussion guide.",
    "Prefers evenings.",
    "Came with her choir.",
)
OPENED = datetime(2023, 11, 20, tzinfo=UTC)


class Crowd:
    """Draws one person after the other; the same seed, the same people."""

    def __init__(self, random: Random, calendar: Calendar) -> None:
        self.random, self.calendar, self.number = random, calendar, 0
        self.known: list[Entry] = []

    def hands(self, people: int) -> list[Hand]:
        """Signups of about `people` people, in the order of time."""
        now = self.calendar.now
        past = [
            (i, e) for i, e in enumerate(self.calendar.evenings) if self.calendar.starts(e) < now and not e.cancelled_at
        ]
        lately = [each for each in past if self.calendar.starts(each[1]) > now - LATELY]
        hands = [hand for i, e in lately for hand in self._crowd(i, e, max(2, people * 8 // 1000))]
        before = [each for each in past if each not in lately]
        weight = sum(SHARES[e.facts.kind] for _, e in before)
        for i, e in before:
            exact = (people * 0.8) * SHARES[e.facts.kind] / weight
            hands += self._crowd(i, e, int(exact) + (self.random.random() < exact % 1))
        hands += self._at_home(people)
        hands += self._before_it_begins()
        hands += self._once_more(now)
        return sorted(hands, key=lambda hand: (hand.entry.at, hand.entry.submission))

    def _crowd(self, place: int, evening: Evening, how_many: int) -> Iterator[Hand]:
        starts = self.calendar.starts(evening)
        for _ in range(how_many):
            at = starts + timedelta(minutes=self.random.randint(92, 150))
            where: int | tuple[int, str] = place
            by_the_end_card = evening.facts.kind == "theatrical" and self.random.random() < BY_END_CARD
            if by_the_end_card:
                where = (MAIN, "unplaced")
            hand = self._hand(
                where, evening.facts.kind, min(at, self.calendar.now - timedelta(minutes=5)), evening.campaign
            )
            said = by_the_end_card and self.random.random() < SAY_WHERE
            yield replace(hand, said=place) if said else hand

    def _at_home(self, people: int) -> Iterator[Hand]:
        days = (self.calendar.now - OPENED).days
        for _ in range(people // 20):
            # More in the beginning than later.
            at = OPENED + timedelta(days=days * self.random.random() ** 2 * 0.98, minutes=self.random.randint(0, 1439))
            yield self._hand((MAIN, "streaming"), "streaming", at, MAIN)

    def _before_it_begins(self) -> Iterator[Hand]:
        """Who follows the link of an evening that is still to come, an hour ago or two."""
        for place, evening in enumerate(self.calendar.evenings):
            if self.calendar.starts(evening) > self.calendar.now and self.random.random() < 0.6:
                at = self.calendar.now - timedelta(minutes=self.random.randint(20, 400))
                yield self._hand(place, "virtual", at, evening.campaign)

    def _once_more(self, now: datetime) -> Iterator[Hand]:
        """Some come again; some have changed their mind; some who said no to letters would take a call."""
        again = [
            entry
            for entry in self.known
            if entry.email and entry.consent == "yes" and entry.at < now - timedelta(days=40)
        ]
        for entry in self.random.sample(again, min(len(again), max(12, len(again) // 20))):
            consent = "no" if self.random.random() < 0.12 else "yes"
            at = entry.at + timedelta(days=self.random.randint(1, 30))
            yield self._again(entry, "streaming", consent, at)
        both = [entry for entry in again if entry.phone][:8]
        for entry in both[:4]:
            yield self._again(entry, "unplaced", "no", now - timedelta(days=15))
            yield self._again(entry, "streaming", "yes", now - timedelta(days=12), by_phone_alone=True)

    def _again(self, known: Entry, where: str, consent: str, at: datetime, by_phone_alone: bool = False) -> Hand:
        self.number += 1
        entry = Entry(
            submission=f"demo-{self.number:06}", screening_id="", campaign_id="", kind="", name=known.name,
            email=None if by_phone_alone else known.email, phone=known.phone, consent=consent, interests=(),
            language=known.language, source="link", at=at,
        )  # fmt: skip
        return Hand(entry, (MAIN, where), () if consent == "no" else ("learn",))

    def _hand(self, where: int | tuple[int, str], kind: str, at: datetime, campaign: int) -> Hand:
        self.number += 1
        draw = self.random.random
        language = self.random.choices(("en", "ko", "es"), (30, 22, 48) if campaign == LIBRARIES else (73, 19, 8))[0]
        source = "import" if kind == "festival" and draw() < 0.3 else self.random.choice(SOURCES[kind])
        consent = (
            "unknown"
            if source == "import" or (source == "sheet" and draw() < 0.2)
            else "no"
            if draw() < 0.07
            else "yes"
        )
        ticks = tuple(key for key, share in TICKS if draw() < share)
        wants_a_person = "host" in ticks or "volunteer" in ticks
        by_email = draw() < 0.92
        by_phone = not by_email or draw() < (0.97 if wants_a_person else 0.3)
        name, email, phone = (
            names.person(self.random, language),
            names.address(self.random, self.number),
            names.phone(self.number),
        )
        careful = draw() < 0.03
        note = self.random.choice(NOTES) if draw() < 0.05 else ""
        # Who says "no" on the form is counted, and nothing of them is kept.
        kept = consent != "no"
        entry = Entry(
            submission=f"demo-{self.number:06}", screening_id="", campaign_id="", kind="", name=name if kept else "",
            email=email if kept and by_email else None, phone=phone if kept and by_phone else None, consent=consent,
            interests=(), language=language, source=source, at=at, extra_care=careful and kept,
            note=note if kept else "",
        )  # fmt: skip
        self.known.append(entry)
        return Hand(entry, where, ticks if kept else ())

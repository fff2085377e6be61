"""What became of the follow-ups: letters left, calls were made and written down; some of the last days still wait."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from tracker.followups.outcomes import SELF_REPORTED
from tracker.followups.past import Past, Try, Waiting

# Outcomes of calls, by how often.
CALLS = (
    ("reached", 26), ("wants to host", 15), ("done", 12), ("gave", 9), ("brought others", 6), ("not for me", 11), ("not reached", 12),
    ("wrong number", 6), ("stop calls", 4), ("asked to stop", 3),
)  # fmt: skip
NOTES = {
    "reached": (
        "Good talk. Sends the guide to her reading circle.",
        "Wants to hear more in spring.",
        "안부를 여쭘. 소식지를 원하심.",
    ),
    "wants to host": (
        "Church hall, about 40 chairs, a Friday in spring.",
        "Living room, ten people. Needs a projector.",
        "Su biblioteca, en mayo.",
    ),
    "done": (
        "Wrote to both senators, and got an answer.",
        "Two hours of translating, done.",
    ),
    "brought others": ("Six friends, to the library.", "Her choir came along."),
    "gave": ("Asked for a receipt.", "Gives once a year, in December."),
    "not for me": ("No time this year. Glad that we asked.", "Moved away."),
    "not reached": ("Mailbox is full.", "Rings, nobody answers."),
    "wrong number": ("Somebody else, for two years now.",),
    "stop calls": ("Letters are fine.",),
    "asked to stop": ("Kind, and clear: nothing more.",),
    "no answer": ("Left a message.", "No mailbox.", ""),
    "call back": ("At work; evenings are better.", "On the road, asks for tomorrow."),
}  # fmt: skip
# What can have become of a call of the last days.
STATES = ("called", "waits", "claimed", "no answer", "call back")
GIFTS = (2500, 5000, 5000, 10000, 25000)
# Letters older than this have left; calls older than this are closed.
LETTERS_LEFT, CALLS_CLOSED = timedelta(days=3), timedelta(days=9)
AN_HOUR = timedelta(hours=1)


class Endings:
    """Asked in three rounds, for then later letters know who asked to stop. The same seed, the same fates."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.seed, self.now = seed, now
        self.random = Random(seed)
        self.stopped: dict[str, datetime] = {}
        # So that each of CALLS occurs, however few people there are.
        self.still_unheard = [key for key, _ in CALLS]
        self.still_unsaid = list(SELF_REPORTED)
        self.unseen = {True: ["waits"], False: ["no answer", "call back", "claimed", "waits"]}

    def thanks(self, each: Waiting, team: Mapping[str, str]) -> Past | None:
        """The letter that leaves at once; some are answered."""
        if each.step_key != "thanks" or each.due_at > self.now - LETTERS_LEFT:
            return None
        self._throw(each)
        answered = self.random.random() < (0.03 if each.due_at < self.now - timedelta(days=20) else 0.12)
        left = Try(each.due_at + timedelta(minutes=1), "sent")
        if not answered:
            return self._closed(each, (left,), "sent")
        at = min(
            each.due_at + timedelta(hours=self.random.randint(5, 50)),
            self.now - timedelta(hours=self.random.randint(2, 20)),
        )
        return self._closed(each, (left, Try(at, "answered", team["coordinator"])), "answered")

    def calls(self, each: Waiting, team: Mapping[str, str]) -> Past | None:
        """Calls and texts: all old ones are closed, of the last days most that are late and some that are not."""
        if each.channel == "letter":
            return None
        self._throw(each)
        who = team[self.random.choice(("caller", "caller", "organizer", "second"))]
        draw = self.random.random()
        late = each.late_at < self.now
        if each.due_at < self.now - CALLS_CLOSED:
            return self._called(each, who)
        state = self._unseen(late) or self.random.choices(STATES, (46, 34, 8, 7, 5) if late else (30, 46, 10, 8, 6))[0]
        if state == "called":
            return self._called(each, who)
        if state == "claimed":
            return Past(each, claimed_by_id=who, claimed_until=self.now + timedelta(minutes=25 + 30 * draw))
        return None if state == "waits" else self._comes_back(each, who, state)

    def _unseen(self, late: bool) -> str | None:
        """Each state once, before chance decides; what waits, late and not late."""
        left = self.unseen[late]
        return left.pop() if left else None

    def letters(self, each: Waiting, _team: Mapping[str, str]) -> Past | None:
        """All later letters, to those who had not asked to stop before."""
        if each.channel != "letter":
            return None
        stopped = self.stopped.get(each.ally_id)
        if stopped and each.due_at >= stopped:
            return Past(each, (), "asked to stop", stopped)
        if each.due_at > self.now - LETTERS_LEFT:
            return None
        left = Try(each.due_at + timedelta(minutes=2), "sent")
        said = self._pressed(each) if each.step_key == "check_in" else None
        if said is None:
            return self._closed(each, (left,), "sent")
        at = left.at + (self.now - left.at) * self.random.random() / 8
        return self._closed(each, (left, Try(at, said)), said)

    def _pressed(self, each: Waiting) -> str | None:
        """What somebody says by a button in the check-in; most say nothing."""
        self._throw(each)
        if self.still_unsaid:
            return self.still_unsaid.pop()
        return self.random.choices((None, *SELF_REPORTED), (80, 8, 8, 4))[0]

    def _called(self, each: Waiting, who: str) -> Past:
        outcome = self.random.choices([key for key, _ in CALLS], [share for _, share in CALLS])[0]
        if self.still_unheard and each.channel == "call":
            outcome = self.still_unheard.pop()
        tries = 4 if outcome == "not reached" else self.random.choice((1, 1, 1, 2, 2, 3))
        latest = min(each.late_at + timedelta(hours=10), self.now - timedelta(minutes=self.random.randint(10, 600)))
        first = min(each.due_at + timedelta(hours=self.random.randint(3, 30)), latest)
        moments = [first + (latest - first) * number / tries for number in range(tries)]
        made = [Try(at, "no answer", who, self._note("no answer"), after) for at, after in pairwise(moments)]
        last = Try(moments[-1], "no answer" if outcome == "not reached" else outcome, who, self._note(outcome))
        if outcome == "asked to stop":
            self.stopped[each.ally_id] = moments[-1]
        value = self.random.choice(GIFTS) if outcome == "gave" else None
        return self._closed(each, (*made, last), outcome, value)

    def _comes_back(self, each: Waiting, who: str, outcome: str) -> Past:
        at = max(each.due_at, self.now - timedelta(hours=self.random.randint(4, 20)))
        again = self.now + timedelta(minutes=self.random.choice((-50, 40, 95, 170, 1500)))
        clock = AN_HOUR if outcome == "call back" else 4 * AN_HOUR
        tried = Try(at, outcome, who, self._note(outcome), again)
        return Past(each, (tried,), due_at=again, late_at=max(again + clock, each.late_at))

    def _closed(self, each: Waiting, tries: tuple[Try, ...], outcome: str, value: int | None = None) -> Past:
        return Past(each, tries, outcome, tries[-1].at, value)

    def _throw(self, each: Waiting) -> None:
        """Dice of its own for each follow-up: the order in which they are asked about decides nothing."""
        self.random = Random(f"{self.seed} {each.submission} {each.step_key}")

    def _note(self, outcome: str) -> str | None:
        return self.random.choice(NOTES[outcome]) or None if self.random.random() < 0.6 else None

"""What became of each thing that was pulled or told, in one word for programs and in words for people."""

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import select

from tracker.allies.ally import Ally
from tracker.files.writing import csv_bytes
from tracker.records import dataclass
from tracker.store.db import db
from tracker.words import Lazy, lazy

IN, OUT = "in", "out"
PEOPLE, ATTENDANCES, EVENTS, TAGS = "person", "attendance", "event", "tag"

WORDS: dict[tuple[str, str], Lazy] = {
    (IN, "new"): lazy("new here"),
    (IN, "known"): lazy("of somebody known, new here"),
    (IN, "already there"): lazy("here already"),
    (IN, "repeat"): lazy("the same once more"),
    (IN, "refused"): lazy("not taken"),
    (IN, "no heard"): lazy("unsubscribed there: heard here"),
    (IN, "erased"): lazy("erased here: not brought back"),
    (IN, "taken back"): lazy("taken back here: not brought in again"),
    (IN, "left alone"): lazy("asked us to be left alone: not brought in"),
    (IN, "unsubscribed"): lazy("unsubscribed there and unknown here: not brought in"),
    (IN, "too old"): lazy("longer ago than people are kept here: not brought in"),
    (IN, "not attending"): lazy("attends no event of the campaign: not brought in"),
    (IN, "no contact"): lazy("neither an e-mail address nor a number that can be used: not brought in"),
    (IN, "unreadable"): lazy("cannot be read: left out"),
    (IN, "other film"): lazy("of another film: left out"),
    (IN, "conflict"): lazy("unclear which film screening it is: left out, for you to decide"),
    (IN, "tagged"): lazy("tagged here"),
    (OUT, "new"): lazy("new there"),
    (OUT, "tagged"): lazy("tagged there"),
    (OUT, "no told"): lazy("said no here: unsubscribed there"),
    (OUT, "refused"): lazy("refused there"),
    (OUT, "gone"): lazy("gone there: not made anew"),
    (OUT, "private"): lazy("private: not told of"),
    (OUT, "unclear"): lazy("stands there in doubt: not told of"),
}
ABOUT_WORDS = {
    PEOPLE: lazy("People"), ATTENDANCES: lazy("Attendances"), EVENTS: lazy("Events"), TAGS: lazy("Tags"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fate:
    """`there`, `here`: ids; `why`: a sentence more. No name and no contact."""

    way: str
    about: str
    fate: str
    there: str = ""
    here: str = ""
    why: str = ""

    @property
    def words(self) -> str:
        return str(WORDS[self.way, self.fate])


HEADING = ("direction", "about", "their_id", "fate", "decision", "our_id", "alias", "words", "why")
TAKEN = frozenset({"new", "known", "no heard", "no told", "tagged", "repeat", "already there"})


def report_of(fates: Iterable[Fate]) -> bytes:
    """CSV: what became of each, by ids and aliases alone; no cell can start a formula."""
    told = list(fates)
    ids = sorted({each.here for each in told if each.about == PEOPLE and each.here})
    aliases: dict[str, str] = {}
    for start in range(0, len(ids), 5_000):
        wanted = select(Ally.id, Ally.alias).where(Ally.id.in_(ids[start : start + 5_000]))
        aliases.update((ally_id, alias) for ally_id, alias in db.session.execute(wanted))
    return csv_bytes(HEADING, _lines(told, aliases))


def _lines(told: Iterable[Fate], aliases: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for each in told:
        decision = "accept" if each.fate in TAKEN else "reject"
        alias = aliases.get(each.here, "")
        yield each.way, each.about, each.there, each.fate, decision, each.here, alias, each.words, each.why


def counted(fates: Iterable[Fate]) -> list[tuple[str, str, str, int]]:
    """(direction, about, fate, how many), in the order in which they came up first."""
    found = Counter((each.way, each.about, each.fate) for each in fates)
    return [(*key, number) for key, number in found.items()]

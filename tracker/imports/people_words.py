"""Words of a list of people: a yes or a no as they were typed, a language, and what somebody would do."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache

from tracker.allies.contact_points import clean_text
from tracker.imports.cells import is_missing, read_yes_no

SUBSCRIBED = frozenset({"subscribed", "opted in", "opt in", "opted-in", "confirmed"})
UNSUBSCRIBED = frozenset(
    {"unsubscribed", "opted out", "opt out", "opted-out", "spam complaint", "complained", "cleaned", "stop"}
)
# After a first "yes" these make it none.
_BUT = frozenset(
    {"but", "no", "not", "don't", "dont", "never", "only", "if", "maybe", "pero", "solo", "sólo", "안", "말고"}
)
_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[✓✔]")
# The longest cell that may be a yes or a no.
LONGEST = 200

LANGUAGE_WORDS = {
    "en": ("en", "english", "inglés", "ingles", "영어"),
    "ko": ("ko", "kr", "korean", "coreano", "한국어", "한국말"),
    "es": ("es", "spanish", "español", "espanol", "castellano", "스페인어"),
}

MOST_INTERESTS = 40
_PARTS = re.compile(r"[\n\r,;|]+")
# Pieces of words by which somebody's offer tells which of ours it is; the first that fits decides.
PIECES = (
    ("host", "host organise organiz organizar anfitri 주최 상영회"),
    ("give", "donat give dinero donar 후원 기부"),
    ("write", "write letter representative lawmaker congress petition carta escrib 편지 청원"),
    ("bring", "share bring friend invite spread compartir invitar amig 공유 초대 친구"),
    ("volunteer", "volunt translat drive help hours traduc conducir ayudar 봉사 번역 운전"),
    ("learn", "learn news aprender saber 배우 소식"),
)


@lru_cache(maxsize=5_000)
def read_consent(cell: str) -> str:
    """A cleaned cell as "yes", "no" or "unknown". What is neither is no yes."""
    if len(cell) > LONGEST or is_missing(cell):
        return "unknown"
    folded = cell.casefold().rstrip(".! ")
    if folded in SUBSCRIBED:
        return "yes"
    if folded in UNSUBSCRIBED:
        return "no"
    told = read_yes_no(folded)
    words = _WORDS.findall(folded)
    if told is None and len(words) > 1:
        told = read_yes_no(words[0])
        told = None if told and not _BUT.isdisjoint(words[1:]) else told
    return "unknown" if told is None else "yes" if told else "no"


def strongest(answers: Iterable[str]) -> str:
    """Any "no" wins over "yes", "yes" over "unknown"."""
    said = set(answers)
    return "no" if "no" in said else "yes" if "yes" in said else "unknown"


def read_language(cell: str) -> str | None:
    """One of ours, or None."""
    plain = cell.casefold()
    return next((code for code, words in LANGUAGE_WORDS.items() if plain in words or plain[:3] == f"{code}-"), None)


def offers_in(cell: str) -> list[str]:
    """What somebody would do: the parts of an uncleaned cell."""
    return [offer for part in _PARTS.split(cell) if (offer := clean_text(part).strip("\"' ")[:100])]


def offers_of(cells: Iterable[str]) -> list[str]:
    """The different offers of a column, the most frequent first; at most MOST_INTERESTS."""
    seen: Counter[str] = Counter()
    written: dict[str, str] = {}
    for cell, n in Counter(cells).items():
        for offer in offers_in(cell):
            seen[digest(offer)] += n
            written.setdefault(digest(offer), offer)
    return [
        written[key] for key, _ in sorted(seen.items(), key=lambda one: (-one[1], written[one[0]]))[:MOST_INTERESTS]
    ]


@lru_cache(maxsize=10_000)
def digest(offer: str) -> str:
    """By which choices know an offer: somebody may take a column of names for one of offers."""
    return hashlib.sha256(offer.casefold().encode("utf-8", "replace")).hexdigest()[:16]


def interest_of(offer: str, keys: Collection[str]) -> str:
    """The key of ours, of those given, that an offer sounds like; "" for none."""
    plain = offer.casefold()
    return next((key for key, pieces in PIECES if key in keys and any(piece in plain for piece in pieces.split())), "")

"""When two titles or two venue names are the same, and when they only look alike.

The same: equal `title_key` or `venue_key`. Case, marks, punctuation, `&`, a leading or trailing article and blanks do
not count: "E.T. The Extra-Terrestrial" and "E. T. the Extra-Terrestrial" are one film, `Bartelme (Mary) Park` and
`Bartelme, Mary Park` one venue. Alike: `looks_alike` on loose keys, whose words stand in one order and one spelling;
this is only ever offered to a person, never acted upon. A number is never a spelling: "Despicable Me" and "Despicable
Me 2", "Annie (1982)" and "Annie (2014)" do not look alike.
"""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

ARTICLES = {"the", "a", "an"}
SAME_WORD = {
    "theatre": "theater", "theatres": "theater", "theaters": "theater", "cinemas": "cinema", "centre": "center",
    "st": "street", "saint": "street", "ave": "avenue", "av": "avenue", "rd": "road", "blvd": "boulevard",
    "dr": "drive", "pk": "park", "univ": "university", "mt": "mount", "ft": "fort",
}  # fmt: skip
"""Spellings of one word, for loose keys only. `saint` goes with `st`, which cannot be told from `street`."""
SAYS_LITTLE = {"cinema", "theater", "movie", "movies", "park", "center", "the", "of", "at", "and", "in", "hall"}
"""Words that one list adds and another leaves off."""
ROMAN = {"ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"}
ALIKE = 0.85
"""Least likeness (difflib) of what differs between two names."""
_BLANKED = re.compile(r"[\W_]+")


@lru_cache(maxsize=20_000)
def title_key(title: str) -> str:
    """What two spellings of one film title have in common; never empty for a title that is not."""
    return _key(title)


@lru_cache(maxsize=20_000)
def venue_key(name: str) -> str:
    """What two spellings of one venue have in common; never empty for a name that is not."""
    return _key(name)


@lru_cache(maxsize=20_000)
def town_key(name: str) -> str:
    """What two spellings of one town have in common."""
    return _key(name)


def typed_town_key(typed: str) -> str:
    """The same of what a supporter typed just now: nothing of it stays in memory."""
    return _key(typed)


@lru_cache(maxsize=20_000)
def loose_key(name: str) -> str:
    """The words of the name in one order and one spelling: `Eugene Field Park`, `Field (Eugene) Park` share it."""
    return " ".join(sorted(SAME_WORD.get(word, word) for word in _key(name).split()))


def looks_alike(one: str, other: str) -> bool:
    """Whether two loose keys are worth asking about. Numbers, Roman ones too, have to be equal."""
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return True
    mine, theirs = one.split(), other.split()
    if _numbers(mine) != _numbers(theirs):
        return False
    only_mine, only_theirs = _without(mine, theirs), _without(theirs, mine)
    if not only_mine or not only_theirs:
        extra = only_mine or only_theirs
        return len(mine) + len(theirs) > 2 * len(extra) and all(word in SAYS_LITTLE for word in extra)
    if len(only_mine) + len(only_theirs) > 4:
        return False
    return SequenceMatcher(None, "".join(only_mine), "".join(only_theirs), autojunk=False).ratio() >= _needed(
        only_mine, only_theirs, mine
    )


def neighbours(loose: str) -> set[str]:
    """Where to look for names that may look alike: the key, without blanks, and each with one word left out."""
    words = loose.split()
    left_out = {" ".join(words[:at] + words[at + 1 :]) for at in range(len(words))} if 1 < len(words) <= 12 else set()
    return {loose, "=" + loose.replace(" ", ""), *left_out, *_one_word(words)}


def _one_word(words: list[str]) -> set[str]:
    """A name of a single word has nothing to leave out: it is found by how it begins and ends."""
    return {"^" + words[0][:4], "$" + words[0][-4:]} if len(words) == 1 and len(words[0]) > 4 else set()


def _needed(only_mine: list[str], only_theirs: list[str], mine: list[str]) -> float:
    """A short difference proves less: `Oz` and `Ok` are one letter apart and two parks."""
    short = min(len("".join(only_mine)), len("".join(only_theirs)))
    return 0.95 if short < 3 else ALIKE - 0.05 if len(mine) > 2 and short > 3 else ALIKE


def _without(words: list[str], others: list[str]) -> list[str]:
    left = list(others)
    only = []
    for word in words:
        if word in left:
            left.remove(word)
        else:
            only.append(word)
    return only


def _numbers(words: list[str]) -> list[str]:
    return sorted(word for word in words if word in ROMAN or any(char.isdigit() for char in word))


def _key(name: str) -> str:
    if name.isascii():
        plain = name.casefold()
    else:
        parts = unicodedata.normalize("NFKD", name.casefold())
        plain = unicodedata.normalize("NFC", "".join(char for char in parts if not unicodedata.combining(char)))
    words = _BLANKED.sub(
        " ", plain.replace("'", "").replace("’", "").replace("&", " and ").replace("@", " at ")
    ).split()
    if len(words) > 1 and words[0] in ARTICLES:
        del words[0]
    if len(words) > 1 and words[-1] in ARTICLES and re.search(r",\s*\w+\W*$", name):
        del words[-1]
    return " ".join(words) or " ".join(name.casefold().split())

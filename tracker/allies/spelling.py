"""How alike two spellings are: letters that differ, and what a name sounds like in whichever script it is written.

Korean names are read by the Revised Romanization (2000), with the surnames as their bearers write them.
"""

import re
import unicodedata

from tracker.allies.contact_points import clean_text

_LEADS = "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "").split(" ")
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_TAILS = " k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split(" ")
_FIRST, _LAST = 0xAC00, 0xD7A3
# As they sound in a passport, where that is not what the rule says.
_SURNAMES = {
    "이": "lee",
    "박": "pak",
    "최": "choi",
    "유": "yu",
    "임": "lim",
    "노": "noh",
    "류": "yu",
    "림": "lim",
    "리": "lee",
}
_SAID_AS = {
    "yi": "lee", "rhee": "lee", "li": "lee", "i": "lee", "park": "pak", "bak": "pak", "ryu": "yu", "yoo": "yu", "you": "yu",
    "im": "lim", "rim": "lim", "roh": "noh", "no": "noh",
}  # fmt: skip
_SOUNDS = (
    (r"ng", "n"), (r"ch|j|zh", "j"), (r"sh|s|z|x", "s"), (r"ck|[gkqc]", "k"), (r"th|[dt]", "t"), (r"ph|[bp]", "p"), (r"[rl]", "l"),
    (r"[fv]", "f"), (r"[aeiouhwy]", ""),
)  # fmt: skip


def edits(one: str, other: str, most: int = 2) -> int:
    """Letters written wrongly, too many, too few, or in the wrong order; `most` + 1 for more than that (Damerau 1964)."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def plain_words(name: str) -> list[str]:
    """The words of a name as they stand, without case, marks, hyphens and the like."""
    folded = unicodedata.normalize("NFKD", clean_text(name).casefold())
    kept = "".join(c for c in folded if not unicodedata.combining(c) and c not in "-'’.‐‑")
    return unicodedata.normalize("NFC", re.sub(r"[,()/]", " ", kept)).split()


def is_hangul(name: str) -> bool:
    return any(_FIRST <= ord(c) <= _LAST for c in unicodedata.normalize("NFC", name))


def latin_words(name: str) -> list[str]:
    """In Latin letters; a Korean name in one piece parts into surname and given name."""
    words: list[str] = []
    for word in plain_words(name):
        if not is_hangul(word):
            words.append(_SAID_AS.get(word, word))
        elif word[0] in _SURNAMES or 2 <= len(word) <= 4:
            words += [_SURNAMES.get(word[0]) or _romanised(word[0]), *filter(None, [_romanised(word[1:])])]
        else:
            words.append(_romanised(word))
    return words


def skeleton(word: str) -> str:
    """The consonants that are heard, one sign for those that are mixed up; the word itself where there are none."""
    heard = word
    for sound, sign in _SOUNDS:
        heard = re.sub(sound, sign, heard)
    return re.sub(r"(.)\1+", r"\1", heard) or word[:2]


def heard_as(name: str) -> str:
    """The same for a name in whatever order, spacing and script it is written."""
    return "".join(sorted("".join(skeleton(word) for word in latin_words(name))))


def _romanised(word: str) -> str:
    told = ""
    for letter in word:
        at = ord(letter) - _FIRST
        if 0 <= at <= _LAST - _FIRST:
            told += _LEADS[at // 588] + _VOWELS[at % 588 // 28] + _TAILS[at % 28]
        else:
            told += letter
    return told

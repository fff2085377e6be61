"""What speaks for two being one person, in words."""

from collections.abc import Sequence

from tracker.allies.alike import WEIGHTS
from tracker.words import Lazy, lazy

WORDS: dict[str, Lazy] = {
    "email": lazy("the same e-mail address"),
    "domain": lazy("the same address but for a letter or two behind the @"),
    "dots": lazy("the same address but for dots"),
    "phone": lazy("the same phone"),
    "local": lazy("the same words before the @, at another provider"),
    "email_near": lazy("addresses that differ by one letter"),
    "name": lazy("the same name"),
    "order": lazy("the same name, parted or ordered otherwise"),
    "script": lazy("the same name in Korean and in Latin letters"),
    "phone_near": lazy("phones that differ by one digit"),
    "evening": lazy("the same film screening"),
    "name_near": lazy("names that differ by a letter or two"),
    "part": lazy("one name is a part of the other"),
}
assert WORDS.keys() == WEIGHTS.keys()


def evidence_words(keys: Sequence[str]) -> str:
    """ "the same phone; names that differ by a letter or two": the strongest first."""
    return "; ".join(str(WORDS[key]) for key in keys if key in WORDS)

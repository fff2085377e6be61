"""Which passwords are good enough (ASVS 6.2): long, not common, not one's own name. What it is made of is free."""

import re

from tracker.errors import Refusal
from tracker.words import lazy

SHORTEST, LONGEST = 8, 200
# zxcvbn's own scale of 0 to 4: from 2 on, guessing takes more than a million tries.
ENOUGH = 2
# Beyond this zxcvbn refuses to look: long is good enough.
LOOKED_AT = 72
# Letters from which on a word of somebody's name or address tells who they are.
TELLING = 3


class TooShort(Refusal):
    sentence = lazy("Use 8 characters or more. A few words in a row are good.")
    field = "password"


class TooLong(Refusal):
    sentence = lazy("Use 200 characters or fewer.")
    field = "password"


class TooCommon(Refusal):
    sentence = lazy("Many people use this one, so it is tried first. Take a few words that do not belong together.")
    field = "password"


class TooNear(Refusal):
    sentence = lazy(
        "Take away your name, your e-mail and the organisation's name, and too little is left. Those are guessed first."
    )
    field = "password"


def look_at(password: str, *about_them: str) -> None:
    """Raises TooShort, TooLong, TooCommon and TooNear. `about_them`: names and addresses that whoever guesses tries first."""
    if len(password) < SHORTEST:
        raise TooShort
    if len(password) > LONGEST:
        raise TooLong
    if not _good(password):
        raise TooCommon
    words = sorted({word for text in about_them for word in _words(text)}, key=len, reverse=True)
    left = password.casefold()
    for word in words:
        left = left.replace(word, "")
    if left != password.casefold() and not (left and _good(left)):
        raise TooNear


def _good(text: str) -> bool:
    # Its lists take a moment and some megabytes: only whoever chooses a password needs them.
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    return bool(zxcvbn(text[:LOOKED_AT])["score"] >= ENOUGH)


def _words(text: str) -> list[str]:
    """The words of a name or an address that are long enough to mean somebody, and all of them in a row."""
    words = re.findall(r"\w+", text.casefold())
    return [word for word in (*words, "".join(words)) if len(word) >= TELLING]

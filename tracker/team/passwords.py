"""Which passwords are good enough (ASVS 6.2): long, not common, not one's own name. What it is made of is free."""

from tracker.errors import Refusal
from tracker.words import lazy

SHORTEST, LONGEST = 8, 200
# zxcvbn's own scale of 0 to 4: from 2 on, guessing takes more than a million tries.
ENOUGH = 2
# Beyond this zxcvbn refuses to look: long is good enough.
LOOKED_AT = 72


class TooShort(Refusal):
    sentence = lazy("Use 8 characters or more. A few words in a row are good.")
    field = "password"


class TooLong(Refusal):
    sentence = lazy("Use 200 characters or fewer.")
    field = "password"


class TooCommon(Refusal):
    sentence = lazy("Many people use this one, so it is tried first. Take a few words that do not belong together.")
    field = "password"


def look_at(password: str, *about_them: str) -> None:
    """Raises TooShort, TooLong and TooCommon. `about_them`: their name and address, which are guessed first."""
    if len(password) < SHORTEST:
        raise TooShort
    if len(password) > LONGEST:
        raise TooLong
    # Its lists take a moment and some megabytes: only whoever chooses a password needs them.
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    parts = [part for text in about_them for part in (text, *text.replace("@", " ").replace(".", " ").split())]
    if zxcvbn(password[:LOOKED_AT], user_inputs=[part[:LOOKED_AT] for part in parts])["score"] < ENOUGH:
        raise TooCommon

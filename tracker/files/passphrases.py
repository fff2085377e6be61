"""Passphrases that we make: words that can be read aloud, typed and written down, from the long list of the EFF.

The list (7,776 words for dice, by the Electronic Frontier Foundation, CC BY 3.0 US) without its longest words and those with a
hyphen: https://www.eff.org/dice.
"""

import math
import secrets
from functools import cache
from importlib import resources

# Seven words are 89 bits: no list of people is worth so many tries, though a ZIP slows each down by little (PBKDF2, 1,000 rounds).
WORDS = 7


def passphrase() -> str:
    """A new one: "lantern-cactus-..."."""
    return "-".join(secrets.choice(listed()) for _ in range(WORDS))


def bits() -> float:
    """How many yes-or-no questions one answers."""
    return WORDS * math.log2(len(listed()))


@cache
def listed() -> tuple[str, ...]:
    """The words."""
    return tuple(resources.files("tracker.files").joinpath("passphrase_words.txt").read_text("ascii").split())

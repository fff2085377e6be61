"""How many invented cases a test draws: few in every run, and the same ones, so that a run says something of the change before it
alone. MORE_EXAMPLES=20 asks for twenty times as many, others each time. None of them is timed.
"""

import os

from hypothesis import settings

MORE = int(os.environ.get("MORE_EXAMPLES", "1"))

settings.register_profile("house", deadline=None, derandomize=MORE == 1, database=None)
settings.load_profile("house")


def so_many(usual: int) -> int:
    return usual * MORE

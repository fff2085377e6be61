"""How many invented cases a test draws: few in every run, and the same ones, so that a run says something of the change before it
alone. MORE_EXAMPLES=20 asks for twenty times as many, others each time. None of them is timed.
"""

import os

from hypothesis import settings
from hypothesis.internal.conjecture import providers

MORE = int(os.environ.get("MORE_EXAMPLES", "1"))

# Hypothesis draws numbers and words that stand in our modules, too: in those that happen to be loaded by then, so that what is drawn
# would depend on which tests a process has told before; and each process reads a thousand modules for it. It has no setting for that.
assert callable(providers.is_local_module_file)
providers.is_local_module_file = lambda _path: False  # type: ignore[assignment]

settings.register_profile("house", deadline=None, derandomize=MORE == 1, database=None)
settings.load_profile("house")


def so_many(usual: int) -> int:
    return usual * MORE

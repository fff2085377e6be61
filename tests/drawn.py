"""How many invented cases a test draws: few in every run, since each run draws others; MORE_EXAMPLES=20 asks for twenty times as many."""

import os


def so_many(usual: int) -> int:
    return usual * int(os.environ.get("MORE_EXAMPLES", "1"))

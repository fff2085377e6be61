"""What a list of signups costs when it is written, statement by statement: `python -m benchmarks.statements [people] [folder]`.

Lists of so many (64) by `sign_up_together`, in this process, over a copy of a house of benchmarks.large (5,000 allies are made
without a folder). CPU milliseconds of one signup: in all, and of them in SQLite itself.
"""

import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from benchmarks import scene
from benchmarks.audience import email, introduce
from tracker import clock
from tracker.usecases.sign_up import Raised, sign_up_together

PEOPLE, ALLIES, LISTS, WARM, SHOWN = 64, 5_000, 20, 4, 12
# From its beginning as much of a statement as tells it.
TOLD = 60


class Watched:
    """CPU seconds of this thread inside the driver, by statement."""

    def __init__(self) -> None:
        self.seconds, self.times = defaultdict[str, float](float), defaultdict[str, int](int)
        for name in ("do_execute", "do_executemany", "do_commit"):
            self._watch(name)

    def _watch(self, name: str) -> None:
        plain = getattr(DefaultDialect, name)

        def watched(dialect: DefaultDialect, *given: Any, **named: Any) -> Any:
            said = "COMMIT" if name == "do_commit" else " ".join(str(given[1]).split())[:TOLD]
            began = time.thread_time()
            try:
                return plain(dialect, *given, **named)
            finally:
                self.seconds[said] += time.thread_time() - began
                self.times[said] += 1

        setattr(DefaultDialect, name, watched)


def main(people: int, house: Path | None) -> None:
    with scene.opened("sqlite", house, ALLIES, 2) as of:
        introduce(of.app, of.earlier_code, range(people * (LISTS + WARM)))
        watched, took = Watched(), list[float]()
        with of.app.app_context():
            for number in range(LISTS + WARM):
                if number == WARM:
                    watched.seconds.clear()
                    watched.times.clear()
                raised = [_raised(of.codes[0], number * people + each) for each in range(people)]
                began = time.thread_time()
                sign_up_together(raised)
                took.append(time.thread_time() - began)
    each = 1000 / (LISTS * people)
    print(f"a signup in a list of {people}: {1000 * median(took[WARM:]) / people:.2f} CPU-ms", end="")
    print(
        f", {each * sum(watched.seconds.values()):.2f} of them in SQLite; {sum(watched.times.values()) / LISTS:.0f} statements a list"
    )
    for said, seconds in sorted(watched.seconds.items(), key=lambda one: -one[1])[:SHOWN]:
        print(f"{each * seconds:8.3f}  {watched.times[said] / LISTS:4.1f} times  {said}")


def _raised(code: str, number: int) -> Raised:
    return Raised(
        code, f"tonight-{number}", f"Guest {number}", email(number), None, "yes", (), False, "en", "", clock.now()
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE, Path(sys.argv[2]) if len(sys.argv) > 2 else None)

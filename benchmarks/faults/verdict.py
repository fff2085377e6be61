"""One line for what came of a fault, and the status: 1 where something acknowledged is missing or double, or the house stayed ill."""

import signal
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


class NotHere(Exception):
    """This machine does not allow it; its text says why."""


@dataclass
class Verdict:
    """`wrong`: what must not be. `told`: figures and what people saw."""

    told: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def say(self, what: str) -> None:
        self.told.append(what)

    def must(self, true: object, what: str) -> None:
        """`what`: said when it is not so."""
        if not true:
            self.wrong.append(what)


def tell(name: str, engines: Iterable[str], of: Callable[[str, Verdict], None]) -> None:
    """Do it on each engine, or on the one named on the command line; a line for each. Ends with 1 where one went wrong."""
    # Told to end, it takes its house along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = [word for word in sys.argv[1:] if not word.isdigit()] or list(engines)
    failed = False
    for engine in wanted:
        verdict, began = Verdict(), time.monotonic()
        try:
            of(engine, verdict)
        except NotHere as reason:
            print(f"skipped {name}, {engine}: {reason}", flush=True)
            continue
        except (TimeoutError, RuntimeError, AssertionError) as broken:
            verdict.wrong.append(f"{type(broken).__name__}: {broken}")
        word = "WRONG " if verdict.wrong else "well  "
        said = "; ".join([*(f"NOT SO: {each}" for each in verdict.wrong), *verdict.told])
        print(f"{word} {name}, {engine} ({time.monotonic() - began:.0f} s): {said}", flush=True)
        failed |= bool(verdict.wrong)
    raise SystemExit(1 if failed else 0)

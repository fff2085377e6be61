"""One table of what the product does, beside the floors of the same run and what was asked of it.

usage: python -m benchmarks.run [--quick] [--engine sqlite|postgresql] [--house FOLDER] [--peer FOLDER] [--only WORDS]

Everything is asked of one web server over one house, as people ask it: over HTTP. A house of a million is made beforehand, by
`python -m benchmarks.large 1000000 "" FOLDER`, and copied; without one a smaller house is made. The client has the same cores:
what keeps the processor busy is told in its milliseconds, what people wait for by the clock. docs/performance.md keeps the last one.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from benchmarks import measuring, rows_peer, rows_start, rows_work, serving
from benchmarks.rows_desk import Desk
from benchmarks.rows_evening import Evening
from benchmarks.scene import Scene, opened
from benchmarks.serving import Server
from benchmarks.table import HEAD, Row, summed

PORT = 8768
GROUPS = ("evening", "peer", "desk", "search", "follow-ups", "api", "print", "work", "report", "start", "memory")


def main(words: Sequence[str] | None = None) -> None:
    """`words`: of the command line, unless they are given."""
    asked, began, rows = _asked(words), perf_counter(), list[Row]()
    print(measuring.machine(), flush=True)
    with (
        opened(asked.engine, asked.house, asked.allies, 2 * asked.rounds + 2) as scene,
        serving.hello(PORT + 1) as hello,
        serving.house(scene.app, PORT, scene.postmaster) as web,
    ):
        print(f"{asked.engine}, {_size(scene)}; ready after {perf_counter() - began:.0f} s\n\n{HEAD}", flush=True)
        for row in _rows(asked, scene, web, hello):
            rows.append(row)
            print(row.told(), flush=True)
    print(f"\n{summed(rows)}\ntook {perf_counter() - began:.0f} s; {measuring.load()}")


def _rows(asked: argparse.Namespace, scene: Scene, web: Server, hello: Server) -> Iterator[Row]:
    """In the order in which a house meets them; the report last, for it puts everything into one campaign."""
    wanted = asked.only or GROUPS
    evening = Evening(scene, web, hello, asked.people, asked.rounds)
    floor = evening.hello_alone()
    desk = Desk(scene, web, floor, asked.times)
    groups = {
        "evening": evening.rows, "peer": lambda: _peer(asked, evening), "desk": desk.pages, "search": desk.searches,
        "follow-ups": desk.follow_ups, "api": desk.api, "print": desk.printed,
        "work": lambda: rows_work.rows(scene.folder, asked.rows, asked.letters), "report": lambda: _report(scene, desk),
        "start": lambda: rows_start.started(PORT + 2, asked.rounds), "memory": lambda: rows_start.held(web),
    }  # fmt: skip
    for group in sorted(wanted, key=GROUPS.index):
        yield from groups[group]()


def _peer(asked: argparse.Namespace, evening: Evening) -> Iterator[Row]:
    """Of the one that was asked for, if one was."""
    if asked.peer:
        yield from rows_peer.rows(evening, asked.peer, asked.orders, PORT + 3)


def _report(scene: Scene, desk: Desk) -> Iterator[Row]:
    report_id, rows = rows_work.reported(scene)
    yield desk.report(report_id)
    yield from rows


def _size(scene: Scene) -> str:
    counts = scene.counted()
    return ", ".join(f"{number:,} {name}" for name, number in counts.items())


def _asked(given: Sequence[str] | None) -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m benchmarks.run", description=(__doc__ or "").splitlines()[0])
    words.add_argument("--quick", action="store_true", help="a look of about a minute: fewer people, a small house")
    words.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    words.add_argument(
        "--house", type=Path, help="a folder made by benchmarks.large (SQLite); a copy of it is measured"
    )
    words.add_argument("--allies", type=int, help="how many the house has that is made where none is given")
    words.add_argument("--peer", type=Path, help="where pretix is, or may be installed (benchmarks.peer): its row, too")
    words.add_argument("--orders", type=int, default=60, help="of the peer, in each round")
    words.add_argument("--only", nargs="+", choices=GROUPS, help="these rows alone")
    asked = words.parse_args(given)
    if "peer" in (asked.only or ()) and asked.peer is None:
        words.error("--only peer: say where it is, by --peer FOLDER")
    quick = asked.quick
    asked.allies = asked.allies or (5_000 if quick else 100_000)
    asked.rounds, asked.people, asked.times = (1, 300, 3) if quick else (3, 700, 7)
    asked.rows, asked.letters = (4_000, 200) if quick else (100_000, 3_000)
    return asked


if __name__ == "__main__":
    main()

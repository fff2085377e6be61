"""Rows of the table about a peer: a free order by pretix's API, our signup, and the floor, in turn."""

from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from benchmarks import pretix
from benchmarks.asking import together
from benchmarks.rows_evening import HELLO, Evening, Rounds
from benchmarks.table import Row

WAYS = {1: "one by one", 8: "8 at once"}
WARM = 32


def rows(evening: Evening, folder: Path, orders: int, port: int) -> Iterator[Row]:
    """So many `orders` to a round, and as many people at our form: one after the other, then eight at once."""
    scene, people = evening.scene, count()
    code, told = f"/s/{scene.codes[-1]}", {connections: (Rounds(), Rounds(), Rounds()) for connections in WAYS}
    with pretix.served(folder, port, scene.socket, scene.postmaster) as peer:
        together(peer.server, 1, peer.orders(islice(people, WARM)))
        evening.sent(code, 1, WARM)
        for _ in range(evening.times):
            for connections, (floor, signups, theirs) in told.items():
                floor.rounds.append(together(evening.hello, connections, HELLO * 10 * orders))
                signups.rounds.append(evening.sent(code, connections, orders))
                theirs.rounds.append(together(peer.server, connections, peer.orders(islice(people, orders))))
    for connections, (floor, signups, theirs) in told.items():
        for name, rounds, status in (("signup, POST", signups, 303), ("pretix, free order by its API", theirs, 201)):
            name, beside = f"{name}, {WAYS[connections]}", rounds.told(status)
            yield Row(name, rounds.each, "CPU-ms", floor.each, "Flask hello", beside=beside)

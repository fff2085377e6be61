"""Can a stranger tell by the clock whether an address was known? Signs up new and known people in turns, and says.

usage: python -m benchmarks.known_or_not [PAIRS] [DATABASE_URL]

The figure that matters is how often a single answer for a known address came sooner than a single one for a new address
(0.5: the clock tells nothing; 1.0: it tells all). A stranger has one try for each address: the first makes it known.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from flask import Flask
from flask.testing import FlaskClient

from tests import world
from tests.engines import build, migrate
from tests.web.public.test_signup import YES, token_in
from tracker.screenings import code as codes
from tracker.usecases.move_in import move_in
from tracker.web.frame import floods

PAIRS = 300
WARM = 30


def main() -> None:
    """Prints one line for each engine that was asked for."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/house.db"
        migrate(url, Path(folder))
        app = build(url, Path(folder))
        with app.app_context():
            move_in()
            code = str(codes.code_of(screening_id=world.one_screening().id))
        new, known = measured(app, code, pairs)
    sooner = sum(k < n for k in known for n in new) / (len(known) * len(new))
    told = [
        f"{name} {statistics.median(ms):.2f} ms (p95 {statistics.quantiles(ms, n=20)[-1]:.2f})"
        for name, ms in (("new", new), ("known", known))
    ]
    print(f"{url.partition(':')[0]}: {', '.join(told)}; known sooner than new: {sooner:.2f}")


def measured(app: Flask, code: str, pairs: int) -> tuple[list[float], list[float]]:
    """Milliseconds of answers to new and to known people, in turns, in random order."""
    client, random = app.test_client(), Random(7)  # noqa: S311
    for number in range(pairs):
        send(client, code, f"known{number}@example.org")
    new, known = [], []
    for number in range(WARM + pairs):
        turns = [(new, f"new{number}@example.org"), (known, f"known{number % pairs}@example.org")]
        random.shuffle(turns)
        for kept, email in turns:
            took = send(client, code, email)
            if number >= WARM:
                kept.append(took)
    return new, known


def send(client: FlaskClient, code: str, email: str) -> float:
    """Milliseconds from sending the form to its answer."""
    floods.forget(client.application)
    form = {**YES, "email": email, "token": token_in(client.get(f"/s/{code}").text), "lang": "en"}
    begun = time.perf_counter()
    answer = client.post(f"/s/{code}", data=form)
    took = (time.perf_counter() - begun) * 1000
    assert answer.status_code == 303
    return took


if __name__ == "__main__":
    main()

"""Can a stranger tell by the clock who has an account? Signs in with wrong passwords and asks for new ones, in turns, and says.

usage: python -m benchmarks.in_or_unknown [PAIRS] [DATABASE_URL]

The figure that matters is how often a single answer about a known address came later than one about an unknown one
(0.5: the clock tells nothing). Argon2 costs what it costs in earnest.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from flask import Flask
from flask.testing import FlaskClient

from tests.engines import build, migrate
from tests.members import form_token
from tracker import clock
from tracker.store.transactions import transaction
from tracker.team import account, tries
from tracker.team.account import Account
from tracker.team.roles import Role

PAIRS = 100
WARM = 10
PAGES = ("/account/sign-in", "/account/forgot")


def main() -> None:
    """Prints a line for each page."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    # Everybody asks from one address, and each address once: nobody is to wait.
    tries.FREE_FOR_ADDRESS = 10**9
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/house.db"
        migrate(url, Path(folder))
        app = build(url, Path(folder), SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={})
        with app.app_context():
            people(pairs + WARM)
        for path in PAGES:
            known, unknown = measured(app, path, pairs)
            later = sum(k > u for k in known for u in unknown) / (len(known) * len(unknown))
            told = [f"{statistics.median(each):.2f} ms" for each in (known, unknown)]
            print(f"{url.partition(':')[0]} {path}: known {told[0]}, unknown {told[1]}; known later: {later:.2f}")


def people(number: int) -> None:
    """Accounts, each with a password of its own."""
    for n in range(number):
        hashed = account.hashed(f"lanterns cross the river {n}")
        with transaction() as rows:
            row = Account(
                role_name=Role.CALLER.value, created_at=clock.now(), active=True, demo=False, language="en", speaks="en"
            )
            row.name = f"Wren {n}"
            row.set_email(f"known{n:04}@example.org")
            row.set_password_hash(hashed)
            rows.add(row)


def measured(app: Flask, path: str, pairs: int) -> tuple[list[float], list[float]]:
    """Milliseconds of answers about known and unknown addresses, in turns, in random order."""
    client, random = app.test_client(), Random(7)  # noqa: S311
    token = form_token(client.get(path).text)
    known: list[float] = []
    unknown: list[float] = []
    for number in range(WARM + pairs):
        turns = [(known, f"known{number:04}@example.org"), (unknown, f"nobody{number:03}@example.org")]
        random.shuffle(turns)
        for kept, email in turns:
            took = send(client, path, token, email)
            if number >= WARM:
                kept.append(took)
    return known, unknown


def send(client: FlaskClient, path: str, token: str, email: str) -> float:
    """Milliseconds from sending the form to its answer."""
    begun = time.perf_counter()
    answer = client.post(path, data={"csrf_token": token, "email": email, "password": "not the right one"})
    took = (time.perf_counter() - begun) * 1000
    assert answer.status_code in (200, 401), answer.status
    return took


if __name__ == "__main__":
    main()

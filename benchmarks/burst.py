"""The lights come up: a whole evening's hands in two minutes. A house of its own, asked over loopback as by a proxy it trusts.

usage: python -m benchmarks.burst [PEOPLE] [CONNECTIONS] [DATABASE_URL]

Everybody opens the form, then everybody sends it at once, through so many connections; one in twenty taps twice, one in twenty
is known already. Printed: answers a second and the server's CPU milliseconds for each, of the form, of sending it and of a bare
Flask "hello" on the same server; how long sending took; and whether every acknowledged signup is there once.
"""

from flask import Flask
from sqlalchemy import func, select

from benchmarks import measuring, openings, serving
from benchmarks.asking import Request, together
from benchmarks.audience import introduce, raise_hands
from tests import world
from tracker.screenings import code as codes
from tracker.signups.signup import Signup
from tracker.store.db import db

PEOPLE, CONNECTIONS, PORT = 2_000, 64, 8768


def main() -> None:
    people, connections = openings.number(PEOPLE), openings.number(CONNECTIONS, 2)
    with openings.fresh(openings.url(3)) as app:
        code = _evening(app, people)
        with serving.hello(PORT + 1) as hello, serving.house(app, PORT) as web:
            floor = together(hello, connections, [Request("GET", "/")] * people)
            forms, signups = raise_hands(web, f"/s/{code}", connections, range(people))
            memory = measuring.memory(web.pid, "VmHWM")
        print(
            f"{app.config['DATABASE_URL'].partition(':')[0]}, {people} people, {connections} connections; {measuring.load()}"
        )
        for name, told in (("hello", floor), ("form", forms), ("signup", signups)):
            print(f"{name:7}{told}  / hello {floor.each / told.each:.2f}")
        print(f"memory {memory:.0f} MB; there once: {_there(app)} of {people}")


def _evening(app: Flask, people: int) -> str:
    """The code that everybody scans tonight; some of them were somewhere else before."""
    with app.app_context():
        earlier, here = world.one_screening(), world.one_screening()
        code, before = str(codes.code_of(screening_id=here.id)), str(codes.code_of(screening_id=earlier.id))
    introduce(app, before, range(people))
    return code


def _there(app: Flask) -> int:
    """Signups at the film screening of most."""
    with app.app_context():
        counts = select(func.count()).select_from(Signup).group_by(Signup.screening_id)
        return max(db.session.execute(counts).scalars())


if __name__ == "__main__":
    main()

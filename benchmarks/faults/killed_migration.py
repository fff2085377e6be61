"""kill -9 in the middle of an upgrade with signups in the tables: `python -m benchmarks.faults.killed_migration [ENGINE]`.

On SQLite all of it is one transaction. On PostgreSQL each migration has its own, and those that are done stay done.
"""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import ENGINES, House, a_house, wait_until
from benchmarks.faults.verdict import Verdict, tell

PEOPLE, CONNECTIONS = 300, 40
# Down to here, which leaves the tables of a signup as they are.
EARLIER = "0022"
# Moments at most, and how much later each is: seconds after it began with the tables.
MOMENTS, LATER = 8, 0.25
HELD = ("ally", "identity", "consent", "signup", "follow_up", "letter")


def killed_migration(engine: str, verdict: Verdict) -> None:
    with a_house(engine) as house:
        web = house.start("web")
        with Crowd(house, PEOPLE, CONNECTIONS, [web.port]) as crowd:
            pass
        web.end()
        head = house.asked("SELECT version_num FROM alembic_version")
        _flask(house, "db", "downgrade", EARLIER).wait()
        held, revision, kills = _held(house), house.asked("SELECT version_num FROM alembic_version"), 0
        stages = {str(revision)}
        for moment in range(MOMENTS):
            upgrade = _flask(house, "db", "upgrade")
            wait_until(lambda: upgrade.poll() is not None or _is_at_it(house), "the upgrade to begin")  # noqa: B023
            ends = time.monotonic() + LATER * moment
            while upgrade.poll() is None and time.monotonic() < ends:
                time.sleep(0.005)
            if upgrade.poll() is not None:
                break
            upgrade.kill()
            upgrade.wait()
            kills += 1
            # PostgreSQL finds out a moment later that whoever asked is gone.
            wait_until(lambda: _held(house) == held, "the rows to be as they were")
            now = house.asked("SELECT version_num FROM alembic_version")
            if now == head:  # it had come to its end, and only the program was killed
                kills -= 1
                break
            verdict.must(engine == "postgresql" or now == revision, f"half an upgrade: {now}")
            verdict.must(now >= revision, f"it went back to {now}")
            revision = now
            stages.add(str(now))
        verdict.must(_flask(house, "db", "upgrade").wait() == 0, "the upgrade did not go through in the end")
        verdict.must(kills >= 3, f"killed only {kills} times in it: this shows nothing")
        verdict.must(
            house.asked("SELECT version_num FROM alembic_version") == head, "the upgrade did not come to its end"
        )
        verdict.say(
            f"killed {kills} times in it, at {len(stages)} stages, each time with every row there; then it went through"
        )
        house.again(web)
        crowd.judge(verdict)


def _is_at_it(house: House) -> bool:
    """Whether somebody holds what an upgrade holds from its first statement to its commit."""
    if house.engine == "postgresql":
        return bool(house.asked("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"))
    with closing(sqlite3.connect(house.url.removeprefix("sqlite:///"), timeout=0, isolation_level=None)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        database.execute("ROLLBACK")
        return False


def _flask(house: House, *words: str) -> "subprocess.Popen[bytes]":
    return house.command(sys.executable, "-m", "flask", *words)


def _held(house: House) -> list[int]:
    return [house.asked(f"SELECT count(*) FROM {table}")[0][0] for table in HELD]  # noqa: S608 (names of ours)


if __name__ == "__main__":
    tell("a migration killed", ENGINES, killed_migration)

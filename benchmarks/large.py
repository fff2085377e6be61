"""A large house: `python -m benchmarks.large [allies] [url] [folder]`, and `filled()` for what is measured behind it.

A million allies, 20,000 film screenings in 40 campaigns, 1.5 million signups, five million follow-ups; names of every script
that are found by their words, tags, letters, likenesses, trace. Rows go past the ORM and come back in the order of their ids;
indexes are made at the end. Without a database's URL an SQLite file in `folder` (/tmp/large) is used. A house that is there
already is used as it is.
"""

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text

from tests import invented
from tests.engines import build, migrate
from tracker import clock
from tracker.allies import name_words
from tracker.allies.ally import Ally, Contact, alias_of
from tracker.followups.playbook import Playbook, Step
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.store.ids import new_id, spell
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.team.roles import Role
from tracker.usecases.move_in import move_in

ALLIES, SOME = 1_000_000, 20_000
# Of each ally: a letter that has left and a call; the others are of campaigns before, and closed.
FOLLOW_UPS = 5
CAMPAIGNS, SCREENINGS, TEAM, MINE = 40, 20_000, 40, 4
GIVEN = ("Min-ji", "Ada", "José", "Hye-won", "Grace", "Noor", "Tomás", "Sun-hee", "Wren", "Kwame", "Lucía", "Peter")
REGIONS = ("TX", "CA", "NY", "IL", "GA", "WA", "VA", "OH", "FL", "MA")
CITIES = ("Austin", "Fresno", "Albany", "Peoria", "Macon", "Tacoma", "Norfolk", "Toledo", "Tampa", "Salem")
CHANNELS = ("call", "call", "text", "task")

Tables = dict[str, tuple[str, ...]]
TABLES: Tables = {
    "ally": ("id", "alias", "language", "contact_sealed", "extra_care_sealed", "email_consent", "phone_consent", "acted_at",
             "confirmed_at", "created_at", "likened_at", "words_key"),
    "identity": ("id", "ally_id", "kind", "key_name", "fingerprint"),
    "name_word": ("key_name", "mark", "ally_id"),
    "consent": ("id", "ally_id", "channel", "answer", "language", "at", "source", "screening_id"),
    "signup": ("id", "ally_id", "screening_id", "submission", "source", "at"),
    "signup_interest": ("id", "signup_id", "interest_id", "at"),
    "follow_up": ("id", "ally_id", "campaign_id", "step_id", "step_key", "channel", "due_at", "late_at", "state", "outcome",
                  "point_person_id", "tries", "planned_at", "closed_at"),
    "follow_up_signup": ("id", "follow_up_id", "signup_id"),
    "attempt": ("id", "follow_up_id", "at", "account_id", "outcome", "changed"),
    "letter": ("id", "ally_id", "follow_up_id", "kind", "urgency", "language", "message_id", "state", "due_at", "tries",
               "trouble", "written_at", "left_at"),
    "ally_tag": ("id", "ally_id", "tag_id", "at", "account_id"),
    "likeness": ("id", "one_id", "other_id", "evidence", "strength", "found_at"),
}  # fmt: skip


class Lot:
    """What the rows of all refer to."""

    def __init__(self, engine: str, follow_ups: int) -> None:
        self.now, self.draw = clock.now(), random.Random(7)  # noqa: S311 (the same house each time)
        self.ending = "" if engine == "sqlite" else "+00"
        self.team = [invented.account(name=f"Colleague {n}") for n in range(TEAM)]
        self.chief = invented.account("administrator", name="Administrator Large")
        invented.account("coordinator", name="Who sees to extra care")
        self.campaigns = [
            invented.campaign(*self.team[n // MINE :: CAMPAIGNS // MINE], name=f"Campaign {n}")
            for n in range(CAMPAIGNS)
        ]
        self.screenings = _screenings(self)
        self.each = follow_ups
        self.interests = [invented.interest("host"), invented.interest("learn", "Learn more first")]
        playbook = db.session.scalars(select(Playbook)).one()
        steps = db.session.scalars(
            select(Step).where(Step.playbook_id == playbook.id, Step.replaced_at.is_(None))
        ).all()
        self.letter = next((step.id, step.key) for step in steps if step.channel == "letter")
        self.call = next((step.id, step.key) for step in steps if step.channel != "letter")
        self.tags = [invented.tag(f"tag {n}", self.chief) for n in range(20)]
        self.words_key, self.counted, self.marks = name_words.written_under(), 0, dict[str, list[tuple[str, int]]]()

    def at(self, moment: datetime) -> str:
        return f"{moment:%Y-%m-%d %H:%M:%S.%f}{self.ending}"

    def id(self) -> str:
        """Rising, so that a million go in at the end of the index; its end drawn, as aliases show it."""
        self.counted += 1
        return spell(self.counted, 8) + spell(self.draw.getrandbits(40), 8)


def _screenings(lot: Lot) -> list[tuple[str, str, datetime]]:
    """(id, campaign, when) of each: the last three years, and the next three months."""
    venues, rows, made = [], [], []
    film = {
        each: db.session.execute(text("SELECT film_id FROM campaign WHERE id = :id"), {"id": each}).scalar()
        for each in lot.campaigns
    }
    for n in range(SCREENINGS):
        at = lot.now + timedelta(days=90) - timedelta(days=1185) * (n / SCREENINGS)
        where = n * 7919 % 10
        if n % 4 == 0:
            venue = new_id()
            venues.append({
                "id": venue, "name": f"Cinema {n}", "name_key": f"cinema {n}", "address": "", "city": CITIES[where],
                "region": REGIONS[where], "postcode": "", "country": "US", "zone": "America/Chicago", "created_at": lot.now,
            })  # fmt: skip
        campaign = lot.campaigns[n % CAMPAIGNS]
        row = {
            "id": new_id(), "film_id": film[campaign], "campaign_id": campaign, "venue_id": venue, "kind": "theatrical",
            "zone": "America/Chicago", "day": at.date(), "starts_at": at, "created_at": lot.now, "changed_at": lot.now,
        }  # fmt: skip
        rows.append(row)
        made.append((str(row["id"]), campaign, at))
    with transaction() as session:
        session.execute(insert(Venue), venues)
        session.execute(insert(Screening), rows)
    return made


def _somebody(lot: Lot, n: int, rows: dict[str, list[tuple[Any, ...]]], before: list[str]) -> None:
    """One ally with all that belongs to them."""
    draw = lot.draw
    ally, name = lot.id(), f"{GIVEN[n % len(GIVEN)]} {FAMILIES[draw.randrange(len(FAMILIES))]}"
    language, careful = ("en", "ko", "es")[n % 3], n % 50 == 0
    screening, campaign, shown = lot.screenings[draw.randrange(len(lot.screenings))]
    at = min(shown, lot.now) + timedelta(minutes=draw.randrange(-120, 0))
    when = lot.at(at)
    contact: Contact = {"name": name, "call": name.partition(" ")[0], "email": f"somebody{n}@example.org"}
    email, phone = ("yes", "yes", "unknown", "no")[n % 4], ("yes", "no", "yes")[n % 3]
    rows["ally"].append((
        ally, alias_of(ally), language, Ally.contact.sealed_for(ally, contact), Ally.extra_care.sealed_for(ally, careful),
        email, phone, when, when if n % 2 else None, when, when, lot.words_key,
    ))  # fmt: skip
    rows["identity"].append((lot.id(), ally, "email", "test", draw.randbytes(32)))
    rows["name_word"] += [(key, mark, ally) for key, mark in _marks(lot, name)]
    rows["consent"].append((lot.id(), ally, "email", email, language, when, "screen", screening))
    signup = _signup(lot, rows, ally, screening, when, n)
    if n % 2:
        other = lot.screenings[draw.randrange(len(lot.screenings))]
        if other[0] != screening:
            _signup(lot, rows, ally, other[0], lot.at(min(other[2], lot.now)), n)
    _follow_ups(lot, rows, n, (ally, campaign, signup, at, language))
    if n % 10 == 0:
        rows["ally_tag"].append((lot.id(), ally, lot.tags[draw.randrange(20)], when, lot.chief))
    if n % 200 == 199:
        rows["likeness"].append((lot.id(), before[-1], ally, "name", 3, when))
    before[:] = [ally]


def _marks(lot: Lot, name: str) -> list[tuple[str, int]]:
    if name not in lot.marks:
        lot.marks[name] = [(str(r["key_name"]), int(str(r["mark"]))) for r in name_words.rows_of("", {"name": name})]
    return lot.marks[name]


def _signup(lot: Lot, rows: dict[str, list[tuple[Any, ...]]], ally: str, screening: str, when: str, n: int) -> str:
    signup = lot.id()
    rows["signup"].append((signup, ally, screening, signup, "screen", when))
    rows["signup_interest"].append((lot.id(), signup, lot.interests[n % 5 != 0], when))
    return signup


def _follow_ups(
    lot: Lot, rows: dict[str, list[tuple[Any, ...]]], n: int, of: tuple[str, str, str, datetime, str]
) -> None:
    """A letter that has left, and a call: nine of ten are closed, the others due about now."""
    ally, campaign, signup, at, language = of
    when, letter, call = lot.at(at), lot.id(), lot.id()
    person = lot.team[n % TEAM] if n % 3 else None
    rows["follow_up"].append((
        letter, ally, campaign, *lot.letter, "letter", when, when, "closed", "sent", None, 0, when, when,
    ))  # fmt: skip
    if n % 10:
        spoken = lot.at(min(at + timedelta(days=n % 9), lot.now))
        rows["follow_up"].append((
            call, ally, campaign, *lot.call, CHANNELS[n % 4], when, when, "closed", "reached", person, 1, when, spoken,
        ))  # fmt: skip
        rows["attempt"].append((lot.id(), call, spoken, lot.team[n % TEAM], "reached", "{}"))
    else:
        due = lot.now + timedelta(minutes=lot.draw.randrange(-10_000, 10_000))
        late = lot.at(due + timedelta(hours=lot.draw.randrange(1, 300)))
        rows["follow_up"].append((
            call, ally, campaign, *lot.call, CHANNELS[n // 10 % 4], lot.at(due), late, "open", None, person, 0, when, None,
        ))  # fmt: skip
    rows["follow_up_signup"] += [(lot.id(), letter, signup), (lot.id(), call, signup)]
    place = lot.campaigns.index(campaign)
    for back in range(1, lot.each - 1):
        before, earlier = lot.id(), lot.campaigns[(place + back) % CAMPAIGNS]
        rows["follow_up"].append((
            before, ally, earlier, *lot.letter, "letter", when, when, "closed", "sent", None, 0, when, when,
        ))  # fmt: skip
        rows["follow_up_signup"].append((lot.id(), before, signup))
    if n % 4 == 0:
        state = "failed" if n % 2000 == 0 else "left"
        left = when if state == "left" else None
        rows["letter"].append((
            lot.id(), ally, letter, "thanks", 0, language, f"<{letter}@example.org>", state, when, 1, "", when, left,
        ))  # fmt: skip


FAMILIES = tuple(f"{a}{b}{c}" for a in ("Kim", "Seo", "Mar", "Ol", "Bran", "Fer") for b in ("ar", "to", "wi", "ne", "lu", "cha") for c in ("son", "dez", "ley", "k", "ro", "mann", "es", "ski"))  # fmt: skip  # noqa: E501


def fill(how_many: int, follow_ups: int = FOLLOW_UPS) -> None:
    """Inside an application whose house has moved in. `follow_ups` of each ally, two at least."""
    lot = Lot(db.engine.dialect.name, follow_ups)
    with _writing() as write:
        before = [""]
        for start in range(0, how_many, SOME):
            rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
            for n in range(start, min(start + SOME, how_many)):
                _somebody(lot, n, rows, before)
            for table, of in rows.items():
                write(table, TABLES[table], of)
            print(".", end="", flush=True)
    # SQLite has no statistics in a house either: with them it would choose other ways than it does there.
    if db.engine.dialect.name == "postgresql":
        with transaction() as session:
            session.execute(text("ANALYZE"))
    print()


@contextmanager
def _writing() -> Iterator[Any]:
    """Writes rows past the ORM, foreign keys unlooked at; indexes are taken down before and made again after."""
    sqlite = db.engine.dialect.name == "sqlite"
    db.session.remove()
    raw = db.engine.raw_connection()
    cursor: Any = raw.cursor()
    if sqlite:
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-1000000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    else:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(
            "SELECT indexname, indexdef, tablename FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN"
            " (SELECT conname FROM pg_constraint)"
        )
    indexes = [(name, sql) for name, sql, table in cursor.fetchall() if table in TABLES]
    for name, _sql in indexes:
        cursor.execute(f'DROP INDEX "{name}"')

    def write(table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        named = f'"{table}" ({", ".join(columns)})'
        if sqlite:
            cursor.execute("BEGIN")
            marks = ", ".join("?" * len(columns))
            cursor.executemany(f"INSERT INTO {named} VALUES ({marks})", rows)  # noqa: S608 (names of our own)
            cursor.execute("COMMIT")
            return
        with cursor.copy(f"COPY {named} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    yield write
    for _name, sql in indexes:
        cursor.execute(sql)
    raw.commit()
    raw.invalidate()


def filled(how_many: int, url: str, folder: Path) -> Flask:
    """The application over such a house, made now if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    migrate(url, folder)
    app = build(url, folder)
    with app.app_context():
        move_in()
        if not db.session.scalar(select(Ally.id).limit(1)):
            db.session.remove()
            began = time.perf_counter()
            fill(how_many)
            print(f"{how_many:,} allies made in {time.perf_counter() - began:.0f} s, {db.engine.dialect.name}")
        db.session.remove()
    return app


def who(role: Role) -> str:
    """Somebody of the team with this role; inside an application."""
    found = select(Account.id).where(Account.role_name == role.value).order_by(Account.created_at, Account.id).limit(1)
    return db.session.scalars(found).one()


def asked() -> tuple[int, str, Path]:
    """What the command line says: how many, the database's URL, the folder of the key ring and of SQLite's file."""
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else ALLIES
    folder = Path(sys.argv[3] if len(sys.argv) > 3 else "/tmp/large")  # noqa: S108 (of whoever measures)
    return how_many, sys.argv[2] if len(sys.argv) > 2 and sys.argv[2] else f"sqlite:///{folder / 'house.db'}", folder


if __name__ == "__main__":
    filled(*asked())

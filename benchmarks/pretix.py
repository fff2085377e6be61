"""pretix, installed by its name into a folder of its own, with an event that costs nothing, on the server that its documentation names.

Its settings come from the environment (PRETIX_SECTION_OPTION); no file of a pretix that lives on this machine is read. No redis, and no
celery: without a broker pretix does by itself, within the request, what a worker would do afterwards. Its static files are not built:
the API has none.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import serving
from benchmarks.asking import Request
from benchmarks.audience import email
from benchmarks.serving import Server
from tests import postgres

PACKAGES = ("pretix==2026.8.0", "gunicorn==27.0.1")
# An event as pretix makes it for an organizer (control/views/main.py), and whoever may order by the API.
EVENT = """
import json
from datetime import timedelta
from django.conf import settings
from django.utils.timezone import now
from django_scopes import scopes_disabled
from pretix.base.models import Event, Organizer, Team

assert not settings.DEBUG
with scopes_disabled():
    peer = Organizer.objects.create(name="Peer", slug="peer")
    event = Event.objects.create(
        organizer=peer, name="Evening", slug="evening", currency="USD", live=True, date_from=now() + timedelta(days=7)
    )
    event.set_active_plugins(settings.PRETIX_PLUGINS_DEFAULT.split(","))
    event.save()
    event.checkin_lists.create(name="Default", all_products=True)
    event.set_defaults()
    seat = event.items.create(name="Seat", default_price=0)
    event.quotas.create(name="Seats", size=1_000_000).items.add(seat)
    team = Team.objects.create(organizer=peer, name="Programs", all_events=True, all_event_permissions=True)
    print(json.dumps({"item": seat.pk, "token": team.tokens.create(name="peer").token}))
"""
ORDERS = "/api/v1/organizers/peer/events/evening/orders/"


@dataclass(frozen=True, slots=True)
class Peer:
    """One that runs, and what an order must name: its seat's id, its token."""

    server: Server
    item: int
    token: str

    def orders(self, who: Iterable[int]) -> list[Request]:
        """One each, for somebody with a name and an address, as at the house's form; no letter goes out."""
        head = f"Content-Type: application/json\r\nAuthorization: Token {self.token}"
        return [Request("POST", ORDERS, json.dumps(self._order(n)), head=head) for n in who]

    def _order(self, number: int) -> dict[str, object]:
        name = {"_scheme": "given_family", "given_name": "Guest", "family_name": str(number)}
        seat = {"item": self.item, "attendee_name_parts": name, "attendee_email": email(number)}
        return {
            "email": email(number),
            "locale": "en",
            "sales_channel": "web",
            "send_email": False,
            "positions": [seat],
        }


@contextmanager
def served(folder: Path, port: int, socket: Path | None, kin: int | None) -> Iterator[Peer]:
    """In `folder`, which keeps the program and SQLite's empty tables for the next time; with a `socket` on that PostgreSQL."""
    programs = _installed(folder)
    with tempfile.TemporaryDirectory(prefix="peer-", dir=folder) as data:
        environ = _settings(Path(data), port, socket)
        _make_tables(programs, environ, None if socket else folder / "empty.sqlite3")
        made = json.loads(_pretix(programs, environ, "shell", "-c", EVENT).splitlines()[-1])
        command = [programs / "gunicorn", "pretix.wsgi", "--workers", "1", "--bind", f"127.0.0.1:{port}"]
        with serving.running([str(each) for each in command], port, environ, kin=kin) as server:
            yield Peer(server, **made)


def _installed(folder: Path) -> Path:
    """Where its programs are; a minute the first time."""
    place = folder / PACKAGES[0].replace("==", "-")
    programs = place / "bin"
    if not (programs / "gunicorn").exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([programs / "pip", "install", "-qq", *PACKAGES], check=True)
    return programs


def _settings(data: Path, port: int, socket: Path | None) -> dict[str, str]:
    told = {
        "PRETIX_CONFIG_FILE": os.devnull,
        "PRETIX_PRETIX_DATADIR": str(data),
        "PRETIX_PRETIX_URL": f"http://localhost:{port}",
    }
    if socket is None:
        return {**told, "PRETIX_DATABASE_BACKEND": "sqlite3"}
    postgres.command(socket, "CREATE DATABASE peer")
    database = {"BACKEND": "postgresql", "NAME": "peer", "USER": "house", "HOST": str(socket)}
    return {**told, **{f"PRETIX_DATABASE_{name}": value for name, value in database.items()}}


def _make_tables(programs: Path, environ: dict[str, str], kept: Path | None) -> None:
    """By its migrations, which take minutes: SQLite's file is kept."""
    here = Path(environ["PRETIX_PRETIX_DATADIR"]) / "db.sqlite3"
    if kept and kept.exists():
        shutil.copy(kept, here)
    _pretix(programs, environ, "migrate")
    if kept:
        shutil.copy(here, kept)


def _pretix(programs: Path, environ: dict[str, str], *words: str) -> str:
    """What a command of pretix's says."""
    command = [programs / "python", "-m", "pretix", *words]
    return subprocess.run(command, env={**os.environ, **environ}, stdout=subprocess.PIPE, text=True, check=True).stdout

"""Many allies as a file: `python -m benchmarks.exports [allies] [url]`.

The list by alias in each form, as the browser gets it; a locked file with contacts, gathered, locked and fetched; a takeout. Seconds,
and by how many megabytes the process grew. Without a database's URL a fresh SQLite file is used.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import insert

from tests import invented
from tests.engines import build, migrate
from tests.members import browser_of
from tracker import clock
from tracker.allies.ally import Ally, alias_of
from tracker.finding import exports
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases import ask_for_export, gather_exports, hand_over_export
from tracker.usecases.move_in import move_in
from tracker.usecases.take_all_out import take_all_out

SOME = 5_000


def main() -> None:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{instance / 'house.db'}"
        migrate(url, instance)
        app = build(url, instance)
        with app.app_context():
            move_in()
            chief = invented.account("administrator", "Rosa M.")
            house = invented.House(chief)
            _fill(how_many, house.screening_id)
            print(f"{how_many:,} allies, {db.engine.dialect.name}")
            db.session.remove()
        browser = browser_of(app, chief)
        for form in ("csv", "xlsx", "json"):
            _measure(f"by alias, {form}", lambda form=form: _drain(browser, form))
        with app.app_context():
            export_id, _now = ask_for_export.contacts(Ally.id.is_not(None), chief, "measuring")
            _measure("contacts gathered", lambda: gather_exports.gather_exports("0" * 16))
            _measure("contacts locked", lambda: hand_over_export.lock(export_id, chief))
            _measure("contacts fetched", lambda: _fetch(export_id, chief))
            _measure("takeout", lambda: take_all_out(instance / "all.zip", "measuring"))


def _fill(how_many: int, screening_id: str) -> None:
    now = clock.now()
    for start in range(0, how_many, SOME):
        ids = [new_id() for _ in range(min(SOME, how_many - start))]
        allies = [
            {
                "id": each, "alias": alias_of(each), "language": "en", "acted_at": now, "created_at": now, "confirmed_at": now,
                "email_consent": "yes", "phone_consent": "yes", "extra_care_sealed": Ally.extra_care.sealed_for(each, False),
                "contact_sealed": Ally.contact.sealed_for(each, {"name": "Min-ji Seo", "email": f"{each}@example.org"}),
            }
            for each in ids
        ]  # fmt: skip
        signups = [
            {
                "id": new_id(), "ally_id": each, "screening_id": screening_id, "submission": each, "source": "screen",
                "at": now,
            }
            for each in ids
        ]  # fmt: skip
        with transaction() as session:
            session.execute(insert(Ally), allies)
            session.execute(insert(Signup), signups)


def _drain(browser, form: str) -> int:  # type: ignore[no-untyped-def]
    answer = browser.post("/desk/export/allies", data={"form": form}, buffered=False)
    return sum(len(piece) for piece in answer.response)


def _fetch(export_id: str, account_id: str) -> int:
    hand_over_export.fetch(export_id, account_id)
    return sum(len(piece) for piece in exports.pieces(export_id, ""))


def _measure(what: str, deed: Callable[[], object]) -> None:
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    said = deed()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    size = f", {said / 1e6:.1f} MB" if isinstance(said, int) and said > 1 else ""
    print(f"{what}: {time.perf_counter() - began:.1f} s{size}; {grown:.0f} MB more")


if __name__ == "__main__":
    main()

"""A backup of the database is made, read back, and the old ones go; the log of erasures lies beside it."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tracker import clock
from tracker.backups import folder, making, public_key
from tracker.backups.envelope import Lock
from tracker.backups.making import Made
from tracker.backups.public_key import write_once
from tracker.keeping import erasure_log
from tracker.letters.to_member import tell_administrators
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.keyring import ring
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.words import _

# The hour after which the night's backup is made, by the clock of the desk.
AT = 3
# After so long without a good one, administrators get a letter: two nights.
PATIENCE = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was made, and how many older ones went."""

    made: Made
    removed: int


def back_up(into: Path, key: str, erasures: Path) -> Kept:
    """One backup in the folder `into`, sealed to the public key `key`, or to the house's own ring where it is "".

    Raises the refusals of `backups`: then nothing was removed and nothing half-made is left.
    """
    own = making.key_of(ring())
    lock = Lock(public=public_key.public(key)) if key else Lock(ring=own)
    now, days = clock.now(), int(settings.get("backup_days"))
    db.session.rollback()
    with folder.alone_in(into):
        made = making.make(db.engine, into, now, lock, own)
        _beside(into, erasures)
        old = folder.outlived(into, now, days)
        for path in old:
            path.unlink(missing_ok=True)
    return Kept(made, len(old))


def back_up_at_night(into: Path, key: str, erasures: Path) -> Kept | None:
    """None: tonight's is there. Raises as above: whoever asked for it says so by count_failure()."""
    newest = next(iter(folder.listed(into)), None)
    if newest is not None and newest.made >= last_night(clock.now(), settings.get("zone")):
        return None
    kept = back_up(into, key, erasures)
    note()
    return kept


def note() -> None:
    """The house has a good one where its backups lie, whoever asked for it."""
    with transaction():
        settings.put("backup_made", clock.now().isoformat())
        settings.put("backup_failing", "")
        settings.put("backup_told", "")


def last_night(now: datetime, zone: str) -> datetime:
    """The last time that the night's hour struck at the desk."""
    here = now.astimezone(ZoneInfo(zone))
    struck = here.replace(hour=AT, minute=0, second=0, microsecond=0)
    return struck if struck <= here else struck - timedelta(days=1)


def count_failure(base_url: str) -> None:
    """Whatever it was that failed. Since when is kept; after two nights without one administrators are told, once until one succeeds."""
    now = clock.now()
    with transaction():
        since = settings.get("backup_made") or settings.get("backup_failing")
        if not since:
            settings.put("backup_failing", now.isoformat())
            return
        if settings.get("backup_told") or now - datetime.fromisoformat(since) < PATIENCE:
            return
        settings.put("backup_told", now.isoformat())
        tell_administrators(base_url, _told)


def _told() -> tuple[str, list[str]]:
    return _("No backup for two nights"), [
        _("For two nights no backup could be made. What is written since would be lost with the disk."),
        _("Whoever looks after the server finds the reason by “script/flask backup”: it says it in a sentence."),
    ]


def _beside(into: Path, erasures: Path) -> None:
    """A copy of the log, whole or as it was: a restore elsewhere needs it."""
    try:
        content = erasures.read_bytes()
    except FileNotFoundError:
        return
    erasure_log.read(erasures, erasure_log.key_of(ring()))
    fresh = into / f"{folder.UNFINISHED}{folder.ERASURES}"
    fresh.unlink(missing_ok=True)
    write_once(fresh, content)
    fresh.replace(into / folder.ERASURES)

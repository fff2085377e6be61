"""Everything that the house holds is written into one file that only its passphrase opens: from the command line."""

import os
from pathlib import Path

from tracker import clock
from tracker.errors import Refusal
from tracker.files import passphrases, zips
from tracker.keeping import copies
from tracker.records import dataclass
from tracker.store.keyring import ring
from tracker.store.transactions import one_moment, transaction
from tracker.takeout.packing import Packing
from tracker.team import trace
from tracker.words import lazy


class AlreadyThere(Refusal):
    sentence = lazy("%(path)s is there already. Name another file.")


class CannotWrite(Refusal):
    sentence = lazy("%(path)s cannot be written: %(why)s.")


@dataclass(frozen=True, slots=True)
class Taken:
    """The passphrase, which is kept nowhere; how many rows of how many tables; values that no key opens."""

    passphrase: str
    rows: int
    tables: int
    damaged: int


def take_all_out(path: Path, reason: str) -> Taken:
    """Written down before the first byte leaves. Raises AlreadyThere and CannotWrite: then there is no file."""
    with transaction():
        copies.of_everybody(None, "takeout")
        trace.note("takeout made", None, detail=reason)
    passphrase = passphrases.passphrase()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise AlreadyThere(path=path) from None
    except OSError as error:
        raise CannotWrite(path=path, why=type(error).__name__) from None
    try:
        with os.fdopen(handle, "wb") as file, one_moment() as connection:
            packing = Packing(connection, ring(), clock.now())
            zips.locked(packing.members(), passphrase, file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Taken(passphrase, sum(packing.rows.values()), len(packing.rows), packing.damaged)

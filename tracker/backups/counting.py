"""Counts of a copy against those that its manifest names."""

from tracker.errors import Refusal
from tracker.words import lazy

# Written into `setting` before a restored database is let in: until the restore is finished, nothing may start on it.
UNFINISHED = (
    "INSERT INTO setting (name, value) VALUES ('restoring', 'yes') ON CONFLICT (name) DO UPDATE SET value = 'yes'"
)


class CountsDiffer(Refusal):
    sentence = lazy("The copy does not hold what it should: %(what)s. Nothing was kept of it; take another backup.")


class NotWhole(Refusal):
    sentence = lazy(
        "The copy of the database is damaged (%(why)s), so it was thrown away. Look at the disk, then try again."
    )


def compare(found: dict[str, int], wanted: dict[str, int]) -> None:
    """Raises CountsDiffer."""
    off = [
        f"{table} {found.get(table, 0)} of {wanted.get(table, 0)}"
        for table in sorted({*found, *wanted})
        if found.get(table) != wanted.get(table)
    ]
    if off:
        raise CountsDiffer(what=", ".join(off[:5]))

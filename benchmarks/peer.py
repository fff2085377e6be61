"""A peer's row of the table: a free order by pretix's API, beside our signup and a bare Flask's hello, in turn in one run.

usage: python -m benchmarks.peer FOLDER [ORDERS]

FOLDER, outside the repository, keeps pretix for the next time: the first time takes minutes. ORDERS (60) in each of three rounds, one
after the other and eight at once; a house of 5,000 allies; on SQLite, then on PostgreSQL where it is installed. In the whole table:
`python -m benchmarks.run --peer FOLDER`.

They are no rivals: for one order pretix works out prices, taxes, discounts and fees, holds quotas and seats, makes a payment and a
ticket with its secrets, sees whether an invoice is due, writes a log of it for notifications and webhooks, and answers with all of it;
our signup recognises who it is, seals the address, keeps the consent, plans follow-ups, and answers with where to go. Neither sends
letters here: pretix was told not to (`send_email`), ours leave by the worker. It is what an organizer would use instead.
"""

import sys
from pathlib import Path

from benchmarks import openings, run
from tests import postgres

ORDERS, ALLIES = 60, 5_000


def main() -> None:
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
    if folder is None or folder.is_relative_to(Path(__file__).parent.parent):
        raise SystemExit("A folder outside the repository, please: python -m benchmarks.peer FOLDER [ORDERS]")
    for engine in ("sqlite", "postgresql") if postgres.programs() else ("sqlite",):
        run.main([
            "--only", "peer", "--peer", str(folder), "--orders", str(openings.number(ORDERS, 2)),
            "--engine", engine, "--allies", str(ALLIES),
        ])  # fmt: skip


if __name__ == "__main__":
    main()

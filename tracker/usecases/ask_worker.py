"""A large list is left to the worker: somebody asks, the worker takes it up and says how it went."""

from typing import Any

from tracker.errors import Refusal
from tracker.imports import import_, work
from tracker.imports.staged import kept_refusal
from tracker.records import dataclass
from tracker.store.transactions import transaction
from tracker.team import panic
from tracker.words import lazy


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done with which list, and who asked."""

    import_id: str
    what: str
    by: str | None


class WentWrong(Refusal):
    sentence = lazy(
        "Something went wrong, and nothing was written. Try once more; if it happens again, tell whoever looks after this house."
    )
    status = 500


def ask(import_id: str, what: str, by: str | None) -> None:
    """Raises ImportNotThere."""
    with transaction():
        import_.by_id(import_id, kind="people")
        work.ask(import_id, what, by)


def take_up() -> Asked | None:
    """The next that is to be done; nobody else takes it up meanwhile. While the house is closed, none: they wait."""
    with transaction():
        found = work.claim() if panic.closed() is None else None
        return Asked(found.import_id, found.what, found.account_id) if found else None


def settle(asked: Asked, refusal: Refusal | None = None) -> None:
    """It is done, or was refused."""
    why: list[Any] | None = kept_refusal(refusal) if refusal else None
    with transaction():
        work.settle(asked.import_id, why)

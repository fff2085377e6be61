"""Questions that one page asks several times: settings, one's campaigns, the choices of a filter. Asked of the database once.

An answer holds until the transaction in which it was read ends, and never inside transaction(): rules look at what is
there now. What a page asks of the house itself (its settings) lasts for the page, unless the page changes it: forget().
Only who has said begin() is answered so; a worker that runs for days asks each time.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from tracker.store.db import db

KEPT = "houselights_asked_once"

T = TypeVar("T")


def begin() -> None:
    """From here on, until the session is let go, the same is not asked twice."""
    session: Session = db.session()
    session.info[KEPT] = (None, {}, {})


def reading() -> bool:
    """Whether an answer would be kept."""
    info = db.session().info
    return KEPT in info and "houselights_transaction" not in info


def once(key: Hashable, ask: Callable[[], T], lasts: bool = False) -> T:
    """What `ask()` says, or said before under this key. Nobody may change what comes back.

    `lasts`: beyond the end of the transaction, until somebody says forget().
    """
    if not reading():
        return ask()
    told = _told(lasts)
    if key not in told:
        answer = ask()
        # Looked for anew: by asking the transaction may have begun.
        told = _told(lasts)
        told[key] = answer
    kept: T = told[key]
    return kept


def tell(key: Hashable, answer: object) -> None:
    """Remember what another question has told along the way."""
    if reading():
        _told()[key] = answer


def forget(key: Hashable) -> None:
    """What lasts under this key is asked for anew: it is being changed."""
    if kept := db.session().info.get(KEPT):
        kept[2].pop(key, None)


def known(key: Hashable) -> Any:
    """What is remembered under this key; None where nothing is."""
    return _told().get(key) if reading() else None


def _told(lasts: bool = False) -> dict[Hashable, Any]:
    session: Session = db.session()
    of, told, lasting = session.info[KEPT]
    if not lasts and (of is None or of is not session.get_transaction()):
        told = {}
        session.info[KEPT] = (session.get_transaction(), told, lasting)
    return lasting if lasts else told  # type: ignore[no-any-return]

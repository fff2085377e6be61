"""Making kiosks, finding the one of a link, and ending them. A link writes for one screening, and ends as a host's does."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update

from tracker import clock
from tracker.errors import NotThere, Refusal
from tracker.screenings import code as codes
from tracker.screenings import log
from tracker.screenings.host_link import ends_at
from tracker.screenings.screening import Screening
from tracker.signups import kiosk_sealing
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KEY_GONE, KioskEntry
from tracker.store import links
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.words import lazy

PURPOSE = "kiosk"
MOST_NAME = 60
# Open at once for one screening: a large house has two at each of its doors.
MOST_OPEN = 20
# Ever made for one: each may send as much as another.
MOST_MADE = 100


class KioskUnknown(NotThere):
    """Withdrawn, ended, or none of ours: whoever opens the page anew is told the same."""

    sentence = lazy("This link opens nothing. Perhaps it has ended. Ask whoever gave it to you for another one.")


class OverForKiosks(Refusal):
    sentence = lazy("A tablet would open nothing any more: its link ends 14 days after the film screening.")
    status = 409


class TooManyKiosks(Refusal):
    sentence = lazy("So many tablets are open here already. Withdraw one that is not needed any more.")
    status = 409


class EnoughKiosks(Refusal):
    sentence = lazy(
        "So many links for tablets were made for this film screening that no more can be. Use one that is open."
    )
    status = 409


def make(screening_id: str, name: str, language: str, by_id: str | None) -> Kiosk:
    """A new one; inside a transaction. `by_id`: None for the host. Raises NotThere, NotForStanding, OverForKiosks,
    TooManyKiosks and EnoughKiosks.
    """
    screening = log.dated(screening_id)
    if screening.joined_into_id:
        screening = log.dated(screening.joined_into_id)
    if ends_at(screening) <= clock.now():
        raise OverForKiosks
    made = of_screening(screening.id)
    if sum(is_open(each, screening) for each in made) >= MOST_OPEN:
        raise TooManyKiosks
    if len(made) >= MOST_MADE:
        raise EnoughKiosks
    # Of the signup page, for a browser that cannot do this.
    codes.made_for(["kiosk"], screening_id=screening.id)
    public, private = kiosk_sealing.new_pair()
    kiosk = Kiosk(
        screening_id=screening.id, language=language, public_key=public, made_at=clock.now(), made_by_id=by_id
    )
    kiosk.name, kiosk.private_key = name[:MOST_NAME], private
    db.session.add(kiosk)
    db.session.flush()
    return kiosk


def token_of(kiosk_id: str) -> str:
    """What the address carries: `/kiosk/<token>`."""
    return links.sign(PURPOSE, kiosk_id)


def known_by(token: str) -> tuple[Kiosk, Screening]:
    """The kiosk of a link and its screening, open or not: what waits on a tablet still comes. Raises KioskUnknown."""
    try:
        kiosk = row_of(Kiosk, links.read(PURPOSE, token))
    except NotThere:
        raise KioskUnknown from None
    return kiosk, log.by_id(kiosk.screening_id)


def opened_by(token: str) -> tuple[Kiosk, Screening]:
    """The same of one that is open. Raises KioskUnknown."""
    kiosk, screening = known_by(token)
    if not is_open(kiosk, screening):
        raise KioskUnknown
    return kiosk, screening


def is_open(kiosk: Kiosk, screening: Screening) -> bool:
    """Whether people may write there now: nobody where nobody could read it."""
    has_key = kiosk.private_key_sealed is not None
    return has_key and kiosk.withdrawn_at is None and clock.now() < ends_at(screening)


def closed_at(kiosk: Kiosk, screening: Screening) -> datetime | None:
    """When it was withdrawn or ends, whichever comes first."""
    ends = ends_at(screening) if screening.day else None
    return min((each for each in (kiosk.withdrawn_at, ends) if each is not None), default=None)


def by_id(kiosk_id: str) -> Kiosk:
    """Raises NotThere."""
    return row_of(Kiosk, kiosk_id)


def of_screening(screening_id: str) -> list[Kiosk]:
    """Every one of a screening, the newest first."""
    wanted = select(Kiosk).where(Kiosk.screening_id == screening_id)
    return list(db.session.scalars(wanted.order_by(Kiosk.made_at.desc(), Kiosk.id)))


def open_ones(screening: Screening) -> list[Kiosk]:
    """Those at which people may write now, the newest first."""
    return [kiosk for kiosk in of_screening(screening.id) if is_open(kiosk, screening)]


def came_by(kiosk_ids: Sequence[str]) -> dict[str, int]:
    """How many entries have arrived while there was a key to open them, by kiosk."""
    counted = select(KioskEntry.kiosk_id, func.count()).where(
        KioskEntry.kiosk_id.in_(kiosk_ids), KioskEntry.why != KEY_GONE
    )
    return {kiosk_id: number for kiosk_id, number in db.session.execute(counted.group_by(KioskEntry.kiosk_id))}


def withdraw(kiosk_id: str, by_id: str | None) -> bool:
    """Nobody writes there any more; inside a transaction. False: it was withdrawn already. Raises NotThere."""
    kiosk = row_of(Kiosk, kiosk_id, lock=True)
    if kiosk.withdrawn_at is not None:
        return False
    kiosk.withdrawn_at, kiosk.withdrawn_by_id = clock.now(), by_id
    return True


def withdraw_open(screening: Screening, by_id: str) -> int:
    """All of a screening at which people may write now; inside a transaction. How many."""
    return sum(withdraw(each.id, by_id) for each in open_ones(screening))


def used(kiosk_id: str, day: date) -> None:
    """The tablet was heard of on a day; inside a transaction."""
    on = update(Kiosk).where(Kiosk.id == kiosk_id, Kiosk.used_on.is_distinct_from(day)).values(used_on=day)
    db.session.execute(on.execution_options(synchronize_session=False))


def move(goes_id: str, stays_id: str) -> None:
    """Two screenings are one: the kiosks of both write for the one that stays; inside a transaction."""
    gone = update(Kiosk).where(Kiosk.screening_id == goes_id).values(screening_id=stays_id)
    db.session.execute(gone.execution_options(synchronize_session=False))

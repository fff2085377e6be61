"""How much one account may see or take along within an hour: enough for an evening of calls, too little for a harvest.

Each is counted in the transaction that does it, one at a time for each account: fifty at once are fifty.
"""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import Index, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock, times
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.store.db import Row, UTCDateTime, db, one_of
from tracker.store.ids import Id
from tracker.store.transactions import one_at_a_time
from tracker.team import settings
from tracker.words import _, _n

HOUR = timedelta(hours=1)
# "card": allies whose card or name one is shown; "reveal": contacts, letters and messages opened outside a card;
# "export": files that leave the house, each counted once, however much is in it.
Kind = Literal["card", "reveal", "export"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The setting of a kind, and what it may be set to."""

    setting: str
    least: int
    most: int
    # The deed that the trace tells when it is used up.
    deed: str


BOUNDS: dict[Kind, Bounds] = {
    "card": Bounds("cards_an_hour", 30, 2_000, "cards used up"),
    "reveal": Bounds("reveals_an_hour", 1, 1_000, "reveals used up"),
    "export": Bounds("exports_an_hour", 1, 100, "exports used up"),
}


class RationSpent(Refusal):
    """Says when it opens again, by the clock of the desk."""

    status = 429

    def __init__(self, kind: Kind, account_id: str, most: int, opens_at: datetime) -> None:
        super().__init__(n=most)
        self.kind, self.account_id, self.most, self.opens_at = kind, account_id, most, opens_at

    @property
    def seconds(self) -> int:
        """Until it opens again."""
        return max(1, math.ceil((self.opens_at - clock.now()).total_seconds()))

    def __str__(self) -> str:
        # To the next whole minute: a sentence that sends people back too early sends them twice.
        opens = at_desk(self.opens_at + timedelta(seconds=59))
        return f"{self.told_of()} {_('Go on at %(time)s.', time=opens())}"

    def told_of(self) -> str:
        """What was reached."""
        if self.kind == "card":
            return _n(
                "The most that one account may open within an hour is %(n)s ally.",
                "The most that one account may open within an hour is %(n)s allies.",
                self.most,
            )
        if self.kind == "reveal":
            return _n(
                "The most that one account may have shown within an hour is %(n)s contact or letter.",
                "The most that one account may have shown within an hour is %(n)s contacts or letters.",
                self.most,
            )
        return _n(
            "The most that one account may take along within an hour is %(n)s file.",
            "The most that one account may take along within an hour is %(n)s files.",
            self.most,
        )


class RationTaken(Row):
    """One that was counted; forgotten when its hour is over."""

    __tablename__ = "ration_taken"

    account_id: Mapped[str] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(6))
    # Of what, where the same again within the hour counts once: an ally's id, which no row of theirs hangs on.
    about_id: Mapped[str | None] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    __table_args__ = (one_of("kind", KINDS), Index("ix_ration_taken_account_id_kind_at", "account_id", "kind", "at"))


def take(kind: Kind, account_id: str, *about_ids: str) -> None:
    """Count one, or one for each of `about_ids` that has not been counted within the hour.

    Inside the transaction that does what is counted, before it is done. Raises RationSpent: then nothing is counted.
    """
    one_at_a_time(f"ration {account_id}")
    now = clock.now()
    of_mine = RationTaken.account_id == account_id, RationTaken.kind == kind, RationTaken.at > now - HOUR
    rows = db.session.execute(select(RationTaken.at, RationTaken.about_id).where(*of_mine).order_by(RationTaken.at))
    taken = [(at, about_id) for at, about_id in rows]
    known = {about_id for _at, about_id in taken}
    fresh: list[str | None] = [each for each in dict.fromkeys(about_ids) if each not in known] if about_ids else [None]
    if not fresh:
        return
    most = limit(kind)
    over = len(taken) + len(fresh) - most
    if over > 0:
        # When so many of the oldest are forgotten that these fit in; at the latest, when all are.
        opens_at = taken[min(over, len(taken)) - 1][0] + HOUR if taken else now + HOUR
        raise RationSpent(kind, account_id, most, opens_at)
    db.session.add_all([RationTaken(account_id=account_id, kind=kind, about_id=each, at=now) for each in fresh])
    db.session.flush()


def at_desk(moment: datetime) -> Callable[[], str]:
    """The time by the desk's clock, said in the language that is spoken when it is asked for."""
    local = moment.astimezone(ZoneInfo(settings.get("zone")))
    return lambda: times.time_words(local)


def limit(kind: Kind) -> int:
    """How many an hour, as an administrator has set it."""
    return int(settings.get(BOUNDS[kind].setting))


def taken_in_the_hour(kind: Kind, account_id: str) -> int:
    """How many an account has used of it."""
    since = clock.now() - HOUR
    mine = RationTaken.account_id == account_id, RationTaken.kind == kind, RationTaken.at > since
    return db.session.scalar(select(func.count()).select_from(RationTaken).where(*mine)) or 0


def forget_old() -> None:
    """What counts no more goes; inside a transaction. By the worker alone: those who count never meet in deleting."""
    db.session.execute(delete(RationTaken).where(RationTaken.at <= clock.now() - HOUR))

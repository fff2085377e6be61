"""What each token did in each hour: how many people it was shown, how much it wrote. The trace tells of an hour once it is over."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once
from tracker.team import tokens, trace
from tracker.team.token import Token


class ProgramHour(Row):
    """One token's hour. It goes once the trace has told of it."""

    __tablename__ = "program_hour"

    token_id: Mapped[str] = child_of("token")
    hour: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    # Times that somebody stood on its pages.
    shown: Mapped[int]
    # People and signups that it wrote, known before or not.
    written: Mapped[int]

    __table_args__ = (UniqueConstraint("token_id", "hour"),)


def add(token_id: str, shown: int = 0, written: int = 0) -> None:
    """Inside a transaction."""
    hour = tokens.hour_of_use()
    fresh = {"id": new_id(), "token_id": token_id, "hour": hour, "shown": shown, "written": written}
    if add_once(ProgramHour, [fresh]):
        return
    more = update(ProgramHour).where(ProgramHour.token_id == token_id, ProgramHour.hour == hour)
    values = {"shown": ProgramHour.shown + shown, "written": ProgramHour.written + written}
    db.session.execute(more.values(values).execution_options(synchronize_session=False))


def over() -> bool:
    """Whether there is an hour to tell of."""
    return db.session.scalar(select(ProgramHour.id).where(ProgramHour.hour < tokens.hour_of_use()).limit(1)) is not None


def tell() -> int:
    """The trace tells of the hours that are over, by who answers for the token; inside a transaction. How many."""
    done = select(ProgramHour).where(ProgramHour.hour < tokens.hour_of_use())
    rows = db.session.scalars(done.order_by(ProgramHour.hour, ProgramHour.id).with_for_update(skip_locked=True)).all()
    told = [(row, db.session.get(Token, row.token_id)) for row in rows]
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    for row, token in told:
        kept_by = token.kept_by_id if token else None
        detail = f"{row.hour:%Y-%m-%dT%H}"
        if row.shown:
            trace.note("people read by a token", kept_by, "token", row.token_id, f"{row.shown}, {detail}")
        if row.written:
            trace.note("signups written by a token", kept_by, "token", row.token_id, f"{row.written}, {detail}")
    return len(rows)

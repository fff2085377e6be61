"""The kit of a whole campaign: begun by a click, drawn by a worker part after part, handed over, gone."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, or_, select, update

from tracker import clock
from tracker.errors import Refusal
from tracker.paper.printed import Printed
from tracker.records import dataclass
from tracker.screenings import calendar
from tracker.screenings.campaign import Campaign
from tracker.screenings.kit import Kit, KitPart
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import one_at_a_time
from tracker.words import lazy

# A worker that was killed is waited for so long.
LEASE = timedelta(minutes=2)
# After it was handed over: a line that breaks is dialled again.
KEPT_ON = timedelta(hours=1)


class NoneToCome(Refusal):
    sentence = lazy("No film screening of this campaign is still to come. Each has its own kit on its page.")
    status = 409


class KitNotReady(Refusal):
    sentence = lazy("There is no finished kit here. It may have been taken, given up, or made anew.")
    status = 409


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come, in parts."""

    done: int
    of: int
    failed: int


def of_campaign(campaign_id: str) -> Kit | None:
    return db.session.scalars(select(Kit).where(Kit.campaign_id == campaign_id)).one_or_none()


def progress(kit: Kit) -> Progress:
    counted = select(func.count(), func.count(KitPart.made_at), func.count().filter(KitPart.failed))
    of, done, failed = db.session.execute(counted.where(KitPart.kit_id == kit.id)).one()
    return Progress(done, of, failed)


def begin(campaign: Campaign, paper: str, by: str | None) -> Kit:
    """The one that is being drawn, or a new one in the place of a finished one; inside a transaction. Raises NoneToCome."""
    one_at_a_time(f"kit of {campaign.id}")
    there = of_campaign(campaign.id)
    if there is not None and there.done_at is None:
        return there
    if there is not None:
        drop(campaign.id)
    to_come = list(db.session.scalars(_to_come(campaign.id).order_by(Screening.day, Screening.starts_at, Screening.id)))
    if not to_come:
        raise NoneToCome
    kit = Kit(campaign_id=campaign.id, paper=paper, asked_at=clock.now(), account_id=by)
    db.session.add(kit)
    # The campaign's own end cards first: they are one file for every auditorium.
    wanted: list[str | None] = [None, *to_come]
    db.session.add_all(KitPart(kit_id=kit.id, screening_id=each, position=at) for at, each in enumerate(wanted))
    db.session.flush()
    return kit


def how_many_to_come(campaign_id: str) -> int:
    """Film screenings that would be drawn for."""
    return db.session.scalar(select(func.count()).select_from(_to_come(campaign_id).subquery())) or 0


def _to_come(campaign_id: str) -> Select[str]:
    return select(Screening.id).where(
        Screening.campaign_id == campaign_id, Screening.joined_into_id.is_(None),
        or_(calendar.in_phase("tonight"), calendar.in_phase("announced")),
    )  # fmt: skip


def drop(campaign_id: str) -> bool:
    """Whether there was one; inside a transaction."""
    mine = select(Kit.id).where(Kit.campaign_id == campaign_id).scalar_subquery()
    db.session.execute(delete(KitPart).where(KitPart.kit_id == mine).execution_options(synchronize_session=False))
    gone = delete(Kit).where(Kit.campaign_id == campaign_id).returning(Kit.id)
    return db.session.scalars(gone.execution_options(synchronize_session=False)).one_or_none() is not None


def anything_to_do(before: datetime) -> bool:
    """Whether one waits to be drawn, or was handed over before a moment. Asked each second: it writes nothing."""
    return (
        db.session.scalar(select(Kit.id).where(or_(Kit.done_at.is_(None), Kit.fetched_at < before)).limit(1))
        is not None
    )


def lease(worker: str) -> Kit | None:
    """The oldest that waits for somebody to draw it, from now on mine; inside a transaction."""
    now = clock.now()
    free = or_(Kit.leased_until.is_(None), Kit.leased_until <= now, Kit.leased_by == worker)
    wanted = select(Kit).where(Kit.done_at.is_(None), free).order_by(Kit.asked_at, Kit.id).limit(1)
    kit = db.session.scalars(wanted.with_for_update(skip_locked=True)).one_or_none()
    if kit is not None:
        kit.leased_by, kit.leased_until = worker, now + LEASE
        db.session.flush()
    return kit


def let_go(kit_id: str, worker: str) -> None:
    """Anybody may go on with it; inside a transaction."""
    mine = update(Kit).where(Kit.id == kit_id, Kit.leased_by == worker)
    db.session.execute(mine.values(leased_by=None, leased_until=None))


def next_part(kit_id: str) -> KitPart | None:
    """The first that is not drawn yet."""
    wanted = select(KitPart).where(KitPart.kit_id == kit_id, KitPart.made_at.is_(None))
    return db.session.scalars(wanted.order_by(KitPart.position).limit(1)).one_or_none()


def keep(part_id: str, files: Printed | None) -> None:
    """What was drawn of a part; None: it could not be. Inside a transaction. One that was given up meanwhile is let go."""
    part = db.session.get(KitPart, part_id)
    if part is None or part.made_at is not None:
        return
    part.made_at, part.failed = clock.now(), files is None
    part.files = (files.filename, b64encode(files.data).decode("ascii")) if files else None


def finish(kit_id: str) -> None:
    """The last part is drawn; inside a transaction."""
    db.session.execute(
        update(Kit)
        .where(Kit.id == kit_id, Kit.done_at.is_(None))
        .values(done_at=clock.now(), leased_by=None, leased_until=None)
    )


def fetch(campaign_id: str) -> Kit:
    """To be handed over; that it was is noted once. Inside a transaction. Raises KitNotReady."""
    kit = of_campaign(campaign_id)
    if kit is None or kit.done_at is None:
        raise KitNotReady
    kit.fetched_at = kit.fetched_at or clock.now()
    return kit


def parts(kit_id: str) -> Iterator[tuple[str, bytes]]:
    """The name and the ZIP of each that was drawn, one at a time: all at once are many megabytes."""
    drawn = select(KitPart.id).where(KitPart.kit_id == kit_id, KitPart.files_sealed.is_not(None))
    for part_id in db.session.scalars(drawn.order_by(KitPart.position)).all():
        sealed = db.session.scalar(select(KitPart.files_sealed).where(KitPart.id == part_id))
        opened = KitPart.files.open_for(part_id, sealed)
        if opened is not None:  # None: somebody gave it up in this moment
            yield opened[0], b64decode(opened[1])


def left_out(kit_id: str) -> list[str]:
    """Ids of screenings that could not be drawn."""
    failed = select(KitPart.screening_id).where(
        KitPart.kit_id == kit_id, KitPart.failed, KitPart.screening_id.is_not(None)
    )
    return [str(each) for each in db.session.scalars(failed.order_by(KitPart.position))]


def drop_fetched(before: datetime) -> int:
    """Those that were handed over before a moment; inside a transaction. How many."""
    over = list(db.session.scalars(select(Kit.campaign_id).where(Kit.fetched_at < before)))
    return sum(drop(each) for each in over)

"""What the worker does of campaigns' kits: part after part, so that a kill costs one part and letters do not wait."""

import time
from collections.abc import Callable
from contextlib import suppress

import structlog

from tracker import clock
from tracker.errors import Refusal
from tracker.paper import names
from tracker.paper.printed import Drawing, Printed, zipped
from tracker.screenings import campaigns, kits, log, printed
from tracker.screenings import code as codes
from tracker.screenings.kit import Kit, KitPart
from tracker.signups import printing
from tracker.signups.printing import THINGS, Order
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import panic

# Seconds of one go.
SLICE = 2.0
# For each screening; the end cards are the campaign's.
OF_EACH = tuple(thing for thing in THINGS if thing != "end cards")

logger = structlog.get_logger()


def draw_kits(worker: str, base_url: str, going_on: Callable[[], bool], seconds: float = SLICE) -> int:
    """How many parts were drawn. What was handed over an hour ago goes. While the house is closed, nothing is done."""
    if panic.closed() is not None or not kits.anything_to_do(clock.now() - kits.KEPT_ON):
        db.session.rollback()
        return 0
    with transaction():
        kits.drop_fetched(clock.now() - kits.KEPT_ON)
        kit = kits.lease(worker)
        kit_id = kit.id if kit else ""
    drawn, until = 0, time.monotonic() + seconds
    while kit_id and going_on() and time.monotonic() < until and _draw_next(kit_id, base_url):
        drawn += 1
    if kit_id:
        with transaction():
            kits.let_go(kit_id, worker)
    return drawn


def _draw_next(kit_id: str, base_url: str) -> bool:
    """False: there is none left, or somebody gave it up."""
    with transaction() as session:
        part = kits.next_part(kit_id)
        if part is None:
            kits.finish(kit_id)
            return False
        part_id, name, drawings = part.id, "", list[Drawing]()
        with suppress(Refusal):  # cancelled, or joined, since it was asked for
            name, drawings = _planned(session.get_one(Kit, kit_id), part, base_url)
    files = _drawn(name, drawings)
    with transaction():
        kits.keep(part_id, files)
    return True


def _planned(kit: Kit, part: KitPart, base_url: str) -> tuple[str, list[Drawing]]:
    """Its name and what is to be drawn; inside a transaction. Raises NothingToPrint."""
    if part.screening_id is None:
        campaign = campaigns.by_id(kit.campaign_id)
        made = codes.made_for(["screen"], campaign_id=campaign.id)
        shown = printed.card_of_campaign(campaign, made["screen"], base_url)
        files = [lambda each=each: printing.end_card_file(shown, *each) for each in printing.every_end_card()]
        return names.file_name("End cards for every auditorium"), list(files)
    screening = log.staying(part.screening_id)
    printed.check(screening)
    order = Order(screening, kit.paper, base_url, kit.account_id)
    return order.name, printing.plan(order, OF_EACH)


def _drawn(name: str, drawings: list[Drawing]) -> Printed | None:
    """None: it could not be drawn. One bad name must not stop six hundred others."""
    import typst  # late, as the press has it

    if not drawings:
        return None
    try:
        packed = zipped(name, [draw() for draw in drawings])
    except typst.TypstError as error:
        logger.warning("part of a kit not drawn", error=type(error).__name__)
        return None
    return Printed(name, packed.media_type, packed.data)

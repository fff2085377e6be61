"""Somebody, or the house itself once a day, makes sure that the trace is what was written."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from tracker import clock
from tracker.errors import Refusal
from tracker.letters.to_member import tell_administrators
from tracker.store.db import db
from tracker.store.sealing import Broken
from tracker.store.transactions import snapshot, transaction
from tracker.team import trace, trace_chain, trace_heads
from tracker.team.trace import Trace
from tracker.team.trace_chain import End, Held
from tracker.words import _

DAILY = timedelta(hours=24)
# How often the head is noted in passing: what is cut off within so short a time was seen by nobody outside.
PASSING = timedelta(minutes=10)


def verify_trace(folder: Path) -> Held:
    """Walk the chain and compare the heads noted in `folder`; when it holds, its head is noted there.

    Raises ChainBroken and NoteChanged, each with its sentence, and OSError when the folder takes no note.
    """
    with snapshot():
        held = trace_chain.verify(trace_heads.read(folder))
    if held.end.number:
        trace_heads.write(folder, held.end.number, held.end.mac, "verified")
    return held


def watch_trace(folder: Path, base_url: str) -> bool:
    """Once a day. Whatever is found broken is told to the administrators once, and stands in the trace. True: it looked."""
    try:
        verified = [each.at for each in trace_heads.read(folder) if each.how == "verified"]
        if verified and verified[-1] > clock.now() - DAILY:
            return False
        verify_trace(folder)
    except Refusal as found:
        _tell(str(found), base_url)
    return True


def note_trace_head(folder: Path) -> End | None:
    """Note the head outside the database, when it has moved on and a while has passed. None: nothing was noted."""
    last = trace_heads.latest(folder)
    with snapshot():
        head = trace_chain.head_of()
    if not head.number or (last and (last.number >= head.number or last.at > clock.now() - PASSING)):
        return None
    trace_heads.write(folder, head.number, head.mac, "noted")
    return head


def _tell(found: str, base_url: str) -> None:
    with transaction():
        before = db.session.scalars(select(Trace).where(Trace.deed == "trace broken"))
        if any(each.at > clock.now() - DAILY or _said(each) == found for each in before):
            return
        tell_administrators(base_url, lambda: (_("The trace does not hold"), [
            _("The trace of what the team does was looked through, and it is not what was written."),
            found,
            _("Somebody who can write to the database has changed it, or an older copy was put in its place."),
            _("On the machine, script/flask trace verify tells the same. Keep a copy of the database before anything is mended."),
        ]))  # fmt: skip
        trace.note("trace broken", None, detail=found)


def _said(row: Trace) -> str | None:
    """None for one that was tampered with itself."""
    try:
        return row.detail
    except Broken:
        return None

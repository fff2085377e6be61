"""What a list of people said about contact, taken back: its facts go, and consent stands as the remaining facts say.

A list's facts bear the day on which they were signed, so what was heard is dated by when its list was written. Any "no" that is
left wins: one of another list too, and one that the same file, brought again, did not say a second time.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select

from tracker.allies.ally import Ally
from tracker.allies.answer_by_link import OWN_LINK
from tracker.allies.consent import CHANNELS, Consent, standing
from tracker.allies.hear_no import TAKEN_BACK
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import ImportRow
from tracker.imports.portions import portions
from tracker.store.db import db

AT_ONCE = 2_000


class Fact(NamedTuple):
    """One answer that is left. `by_list`: written down by a list, at `heard`."""

    heard: datetime
    channel: str
    answer: str
    source: str
    by_list: bool


def take_back(found: Import, pairs: Collection[tuple[str, str]]) -> None:
    """The facts of these (ally, film screening) go; but a "no" that the same file, brought again, has said once more stays."""
    again = select(Import.id).where(
        Import.kind == found.kind, Import.sha256 == found.sha256, Import.state == State.WRITTEN, Import.id != found.id
    )
    for some in portions(sorted({ally_id for ally_id, _ in pairs}), AT_ONCE):
        met = select(ImportRow.ally_id, ImportRow.screening_id).where(
            ImportRow.ally_id.in_(some), ImportRow.import_id.in_(again)
        )
        said_again = {(ally_id, screening_id) for ally_id, screening_id in db.session.execute(met)}
        wanted = select(Consent.id, Consent.ally_id, Consent.screening_id, Consent.answer).where(
            Consent.ally_id.in_(some), Consent.import_id == found.id
        )
        ids = [
            id_ for id_, ally_id, screening_id, answer in db.session.execute(wanted)
            if (ally_id, screening_id) in pairs and (answer != "no" or (ally_id, screening_id) not in said_again)
        ]  # fmt: skip
        for few in portions(ids, AT_ONCE):
            db.session.execute(delete(Consent).where(Consent.id.in_(few)))


def put_back(found: Import, befores: Mapping[str, dict[str, Any]]) -> None:
    """Where consent stood before the list, as far as nothing that was heard says otherwise; after take_back(). Whoever said
    anything since, by any other way than a list, is left as they are.
    """
    for some in portions(sorted(befores), AT_ONCE):
        facts, earlier = _left(some), _earlier(found, some)
        for ally in db.session.scalars(select(Ally).where(Ally.id.in_(some)).order_by(Ally.id).with_for_update()):
            before, heard = befores[ally.id], facts.get(ally.id, [])
            now = before.get("now")
            spoke = any(fact.heard >= found.written_at and not fact.by_list for fact in heard if found.written_at)
            if spoke or (now and now[:2] != [ally.email_consent, ally.phone_consent]):
                continue
            was = before.get("was") or ["unknown", "unknown", ally.acted_at.isoformat()]
            for at, channel in enumerate(CHANNELS):
                stood = earlier.get((ally.id, channel, was[at]), was[at])
                setattr(ally, f"{channel}_consent", _stands(found, channel, stood, heard))
            if now and now[2] == ally.acted_at.isoformat():
                ally.acted_at = datetime.fromisoformat(was[2])
    db.session.flush()


def _stands(found: Import, channel: str, stood: str, facts: Sequence[Fact]) -> str:
    said, since = "unknown", "unknown"
    for fact in facts:
        if fact.channel == channel:
            before = "unknown" if fact.source == TAKEN_BACK else said
            said = standing(before, fact.answer, by_own_link=fact.source == OWN_LINK)
            if fact.by_list and found.written_at and fact.heard >= found.written_at:
                since = standing(since, fact.answer)
    return "no" if said == "no" else standing(stood, since)


def _left(ally_ids: Sequence[str]) -> dict[str, list[Fact]]:
    """By ally, in the order in which they were heard."""
    wanted = (
        select(Consent.ally_id, Consent.channel, Consent.answer, Consent.source, Consent.at, Import.written_at)
        .outerjoin(Import, Import.id == Consent.import_id)
        .where(Consent.ally_id.in_(ally_ids))
    )
    found: dict[str, list[Fact]] = defaultdict(list)
    for ally_id, channel, answer, source, at, written_at in db.session.execute(wanted):
        heard = max(at, written_at) if written_at else at
        found[ally_id].append(Fact(heard, channel, answer, source, by_list=written_at is not None))
    for each in found.values():
        each.sort()
    return found


def _earlier(found: Import, ally_ids: Sequence[str]) -> dict[tuple[str, str, str], str]:
    """Where a list was still there when this one was written, and was taken back since: (ally, channel, as that list had left
    it) -> as it was before that.
    """
    wanted = (
        select(ImportRow.ally_id, ImportRow.before)
        .join(Import, Import.id == ImportRow.import_id)
        .where(
            ImportRow.ally_id.in_(ally_ids), Import.kind == found.kind, Import.state == State.UNDONE,
            Import.written_at <= found.written_at, Import.undone_at >= found.written_at, Import.id != found.id,
        )
        .order_by(Import.written_at.desc())
    )  # fmt: skip
    return {
        (ally_id, channel, before["now"][at]): before["was"][at]
        for ally_id, before in db.session.execute(wanted) if before and "was" in before
        for at, channel in enumerate(CHANNELS)
    }  # fmt: skip

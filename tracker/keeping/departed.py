"""Who is gone, who said "no", what is suppressed: as the tables have it now, and what the log of erasures lacks of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import func, or_, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import CHANNELS
from tracker.allies.merge import Merge
from tracker.allies.suppress import contact_fingerprints
from tracker.allies.suppression import Suppression
from tracker.keeping.erasure import Erasure
from tracker.keeping.erasure_log import BACK, GONE, HEARD, LIFTED, NO, SUPPRESSED, Line
from tracker.store.db import db
from tracker.store.sealing import Broken

ERASED = "erased"
# Allies whose contacts are opened in one go.
SOME = 1_000

Subjects = Mapping[tuple[str, str], Line]


def lacking(known: Subjects) -> list[Line]:
    """Lines that bring a log up to date. Whoever is not in the tables at all stays as the log has them."""
    now = clock.now().isoformat(timespec="seconds")
    gone, noes, marks = _gone(), set(_noes()), _suppressions()
    lines = [Line(GONE, ally_id, now, why) for ally_id, why in gone.items() if (GONE, ally_id) not in known]
    lines += [Line(NO, whom, now) for whom in sorted(noes) if (NO, whom) not in known]
    lines += [Line(SUPPRESSED, mark, at) for mark, at in marks.items() if (SUPPRESSED, mark) not in known]
    here = _here({whom.partition(" ")[0] for said, whom in known if said in (GONE, NO)})
    for said, whom in known:
        if said == GONE and whom in here and whom not in gone:
            lines.append(Line(BACK, whom, now))
        elif said == NO and whom.partition(" ")[0] in here and whom not in noes:
            lines.append(Line(HEARD, whom, now))
        elif said == SUPPRESSED and whom not in marks:
            lines.append(Line(LIFTED, whom, now))
    return lines


def still_there(known: Subjects) -> list[str]:
    """Ids of allies whom the tables hold although they are gone; after a restore."""
    ids = [whom for said, whom in known if said == GONE]
    return sorted(_here(ids, Ally.contact_sealed.is_not(None) | Ally.extra_care_sealed.is_not(None)))


def written_as(marks: Collection[bytes]) -> tuple[list[str], int]:
    """Ids of allies who are held under an address (or, without one, a number) among these fingerprints.

    And how many contacts are damaged: whose they are nobody can tell.
    """
    found, after, damaged = [], "", 0
    while marks:
        wanted = select(Ally).where(Ally.contact_sealed.is_not(None), Ally.id > after).order_by(Ally.id).limit(SOME)
        some = list(db.session.scalars(wanted))
        if not some:
            break
        after = some[-1].id
        for ally in some:
            try:
                contact = ally.contact or {}
            except Broken:
                damaged += 1
                continue
            email = contact.get("email")
            # With an address, a number alone says nothing: two people may share it.
            own = contact_fingerprints(email, None if email else contact.get("phone"))
            if not set(marks).isdisjoint(own):
                found.append(ally.id)
    return found, damaged


def spelt(mark: bytes, kind: str) -> str:
    """A suppression as the log names it."""
    return f"{mark.hex()} {kind}"


def read(whom: str) -> tuple[bytes, str]:
    """The fingerprint and the kind of spelt()."""
    mark, _blank, kind = whom.partition(" ")
    return bytes.fromhex(mark), kind


def _gone() -> dict[str, str]:
    """Allies who were forgotten or are about to be, by whatever way they went, and why.

    Who said "no" on the form never had a contact either, and is not gone: they were asked about extra care.
    """
    asked = select(Erasure.ally_id, func.max(Erasure.why)).where(Erasure.taken_back_at.is_(None))
    whys: dict[str, str] = dict(db.session.execute(asked.group_by(Erasure.ally_id)).all())
    wanted = select(Ally.id, Ally.extra_care_sealed.is_(None)).where(Ally.contact_sealed.is_(None)).order_by(Ally.id)
    rows = db.session.execute(wanted)
    found = {ally_id: whys.get(ally_id, "") for ally_id, forgotten in rows if forgotten or ally_id in whys}
    # Who was joined to somebody goes with them and not before: a restore to an earlier day brings both back.
    joined = _joined()
    return {
        ally_id: why or found.get(joined[ally_id], "") if ally_id in joined else why
        for ally_id, why in found.items() if joined.get(ally_id, ally_id) in found
    }  # fmt: skip


def _joined() -> dict[str, str]:
    """Whose row is empty because it was joined to another, and to whose."""
    return dict(db.session.execute(select(Merge.gone_id, Merge.ally_id).where(Merge.undone_at.is_(None))).all())


def _noes() -> Iterator[str]:
    said = or_(*(getattr(Ally, f"{channel}_consent") == "no" for channel in CHANNELS))
    rows = db.session.execute(select(Ally.id, Ally.email_consent, Ally.phone_consent).where(said)).all()
    joined = _joined()
    told = {row[0]: row[1:] for row in rows}
    for ally_id, *answers in ((each, *told.get(joined.get(each, each), ())) for each in told):
        # What is said of who stays is said of who was joined to them.
        yield from (
            f"{ally_id} {channel}" for channel, answer in zip(CHANNELS, answers, strict=False) if answer == "no"
        )


def _suppressions() -> dict[str, str]:
    rows = db.session.execute(select(Suppression.fingerprint, Suppression.kind, Suppression.at))
    return {spelt(mark, kind): at.isoformat(timespec="seconds") for mark, kind, at in rows}


def _here(ally_ids: Iterable[str], *also: object) -> set[str]:
    found: set[str] = set()
    listed = sorted(set(ally_ids))
    for start in range(0, len(listed), 10_000):
        some = select(Ally.id).where(Ally.id.in_(listed[start : start + 10_000]), *also)  # type: ignore[arg-type]
        found.update(db.session.scalars(some))
    return found

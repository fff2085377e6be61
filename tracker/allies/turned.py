"""While the keys turn: identities under the new find key beside those under the old one; afterwards the old ones go.

They are made from the contact that the ally has, and from those of who was joined to them; the ally is locked meanwhile. Only what
an ally is recognised by under the old key is written under the new: so it stays with whom it was.
"""

import operator
from collections.abc import Sequence

from sqlalchemy import case, delete, func, select

from tracker.allies.ally import Ally, Contact
from tracker.allies.identify import texts
from tracker.allies.identity import Identity, identity_rows
from tracker.allies.known_by import kept
from tracker.store.db import db
from tracker.store.keyring import Key, ring
from tracker.store.resealing import Tally, unheld
from tracker.store.sealing import Broken, fingerprint
from tracker.store.transactions import add_once

Row = dict[str, object]


def waiting(find_key: str, after: str, most: int) -> list[str]:
    """Ids of allies behind `after` who are recognised by more under other find keys than under this one."""
    new = func.sum(case((Identity.key_name == find_key, 1), else_=0))
    found = select(Identity.ally_id).where(Identity.ally_id > after).group_by(Identity.ally_id)
    return list(db.session.scalars(found.having(new < func.count() - new).order_by(Identity.ally_id).limit(most)))


def renew(ally_ids: Sequence[str], find_key: str) -> Tally:
    """Write them under the key too; inside a transaction."""
    key = ring().named("find", find_key)
    assert key is not None
    wanted = select(Ally).where(Ally.id.in_(ally_ids)).order_by(Ally.id)
    allies = db.session.scalars(unheld(wanted).execution_options(populate_existing=True)).all()
    held = _identities([ally.id for ally in allies])
    joined = kept([ally.id for ally in allies])
    rows: list[Row] = []
    broken = 0
    for ally in allies:
        made, lost = _under(key, ally, held[ally.id], joined.get(ally.id, []))
        rows += made
        broken += lost
    written = add_once(Identity, sorted(rows, key=operator.itemgetter("fingerprint")))
    return Tally(len(written), len(ally_ids) - len(allies), broken + len(rows) - len(written))


def _identities(ally_ids: Sequence[str]) -> dict[str, list[Identity]]:
    held: dict[str, list[Identity]] = {ally_id: [] for ally_id in ally_ids}
    for each in db.session.scalars(select(Identity).where(Identity.ally_id.in_(ally_ids))):
        held[each.ally_id].append(each)
    return held


def _under(new: Key, ally: Ally, held: Sequence[Identity], joined: Sequence[Contact]) -> tuple[list[Row], int]:
    """Rows that are lacking under the new key; and how many identities lead to nothing in the contact, nor in those of
    who was joined to them.
    """
    try:
        contact = ally.contact or Contact()
    except Broken:
        return [], 1
    said_so = [text for each in (contact, *joined) for text in texts(each)]
    there = {(each.kind, bytes(each.fingerprint)) for each in held if each.key_name == new.name}
    rows: dict[tuple[str, bytes], Row] = {}
    lost = 0
    for each in held:
        old = ring().named("find", each.key_name)
        if each.key_name == new.name:
            continue
        said = next((text for text in said_so if old and _is(each, old, *text)), None)
        if said is None:
            lost += 1
            continue
        mark = fingerprint(new, said[1], said[2])
        if (each.kind, mark) not in there:
            [rows[each.kind, mark]] = identity_rows(ally.id, each.kind, [(new.name, mark)])
    return list(rows.values()), lost


def _is(identity: Identity, key: Key, _kind: str, what: str, text: str) -> bool:
    return bytes(identity.fingerprint) == fingerprint(key, what, text)


def left_over(find_key: str, after: str, most: int) -> list[str]:
    """Ids of identities behind `after` under other find keys than this."""
    old = select(Identity.id).where(Identity.key_name != find_key, Identity.id > after)
    return list(db.session.scalars(old.order_by(Identity.id).limit(most)))


def clear(identity_ids: Sequence[str], find_key: str) -> Tally:
    """Delete those whose ally has one of the kind under the key; inside a transaction."""
    wanted = select(Identity.id, Identity.ally_id, Identity.kind).where(Identity.id.in_(identity_ids))
    rows = db.session.execute(unheld(wanted.order_by(Identity.id))).all()
    new = select(Identity.ally_id, Identity.kind).where(
        Identity.key_name == find_key, Identity.ally_id.in_({row.ally_id for row in rows})
    )
    made = {(ally_id, kind) for ally_id, kind in db.session.execute(new)}
    gone = [row.id for row in rows if (row.ally_id, row.kind) in made]
    db.session.execute(delete(Identity).where(Identity.id.in_(gone)))
    return Tally(len(gone), len(identity_ids) - len(rows), len(rows) - len(gone))

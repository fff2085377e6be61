"""What other programs say of an ally besides what the house itself asks for: how the name is parted, where they live, and
fields of the programs' own. Sealed in one piece, bounded, and shown to nobody but programs and the ally.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.allies.contact_points import clean_text
from tracker.errors import Refusal
from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.ids import new_id
from tracker.store.sealing import Broken, Sealed, sealed_column
from tracker.store.transactions import add_once, one_at_a_time
from tracker.words import lazy

MOST_FIELDS, MOST_NAME, MOST_TEXT = 50, 60, 1_000
# Names of fields in the whole house.
MOST_NAMES = 200
# Ours, told and never heard.
OURS = "tracker:"
POSTAL = ("address_lines", "locality", "region", "postal_code", "country")


class TooManyFields(Refusal):
    sentence = lazy("That is more than is kept of one person: 50 fields, names of 60 characters, texts of 1,000.")
    status = 400


class TooManyNames(Refusal):
    sentence = lazy("There are 200 names of custom fields already. Use one of those.")
    status = 400


class Told(TypedDict, total=False):
    """Each part is there only where something was said."""

    given: str
    family: str
    languages: list[str]
    postal: dict[str, Any]
    custom: dict[str, str]


class Besides(Row):
    """Of one ally."""

    __tablename__ = "ally_besides"

    ally_id: Mapped[str] = child_of("ally", unique=True)
    told = Sealed[Told]()
    told_sealed: Mapped[bytes | None] = sealed_column()
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class CustomField(Row):
    """A name under which some carry a text. Words of the team's programs, so they are sealed."""

    __tablename__ = "custom_field"

    name = Sealed[str]()
    name_sealed: Mapped[bytes | None] = sealed_column()
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


def of(ally_ids: Collection[str]) -> dict[str, Told]:
    """By ally; without what does not open."""
    found: dict[str, Told] = {}
    for row in db.session.scalars(select(Besides).where(Besides.ally_id.in_(sorted(ally_ids)))) if ally_ids else ():
        try:
            found[row.ally_id] = row.told or Told()
        except Broken:
            continue
    return found


def note(ally_id: str, told: Told, only_what_is_missing: bool = False) -> bool:
    """Add it to what is there; inside a transaction that holds the ally. False: nothing new. Raises TooManyFields, TooManyNames.

    A part that is sent takes the place of what was there; fields are merged by their names.
    """
    if not told:
        return False
    row = db.session.scalar(select(Besides).where(Besides.ally_id == ally_id).with_for_update())
    before = (row.told if row is not None else None) or Told()
    after = _merged(told, before) if only_what_is_missing else _merged(before, told)
    if after == before:
        return False
    if len(after.get("custom", {})) > MOST_FIELDS:
        raise TooManyFields
    _name(after.get("custom", {}))
    now = clock.now()
    if row is None:
        fresh = new_id()
        sealed = Besides.told.sealed_for(fresh, after)
        if add_once(Besides, [{"id": fresh, "ally_id": ally_id, "told_sealed": sealed, "at": now}]):
            return True
        return note(ally_id, told, only_what_is_missing)
    row.told, row.at = after, now
    db.session.flush()
    return True


def _merged(before: Told, then: Told) -> Told:
    after = Told(**{**before, **then})
    if "custom" in before or "custom" in then:
        after["custom"] = {**before.get("custom", {}), **then.get("custom", {})}
    if "postal" in before or "postal" in then:
        after["postal"] = {**before.get("postal", {}), **then.get("postal", {})}
    return after


def fields(said: Mapping[Any, Any]) -> dict[str, str]:
    """Custom fields as they are kept: texts under names that are not ours; empty ones are left alone. Raises TooManyFields."""
    kept: dict[str, str] = {}
    for name, value in said.items():
        text = value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
        name = clean_text(str(name))
        if not text.strip() or not name or name.startswith(OURS):
            continue
        if len(name) > MOST_NAME or len(text) > MOST_TEXT or len(kept) >= MOST_FIELDS:
            raise TooManyFields
        kept[name] = text
    return kept


def names() -> list[tuple[str, datetime]]:
    """Names of fields, and since when they are in use. Few: opened each time."""
    found = [(row.name or "", row.made_at) for row in db.session.scalars(select(CustomField))]
    return sorted(found, key=lambda each: (each[0].casefold(), each[1]))


def _name(custom: Collection[str]) -> None:
    """Names that nobody has used yet. Two at once may write one twice: it is told once."""
    if not custom:
        return
    known = {name for name, _at in names()}
    fresh = sorted(set(custom) - known)
    if not fresh:
        return
    one_at_a_time("custom fields")
    known = {name for name, _at in names()}
    if len(known | set(fresh)) > MOST_NAMES:
        raise TooManyNames
    now = clock.now()
    for name in sorted(set(fresh) - known):
        row = CustomField(made_at=now)
        row.name = name
        db.session.add(row)
    db.session.flush()


def forget(ally_id: str) -> None:
    """Inside a transaction."""
    db.session.execute(delete(Besides).where(Besides.ally_id == ally_id))


def move(ally_id: str, to: str) -> None:
    """What the second lacks comes from the first; inside a transaction."""
    goes = db.session.scalar(select(Besides).where(Besides.ally_id == ally_id))
    if goes is None:
        return
    stays = db.session.scalar(select(Besides).where(Besides.ally_id == to))
    if stays is None:
        # Sealed to its own row, which stays.
        db.session.execute(update(Besides).where(Besides.id == goes.id).values(ally_id=to))
        return
    stays.told = _merged(goes.told or Told(), stays.told or Told())
    db.session.flush()
    forget(ally_id)

"""Making tags, putting them on allies, taking them off. Inside transactions, but for what only reads."""

from collections.abc import Collection

from sqlalchemy import ScalarSelect, and_, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker import clock
from tracker.allies.contact_points import clean_text
from tracker.allies.tag import AllyTag, Tag
from tracker.errors import Refusal
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.once import once
from tracker.store.rows import row_of
from tracker.store.transactions import add_once, one_at_a_time
from tracker.words import lazy

MOST_NAME, MOST_TAGS = 40, 200
DEED = "tags"


class TagUnnamed(Refusal):
    sentence = lazy("Give the tag a name, up to 40 characters.")
    field = "name"


class TagThereAlready(Refusal):
    sentence = lazy("There is a tag of that name. Use that one.")
    field = "name"
    status = 409


class TagOfOthers(Refusal):
    sentence = lazy("Somebody else made this tag. A coordinator can change it.")
    status = 403


class TagsFull(Refusal):
    sentence = lazy("There are 200 tags already. Remove one that nobody needs.")
    field = "name"
    status = 409


def every() -> list[Tag]:
    """By name. Few: opened each time."""
    found = once("tags", lambda: db.session.scalars(select(Tag)).all())
    return sorted(found, key=lambda tag: ((tag.name or "").casefold(), tag.id))


def by_id(tag_id: str) -> Tag:
    """Raises NotThere."""
    return row_of(Tag, tag_id)


def make(name: str, account_id: str | None) -> Tag:
    """Raises TagUnnamed, TagThereAlready, TagsFull."""
    one_at_a_time(DEED)
    called = _free(name, "")
    if len(every()) >= MOST_TAGS:
        raise TagsFull
    tag = Tag(made_at=clock.now(), made_by_id=account_id)
    tag.name = called
    db.session.add(tag)
    db.session.flush()
    return tag


def named(name: str, account_id: str | None) -> tuple[Tag, bool]:
    """The one of this name, whatever its case, made where there is none; and whether it was. Raises TagUnnamed, TagsFull."""
    called = clean_text(name)
    found = _called(called)
    if found is None:
        one_at_a_time(DEED)
        found = _called(called)
    return (found, False) if found is not None else (make(called, account_id), True)


def _called(name: str) -> Tag | None:
    return next((tag for tag in every() if (tag.name or "").casefold() == name.casefold()), None) if name else None


def known(names: Collection[str]) -> list[Tag]:
    """Those of these names that there are."""
    return [tag for name in names if (tag := _called(clean_text(name))) is not None]


def rename(tag_id: str, name: str, by: str | None) -> Tag:
    """`by`: who may do it for tags of their own alone. Raises NotThere, TagOfOthers, TagUnnamed, TagThereAlready."""
    tag = _mine(tag_id, by)
    tag.name = _free(name, tag.id)
    return tag


def remove(tag_id: str, by: str | None) -> int:
    """It is on nobody any more, and gone. On how many it was. Raises NotThere, TagOfOthers."""
    tag = _mine(tag_id, by)
    bare = db.session.scalars(delete(AllyTag).where(AllyTag.tag_id == tag.id).returning(AllyTag.id)).all()
    db.session.delete(tag)
    db.session.flush()
    return len(bare)


def put(ally_ids: Collection[str], tag_id: str, account_id: str | None) -> set[str]:
    """Those who did not have it yet."""
    now = clock.now()
    rows = [
        {"id": new_id(), "ally_id": ally_id, "tag_id": tag_id, "at": now, "account_id": account_id}
        for ally_id in sorted(ally_ids)
    ]
    return add_once(AllyTag, rows, keyed_by="ally_id")


def take(ally_ids: Collection[str], tag_id: str) -> set[str]:
    """Those who had it."""
    gone = delete(AllyTag).where(AllyTag.tag_id == tag_id, AllyTag.ally_id.in_(sorted(ally_ids)))
    return set(db.session.scalars(gone.returning(AllyTag.ally_id)))


def of(ally_ids: Collection[str]) -> dict[str, list[Tag]]:
    """By ally, by name. One query; a tag is opened once."""
    rows = select(AllyTag.ally_id, Tag).join(Tag, Tag.id == AllyTag.tag_id).where(AllyTag.ally_id.in_(sorted(ally_ids)))
    found: dict[str, list[Tag]] = {}
    for ally_id, tag in db.session.execute(rows):
        found.setdefault(ally_id, []).append(tag)
    return {ally_id: sorted(each, key=lambda tag: (tag.name or "").casefold()) for ally_id, each in found.items()}


def ids_of(ally_id: InstrumentedAttribute[str]) -> ScalarSelect[str | None]:
    """Of each ally of a question the ids of their tags, by commas; None: they have none. See by_ids()."""
    return select(func.aggregate_strings(AllyTag.tag_id, ",")).where(AllyTag.ally_id == ally_id).scalar_subquery()


def by_ids(tag_ids: Collection[str]) -> list[Tag]:
    """These, by name. One query at most."""
    wanted = select(Tag).where(Tag.id.in_(sorted(tag_ids)))
    return sorted(db.session.scalars(wanted), key=lambda tag: (tag.name or "").casefold()) if tag_ids else []


def beside(ally_id: str) -> tuple[list[Tag], list[Tag]]:
    """An ally's, and all that there are, each by name. One query."""
    has = AllyTag.tag_id == Tag.id, AllyTag.ally_id == ally_id
    rows = db.session.execute(select(Tag, AllyTag.id.is_not(None)).outerjoin(AllyTag, and_(*has))).all()
    in_order = sorted(rows, key=lambda row: ((row[0].name or "").casefold(), row[0].id))
    return [tag for tag, is_on in in_order if is_on], [tag for tag, _is_on in in_order]


def counts() -> dict[str, int]:
    """On how many allies each is, by its id."""
    counted: dict[str, int] = dict(
        db.session.execute(select(AllyTag.tag_id, func.count()).group_by(AllyTag.tag_id)).all()
    )
    return counted


def _mine(tag_id: str, by: str | None) -> Tag:
    one_at_a_time(DEED)
    tag = row_of(Tag, tag_id, lock=True)
    if by is not None and tag.made_by_id != by:
        raise TagOfOthers
    return tag


def _free(name: str, but: str) -> str:
    called = clean_text(name)
    if not called or len(called) > MOST_NAME:
        raise TagUnnamed
    if any((tag.name or "").casefold() == called.casefold() for tag in every() if tag.id != but):
        raise TagThereAlready
    return called

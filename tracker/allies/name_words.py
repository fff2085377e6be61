"""People found by what they are called: short marks of the beginnings of words, which collide on purpose.

A mark never says that somebody fits, only who may: contacts are opened and looked at (`fits`). How long the marks are, and
what they tell a thief, stands in docs/decisions/0026-finding.md.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Mapped, aliased, mapped_column
from sqlalchemy.types import String

from tracker.allies.ally import Ally, Contact
from tracker.allies.contact_points import clean_text
from tracker.store.db import Model, child_of, db
from tracker.store.keyring import Key, ring
from tracker.store.resealing import Tally, unheld
from tracker.store.sealing import Broken, fingerprint, is_written
from tracker.store.transactions import add_many

# Bits of a mark, and where the numbers of its kind begin: the longer a beginning, the fewer share it.
SHORT, LONG, PHONE = (10, 0), (12, 1 << 12), (12, 1 << 13)
# Letters of a short and of a long beginning; signs of scripts that write a syllable or a word with each.
FEW, MORE = 3, 5
# Words of a name that are looked at: nobody is asked for more.
MOST_WORDS = 8
# What no mark of accent can be taken off.
PLAIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
# Within a word: O'Brien is looked for as obrien, and found by both.
LEFT_OUT = dict.fromkeys(map(ord, "'’ʼ`´"))
APART = dict.fromkeys(map(ord, "-‐‑,.·・/"), " ")


# By kind and text.
Marks = dict[tuple[tuple[int, int], str], int]


class NameWord(Model):
    """A mark of an ally's name or number, under one find key."""

    __tablename__ = "name_word"

    key_name: Mapped[str] = mapped_column(String(4), primary_key=True)
    mark: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ally_id: Mapped[str] = child_of("ally", primary_key=True, index=True)


def folded(text: str) -> list[str]:
    """The words of a name without case and marks, hyphens parting them: "Min-Ho Muñoz" is min, ho, munoz."""
    if text.isascii():
        return text.lower().translate(LEFT_OUT).translate(APART).split()
    whole = unicodedata.normalize("NFKD", text.casefold().translate(LEFT_OUT))
    apart = whole.translate(APART)
    return "".join(each for each in apart.translate(PLAIN) if not unicodedata.combining(each)).split()


def begins(name: str, word: str) -> bool:
    """Where no blank parts the family's name from one's own (서민지), the second part is a beginning too."""
    return name.startswith(word) or (not word.isascii() and word in name)


def fits(asked: Sequence[str], contact: Contact) -> bool:
    """Whether each of these folded words begins a word of the name, or of the name to be called by; in any order."""
    names = folded(f"{contact.get('name', '')} {contact.get('call', '')}")
    return all(any(begins(name, word) for name in names) for word in asked)


def candidates(asked: Sequence[str]) -> Select[str] | None:
    """Ids of allies who may fit these folded words; None where they are too short to look by."""
    marks: list[tuple[tuple[int, int], str]] = []
    for word in asked[:MOST_WORDS]:
        marks += _of_asked(unicodedata.normalize("NFC", word))
    # A word of two letters is looked for whole, and only where nothing longer was written.
    marks = [mark for mark in marks if not mark[1].endswith("|")] or marks
    return _holding(sorted(set(marks), reverse=True))


def phone_candidates(phone: str) -> Select[str]:
    """Ids of allies who may have this number (E.164)."""
    found = _holding([(PHONE, phone)])
    assert found is not None
    return found


def write(ally_id: str, contact: Contact | None) -> None:
    """They are found by this contact and by nothing else; inside a transaction, the ally locked."""
    db.session.execute(delete(NameWord).where(NameWord.ally_id == ally_id))
    if contact:
        add_many(NameWord, rows_of(ally_id, contact))
    noted = update(Ally).where(Ally.id == ally_id).values(words_key=written_under() if contact else None)
    db.session.execute(noted.execution_options(synchronize_session=False))


def rows_of(ally_id: str, contact: Contact) -> list[dict[str, object]]:
    """What is to be written of a contact, under each key that is written under."""
    return rows_of_all([(ally_id, contact)])


def rows_of_all(contacts: Iterable[tuple[str, Contact]]) -> list[dict[str, object]]:
    """The same for many allies by their ids."""
    known = [(key, Marks()) for key in ring().all("find") if is_written(key.name)]
    return [row for ally_id, contact in contacts for each in known for row in _under(*each, ally_id, contact)]


def written_under() -> str:
    """The newest key under which rows_of() writes: an ally's note of it tells whether the next turn has to see to them."""
    return [key.name for key in ring().all("find") if is_written(key.name)][-1]


def index_some(most: int) -> int:
    """Those from before there was an index, and whoever was brought in past it; inside a transaction. How many."""
    wanted = (
        select(Ally).where(Ally.words_key.is_(None), Ally.contact_sealed.is_not(None)).order_by(Ally.id).limit(most)
    )
    allies = db.session.scalars(unheld(wanted).execution_options(populate_existing=True)).all()
    rows = rows_of_all((ally.id, _opened(ally) or Contact()) for ally in allies)
    _write_all([ally.id for ally in allies], rows, written_under())
    return len(allies)


def waiting(find_key: str, after: str, most: int) -> list[str]:
    """Ids of allies behind `after` whose words stand under another key than this."""
    old = select(Ally.id).where(Ally.words_key.is_not(None), Ally.words_key != find_key, Ally.id > after)
    return list(db.session.scalars(old.order_by(Ally.id).limit(most)))


def renew(ally_ids: Sequence[str], find_key: str) -> Tally:
    """Write them under this key too; inside a transaction."""
    key = ring().named("find", find_key)
    assert key is not None
    wanted = select(Ally).where(Ally.id.in_(ally_ids), Ally.contact_sealed.is_not(None)).order_by(Ally.id)
    allies = db.session.scalars(unheld(wanted).execution_options(populate_existing=True)).all()
    opened = {ally.id: _opened(ally) for ally in allies}
    known = Marks()
    rows = [row for ally_id, contact in opened.items() for row in _under(key, known, ally_id, contact or Contact())]
    _write_all(list(opened), rows, find_key)
    return Tally(len(allies), len(ally_ids) - len(allies), sum(contact is None for contact in opened.values()))


def left_over(find_key: str, after: str, most: int) -> list[str]:
    """Ids of allies behind `after` who have words under other keys than this."""
    old = select(NameWord.ally_id).where(NameWord.key_name != find_key, NameWord.ally_id > after).distinct()
    return list(db.session.scalars(old.order_by(NameWord.ally_id).limit(most)))


def clear(ally_ids: Sequence[str], find_key: str) -> Tally:
    """Delete those of allies who stand under this key now; inside a transaction."""
    wanted = select(Ally.id).where(Ally.id.in_(ally_ids), or_(Ally.words_key == find_key, Ally.words_key.is_(None)))
    moved = list(db.session.scalars(unheld(wanted.order_by(Ally.id))))
    db.session.execute(delete(NameWord).where(NameWord.ally_id.in_(moved), NameWord.key_name != find_key))
    return Tally(len(moved), len(ally_ids) - len(moved), 0)


def _write_all(ally_ids: list[str], rows: list[dict[str, object]], key_name: str) -> None:
    add_many(NameWord, rows)
    noted = update(Ally).where(Ally.id.in_(ally_ids)).values(words_key=key_name)
    db.session.execute(noted.execution_options(synchronize_session=False))


def _opened(ally: Ally) -> Contact | None:
    """None: it opens with no key, and nobody finds them by it any more."""
    try:
        return ally.contact
    except Broken:
        return None


def _under(key: Key, known: Marks, ally_id: str, contact: Contact) -> list[dict[str, object]]:
    """`known`: marks of beginnings so far; many names share theirs."""
    names = dict.fromkeys((contact.get("name", ""), contact.get("call", "")))
    marks: set[int] = set()
    for word in sorted(set(folded(" ".join(names))))[: 2 * MOST_WORDS]:
        for each in _beginnings(word if word.isascii() else unicodedata.normalize("NFC", word)):
            if each not in known:
                known[each] = _mark(key, *each)
            marks.add(known[each])
    if contact.get("phone"):
        marks.add(_mark(key, PHONE, contact["phone"]))
    return [{"key_name": key.name, "mark": mark, "ally_id": ally_id} for mark in sorted(marks)]


def _mark(key: Key, kind: tuple[int, int], text: str) -> int:
    bits, first = kind
    return first + int.from_bytes(fingerprint(key, f"word {first}", text)[:4]) % (1 << bits)


def _beginnings(word: str) -> Iterator[tuple[tuple[int, int], str]]:
    """What of a word of somebody's name can be asked for."""
    if not word.isascii() and _is_dense(word):
        yield from ((SHORT, each) for each in word)
        yield from ((LONG, one + two) for one, two in pairwise(word))
        return
    yield SHORT, word[:FEW] if len(word) >= FEW else f"{word}|"
    if len(word) >= MORE:
        yield LONG, word[:MORE]


def _of_asked(word: str) -> Iterable[tuple[tuple[int, int], str]]:
    """By which marks a word that somebody asks for is looked up: the longest that it has."""
    if _is_dense(word):
        return [(LONG, one + two) for one, two in pairwise(word)] or [(SHORT, word)]
    if len(word) >= MORE:
        return [(LONG, word[:MORE])]
    return [(SHORT, word[:FEW] if len(word) >= FEW else f"{word}|")]


def _is_dense(word: str) -> bool:
    """Hangul, Han and kana: one sign is a syllable or a word."""
    return any(
        "\u1100" <= each <= "\u11ff" or "\u3040" <= each <= "\u9fff" or "\uac00" <= each <= "\ud7a3" for each in word
    )


def _holding(marks: Sequence[tuple[tuple[int, int], str]]) -> Select[str] | None:
    """Who has all of these marks, under whichever key; each once.

    The first mark leads, in the order of its index, and each ally is asked for the others: whoever wants the first few has
    them without lists of all who share a mark, which a common name makes long.
    """
    if not marks:
        return None
    found = select(NameWord.ally_id).where(_marked(NameWord, marks[0]))
    for mark in marks[1:]:
        other = aliased(NameWord)
        found = found.where(exists().where(other.ally_id == NameWord.ally_id, _marked(other, mark)).correlate(NameWord))
    return found if len(ring().all("find")) == 1 else found.distinct()


def _marked(word: type[NameWord], mark: tuple[tuple[int, int], str]) -> ColumnElement[bool]:
    return or_(*(and_(word.key_name == key.name, word.mark == _mark(key, *mark)) for key in ring().all("find")))


def asked_words(text: str) -> list[str]:
    """What somebody typed, as folded words."""
    return folded(clean_text(text))[:MOST_WORDS]

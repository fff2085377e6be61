"""Codes: what a screen, a poster or a seat card says. Short, speakable, told apart from a mistyped one, permanent.

A code is seven characters and a checking one: `temo rikw`. Syllables of consonant and vowel, no c, l, q, x, y, so that it
can be read aloud in English, Korean and Spanish. The sum of position times value modulo the prime 23 finds every single
wrong character and every two that changed places (as ISO 7064 does with other alphabets).
"""

import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from math import prod

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import Refusal
from tracker.store.db import Model, UTCDateTime, child_of, db, one_of
from tracker.store.transactions import add_many, add_once, one_at_a_time
from tracker.words import lazy

CONSONANTS = "bdfghjkmnprstvwz"
VOWELS = "aeiou"
LETTERS = CONSONANTS + VOWELS  # 21 values, 0 to 20
CHECKS = LETTERS + "47"  # 23 values: the two digits look like no letter used
SHAPE = (CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS)
LENGTH = len(SHAPE) + 1
BODIES = prod(map(len, SHAPE))  # 8,192,000
# Screenings in one question.
MOST_ASKED = 10_000

# How somebody came to sign up.
SOURCES = ("screen", "poster", "seat card", "lobby", "sheet", "kiosk", "link", "import", "api", "sync", "desk")


class CodeMistyped(Refusal):
    sentence = lazy("That code has a letter that does not fit. Look at the card again.")
    status = 404


class CodeUnknown(Refusal):
    sentence = lazy("Nobody gave out that code. Look at the card again.")
    status = 404


class Code(Model):
    """A code and what it points to. Never changed once made; joining screenings sets `screening_id` anew."""

    __tablename__ = "code"

    code: Mapped[str] = mapped_column(String(LENGTH), primary_key=True)
    screening_id: Mapped[str | None] = child_of("screening", index=True)
    campaign_id: Mapped[str | None] = child_of("campaign", index=True)
    source: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        one_of("source", SOURCES),
        CheckConstraint("(screening_id IS NULL) <> (campaign_id IS NULL)", name="of_one"),
        CheckConstraint(f"length(code) = {LENGTH}", name="length"),
    )


def check_character(body: str) -> str:
    """The character that makes the weighted sum of all a multiple of 23."""
    total = sum(place * CHECKS.index(letter) for place, letter in enumerate(body, start=1))
    # The check stands at place 8: 8 * value = -total (mod 23).
    return CHECKS[-total * pow(LENGTH, -1, 23) % 23]


def normalise(written: str) -> str:
    """The code that somebody wrote, whatever case, blanks and hyphens they used. Raises CodeMistyped."""
    code = "".join(letter for letter in written.casefold() if letter not in " -_.\u2010\u2011\u2013\u00a0\u200b")
    if len(code) != LENGTH or any(c not in CHECKS for c in code) or check_character(code[:-1]) != code[-1]:
        raise CodeMistyped
    return code


def spoken(code: str) -> str:
    """As it is printed: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def find(written: str, hold: bool = False) -> Code:
    """The code somebody wrote. Raises CodeMistyped and CodeUnknown.

    `hold`: until the transaction ends nobody points it elsewhere or takes it back (on PostgreSQL; SQLite has one writer).
    """
    found = db.session.get(Code, normalise(written), with_for_update={"read": True} if hold else None)
    if found is None:
        raise CodeUnknown
    return found


def hold(written: Iterable[str]) -> dict[str, Code]:
    """Those of some codes that there are, by how each was written: held as by find()."""
    normal: dict[str, str] = {}
    for text in written:
        with suppress(CodeMistyped):
            normal[text] = normalise(text)
    # In their order, and none waits for another: whoever signs up only shares them.
    wanted = select(Code).where(Code.code.in_(set(normal.values()))).order_by(Code.code).with_for_update(read=True)
    found = {each.code: each for each in db.session.scalars(wanted)}
    return {text: found[code] for text, code in normal.items() if code in found}


def _drawn() -> str:
    number, body = secrets.randbelow(BODIES), ""
    for letters in SHAPE:
        number, at = divmod(number, len(letters))
        body += letters[at]
    return body + check_character(body)


def make(source: str, *, screening_id: str | None = None, campaign_id: str | None = None) -> str:
    """A fresh code; inside a transaction. A taken one is drawn again."""
    while True:
        code = _drawn()
        row = {
            "code": code,
            "screening_id": screening_id,
            "campaign_id": campaign_id,
            "source": source,
            "made_at": clock.now(),
        }
        if add_once(Code, [row], keyed_by="code"):
            return code


def make_many(source: str, screening_ids: Sequence[str]) -> dict[str, str]:
    """A fresh code for each screening that has none of this source, by its id; inside a transaction.

    Those that were taken are drawn again.
    """
    codes: dict[str, str] = {}
    now = clock.now()
    while left := [screening_id for screening_id in screening_ids if screening_id not in codes]:
        drawn = {_drawn(): screening_id for screening_id in left}  # one drawn twice keeps the last; the first is left
        add_many(
            Code,
            [
                {"code": code, "screening_id": drawn[code], "campaign_id": None, "source": source, "made_at": now}
                for code in sorted(drawn)
            ],
        )
        for start in range(0, len(left), MOST_ASKED):
            wanted = Code.screening_id.in_(left[start : start + MOST_ASKED]), Code.source == source
            codes |= {
                str(id_): code for code, id_ in db.session.execute(select(Code.code, Code.screening_id).where(*wanted))
            }
    return codes


def made_for(
    sources: Sequence[str], *, screening_id: str | None = None, campaign_id: str | None = None
) -> dict[str, str]:
    """The code of each of these sources; those that are missing are made. Inside a transaction.

    One at a time for a screening or campaign: two at once would print two codes for one source.
    """
    one_at_a_time(f"codes of {screening_id or campaign_id}")
    of = {"screening_id": screening_id, "campaign_id": campaign_id}
    return {source: code_of(**of, source=source) or make(source, **of) for source in sources}


def code_of(*, screening_id: str | None = None, campaign_id: str | None = None, source: str = "link") -> str | None:
    """The oldest code of a screening or campaign for a source."""
    wanted = select(Code.code).where(
        Code.screening_id == screening_id if screening_id else Code.campaign_id == campaign_id, Code.source == source
    )
    return db.session.scalars(wanted.order_by(Code.made_at, Code.code)).first()


def codes_of_campaign(campaign_id: str) -> dict[str, str]:
    """The oldest code of a campaign for each source."""
    rows = (
        select(Code.source, Code.code)
        .where(Code.campaign_id == campaign_id)
        .order_by(Code.made_at.desc(), Code.code.desc())
    )
    return {source: code for source, code in db.session.execute(rows)}


def every_code_of(screening_id: str) -> list[Code]:
    """All codes that lead to a screening, the oldest first: after a join there are several."""
    return list(
        db.session.scalars(select(Code).where(Code.screening_id == screening_id).order_by(Code.made_at, Code.code))
    )

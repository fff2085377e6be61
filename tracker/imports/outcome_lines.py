"""What a person reads about each row of a list of gifts or signatures: an alias at most, never a contact."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.allies.ally import Ally
from tracker.followups.money import money_words
from tracker.followups.outcomes import words_of
from tracker.imports.fates import Fate
from tracker.imports.import_row import ImportRow
from tracker.imports.lines import again
from tracker.records import dataclass
from tracker.store.db import db
from tracker.words import _, lazy

FATE_WORDS = {
    Fate.NEW.value: lazy("matched"),
    Fate.SAME.value: lazy("told before"),
    Fate.REPEAT.value: lazy("repeat"),
    Fate.DOUBTFUL.value: lazy("not matched"),
    Fate.REFUSED.value: lazy("refused"),
}


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One row. `ally_id` and `alias` are "" where nobody here is meant."""

    number: int
    fate: str
    fate_words: str
    ally_id: str
    alias: str
    what: str
    amount: str
    day: date | None
    why: str


def lines_of(rows: Sequence[ImportRow]) -> list[OutcomeLine]:
    """Each row as a line. One query."""
    contents = [row.content or {} for row in rows]
    ids = {content["ally"] for content in contents if "ally" in content}
    aliases = dict(db.session.execute(select(Ally.id, Ally.alias).where(Ally.id.in_(ids))).all())
    return [_line(row, content, aliases) for row, content in zip(rows, contents, strict=True)]


def _line(row: ImportRow, content: dict[str, Any], aliases: dict[str, str]) -> OutcomeLine:
    ally_id = content.get("ally", "")
    return OutcomeLine(
        row.number or 0, row.fate, str(FATE_WORDS[row.fate]), ally_id if ally_id in aliases else "", aliases.get(ally_id, ""),
        words_of(content["outcome"]) if "outcome" in content else "",
        money_words(content["value"], content["currency"]) if "value" in content else "",
        date.fromisoformat(content["day"]) if "day" in content else None, _why(row.fate, content),
    )  # fmt: skip


def _why(fate: str, content: dict[str, Any]) -> str:
    if "why" in content:
        return again(content["why"])
    if fate == Fate.REPEAT:
        return _("Repeats row %(row)s", row=content.get("same as", ""))
    if fate == Fate.SAME:
        return _("The same ally, act, day and amount are written down already.")
    return _("Nobody here has this contact. They are not added.") if fate == Fate.DOUBTFUL else ""

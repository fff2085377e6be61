"""Each row of a list of gifts or signatures meets the allies: whose it is, and what becomes of it. Nothing is written.

Allies are matched by fingerprint, so no contact is opened. Who is not known here is not added, and not kept either: a row
keeps an ally's id and what they did, sealed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select

from tracker.allies.identity import Identity
from tracker.allies.recognise import known
from tracker.errors import Refusal
from tracker.followups.listed import Listed, told_before
from tracker.imports import preview
from tracker.imports.fates import Fate
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.look import table_of
from tracker.imports.outcome_rows import Deed, OutcomeChoices, Unread, choices_read, read_deeds
from tracker.imports.portions import portions
from tracker.imports.staged import kept_refusal
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.words import lazy

AT_ONCE = 5_000

# The fate of a row whose contact nobody here has: nothing will be written.
NOBODY = Fate.DOUBTFUL


class NotInCampaign(Refusal):
    sentence = lazy("An ally, but not one of this campaign.")


def look(found: Import) -> list[dict[str, Any]]:
    """A row for each row of the file. Raises FileGone and what read_table raises."""
    assert found.choices is not None
    choices: OutcomeChoices = choices_read(found.choices)
    read = list(read_deeds(table_of(found, choices.sheet), choices))
    deeds = [one for one in read if isinstance(one, Deed)]
    whose = dict(zip((deed.number for deed in deeds), known([deed.person for deed in deeds]), strict=True))
    hangs = latest_signups({ally_id for ally_id in whose.values() if ally_id}, found.campaign_id)
    judge = _Judge(whose, hangs)
    rows = [judge.row(one) for one in read]
    judge.look_back(rows)
    for place, row in enumerate(rows):
        row |= {"import_id": found.id, "place": place, "noted": False, "screening_id": None}
        row["content_sealed"] = ImportRow.content.sealed_for(row["id"], row.pop("content"))
    return rows


def store(found: Import, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what a look gave; inside a transaction. Raises WrittenAlready."""
    preview.keep(found, rows, dict(Counter(row["fate"] for row in rows)))


def latest_signups(ally_ids: Iterable[str], campaign_id: str | None) -> dict[str, tuple[str, str]]:
    """The latest signup of each (of a campaign, or of all), and the campaign it was for."""
    hangs: dict[str, tuple[str, str]] = {}
    for some in portions(sorted(ally_ids), AT_ONCE):
        wanted = select(Signup.ally_id, Signup.id, Screening.campaign_id).where(Signup.ally_id.in_(some))
        wanted = wanted.join(Screening, Screening.id == Signup.screening_id).order_by(Signup.at, Signup.id)
        if campaign_id:
            wanted = wanted.where(Screening.campaign_id == campaign_id)
        hangs.update({ally_id: (signup_id, of) for ally_id, signup_id, of in db.session.execute(wanted)})
    return hangs


def recognisable(ally_ids: Iterable[str]) -> set[str]:
    """Those that a contact still leads to: who was erased or merged meanwhile has no identity left."""
    found: set[str] = set()
    for some in portions(sorted(ally_ids), AT_ONCE):
        found.update(db.session.scalars(select(Identity.ally_id).where(Identity.ally_id.in_(some))))
    return found


def listed_of(content: dict[str, Any]) -> Listed:
    """What a row with an ally says, from its sealed content."""
    at = datetime.combine(date.fromisoformat(content["day"]), time(12), UTC)
    return Listed(content["ally"], content["outcome"], at, content.get("value"), content.get("currency"))


@dataclass(slots=True)
class _Judge:
    """Says the fate of one row after the other."""

    whose: dict[int, str | None]
    hangs: dict[str, tuple[str, str]]
    seen: dict[Listed, int] | None = None

    def row(self, one: Deed | Unread) -> dict[str, Any]:
        content: dict[str, Any] = {}
        if isinstance(one, Unread):
            return _row(one.number, Fate.REFUSED, {"why": kept_refusal(one.why)})
        content = {"outcome": one.outcome, "day": one.day.isoformat()}
        if one.value is not None:
            content |= {"value": one.value, "currency": one.currency}
        ally_id = self.whose[one.number]
        if ally_id is None:
            return _row(one.number, NOBODY, content)
        content["ally"] = ally_id
        if ally_id not in self.hangs:
            return _row(one.number, Fate.REFUSED, content | {"why": kept_refusal(NotInCampaign())})
        self.seen = {} if self.seen is None else self.seen
        first = self.seen.setdefault(listed_of(content), one.number)
        if first != one.number:
            return _row(one.number, Fate.REPEAT, content | {"same as": first})
        return _row(one.number, Fate.NEW, content)

    def look_back(self, rows: Iterable[dict[str, Any]]) -> None:
        """Those that were told before, by this file or another."""
        new = {listed_of(row["content"]): row for row in rows if row["fate"] == Fate.NEW.value}
        for listed in told_before(list(new)):
            new[listed]["fate"], new[listed]["follow_up_id"] = Fate.SAME.value, None


def _row(number: int, fate: Fate, content: dict[str, Any]) -> dict[str, Any]:
    follow_up_id = new_id() if fate is Fate.NEW else None
    return {"id": new_id(), "number": number, "fate": fate.value, "content": content, "follow_up_id": follow_up_id}

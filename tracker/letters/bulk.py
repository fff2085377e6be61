"""A letter to many as it is drafted, started, stopped and taken up again. Inside transactions; who may is the face's."""

from collections.abc import Collection

from sqlalchemy import select

from tracker import clock
from tracker.appeals import interest
from tracker.errors import Refusal
from tracker.followups import ladder, step_rules
from tracker.followups.step_rules import NotPrintable
from tracker.letters import selecting
from tracker.letters.bulk_letter import BulkLetter, Selection
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.words import lazy

MOST_SHOWN = 100


class TitleUnsaid(Refusal):
    sentence = lazy("Give the letter a title for the team, up to 100 characters.")
    field = "title"


class PaceAbsurd(Refusal):
    sentence = lazy("Write how many leave in an hour, from 1 to 100,000.")
    field = "per_hour"


class NotOfThisCampaign(Refusal):
    sentence = lazy("Something that was chosen is not there, or not any more. Choose again.")
    field = "screenings"


class StartedAlready(Refusal):
    sentence = lazy("This letter has been started already. What it says and to whom stays as it is.")
    status = 409


class NotSending(Refusal):
    sentence = lazy("It is not being sent just now. Look again where it is.")
    status = 409


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to many as somebody wants it."""

    title: str
    selection: Selection
    words: dict[str, dict[str, str]]
    per_hour: int


def by_id(bulk_id: str, lock: bool = False) -> BulkLetter:
    """Raises NotThere."""
    return row_of(BulkLetter, bulk_id, lock)


def listed(campaigns: Collection[str] | None) -> list[BulkLetter]:
    """Those of these campaigns (None: all), the newest first."""
    wanted = select(BulkLetter).order_by(BulkLetter.made_at.desc(), BulkLetter.id).limit(MOST_SHOWN)
    if campaigns is not None:
        wanted = wanted.where(BulkLetter.campaign_id.in_(sorted(campaigns)))
    return list(db.session.scalars(wanted))


def write(row: BulkLetter, draft: Draft) -> None:
    """Set everything. Raises StartedAlready, TitleUnsaid, PaceAbsurd, NotOfThisCampaign, and what
    step_rules.check_words() raises.
    """
    if row.state not in (None, "draft"):
        raise StartedAlready
    check(draft)
    row.title, row.campaign_id, row.words = draft.title, draft.selection["campaign_id"], draft.words
    row.selection, row.per_hour = draft.selection, draft.per_hour


def check(draft: Draft) -> None:
    """The rules of write() for what is written."""
    if not draft.title.strip() or len(draft.title) > 100:
        raise TitleUnsaid
    if not draft.title.isprintable():
        raise NotPrintable
    if not 1 <= draft.per_hour <= 100_000:
        raise PaceAbsurd
    step_rules.check_words(draft.words, is_letter=True)
    _check_selection(draft.selection)


def _check_selection(selection: Selection) -> None:
    """What was chosen and is not there would mean nobody, or without it more than was meant."""
    known = selecting.choices(selection["campaign_id"])
    for chosen, there in (
        (selection.get("screening_ids", ()), {screening.id for screening, _, _ in known.screenings}),
        (selection.get("interests", ()), {each.key for each in interest.every()}),
        (selection.get("rungs", ()), {rung.id for rung in ladder.rungs()}),
        ([selection.get("country", "")], {"", *known.countries}),
        ([selection.get("region", "")], {"", *known.regions}),
        ([selection.get("city", "")], {"", *known.cities}),
    ):
        if set(chosen) - set(there):
            raise NotOfThisCampaign
    if selection.get("choice_id") and selecting.chosen(selection["choice_id"]) is None:
        raise NotOfThisCampaign


def start(row: BulkLetter) -> None:
    """Whoever has signed up by now is meant, nobody later. Raises StartedAlready."""
    if row.state != "draft":
        raise StartedAlready
    row.state, row.started_at = "sending", clock.now()


def stop(row: BulkLetter) -> None:
    """What waits is taken back by the worker's next turn and here (bulk_writing.sweep). Raises NotSending."""
    if row.state != "sending":
        raise NotSending
    row.state, row.ended_at = "stopped", clock.now()


def resume(row: BulkLetter) -> None:
    """Go through all of them once more: those that have it are left out. The moment stays. Raises NotSending."""
    if row.state != "stopped":
        raise NotSending
    row.state, row.ended_at, row.reached_id, row.next_due_at, row.passed_over = "sending", None, None, None, 0

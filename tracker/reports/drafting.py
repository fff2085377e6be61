"""A report is drafted: for which days, in which languages, with which words and stories. Inside transactions."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import timedelta

from sqlalchemy import or_, select

from tracker import clock
from tracker.appeals import story_choices
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.reports import document, kept
from tracker.reports.counted import Counted, scope_of
from tracker.reports.periods import WHOLE, Period
from tracker.reports.report import Report, ReportDraft
from tracker.store import undertakings
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.store.transactions import one_at_a_time
from tracker.words import LANGUAGES, lazy

# Characters of "What we learned", in one language: with it the report still fits on its page.
MOST_LEARNED = 900
MOST_STORIES = 2
# A draft over no more signups is counted and protected while whoever asked waits, well within 200 ms; of more the worker prepares it.
AT_ONCE = 1_000
# The same asked again by the same person within so long is a finger that pressed twice.
PRESS = timedelta(seconds=10)


class DraftChanged(Refusal):
    sentence = lazy("Somebody has changed this draft since you opened the page. Look at it again, then decide.")
    status = 409


class LanguageUnsaid(Refusal):
    sentence = lazy("Choose one language at least.")
    field = "languages"


class StoryNotPublished(Refusal):
    sentence = lazy("One of these stories is not published any more, or belongs to another campaign. Choose again.")
    field = "stories"


class TooManyStories(Refusal):
    sentence = lazy("Choose %(most)s stories at most: the report is one page.")
    field = "stories"


class NothingToCompare(Refusal):
    sentence = lazy("That report is not there any more. Choose another one to compare with, or none.")
    field = "last"


@dataclass(frozen=True, slots=True)
class Asked:
    """A report as somebody wants it. `last_id`: the published one that it says the changes since of."""

    languages: tuple[str, ...]
    period: Period = WHOLE
    learned: Mapping[str, str] = field(default_factory=dict)
    story_ids: tuple[str, ...] = ()
    last_id: str | None = None

    def words(self) -> dict[str, str] | None:
        """In the languages of the report alone; None where nothing is said."""
        return {code: said for code in self.languages if (said := self.learned.get(code, "").strip())} or None


def checked(campaign_id: str, asked: Asked, kept: tuple[str, ...] = ()) -> Asked:
    """`kept`: stories that the draft has already; one that was withdrawn since may stay, and shows nothing.

    Raises LanguageUnsaid, TooManyStories, StoryNotPublished and NothingToCompare.
    """
    if not asked.languages or any(code not in LANGUAGES for code in asked.languages):
        raise LanguageUnsaid
    if len(asked.story_ids) > MOST_STORIES:
        raise TooManyStories(most=MOST_STORIES)
    known = {each.id for each in story_choices.published_for(campaign_id)} | set(kept)
    if not known.issuperset(asked.story_ids):
        raise StoryNotPublished
    if asked.last_id is not None:
        last = db.session.get(Report, asked.last_id, with_for_update=True)
        if last is None or last.campaign_id != campaign_id or last.withdrawn_at is not None:
            raise NothingToCompare
    return asked


def pressed_twice(campaign_id: str, asked: Asked, by: str | None) -> ReportDraft | None:
    """The draft of the same that this person asked for just now, or that waits still. Nobody else makes one until we are done."""
    one_at_a_time(f"report drafted {campaign_id}")
    lately = or_(ReportDraft.made_at > clock.now() - PRESS, ReportDraft.wanted_at.is_not(None))
    theirs = ReportDraft.campaign_id == campaign_id, ReportDraft.account_id == by, lately
    same = (asked.period, asked.languages, asked.story_ids, asked.last_id, asked.words())
    for row in db.session.scalars(select(ReportDraft).where(*theirs).order_by(ReportDraft.made_at)):
        was = asked_of(row)
        if (was.period, was.languages, was.story_ids, was.last_id, was.words()) == same:
            return row
    return None


def begin(campaign_id: str, asked: Asked, counted: Counted | None, by: str | None) -> ReportDraft:
    """A new draft; `counted` None: it waits for the worker. Raises what checked() raises."""
    checked(campaign_id, asked)
    now = clock.now()
    row = ReportDraft(campaign_id=campaign_id, made_at=now, changed_at=now, account_id=by, version=1)
    row.writer_ids = []
    _write(row, asked, counted, by)
    if counted is None:
        _want(row)
    db.session.add(row)
    db.session.flush()
    return row


def change(row: ReportDraft, asked: Asked, counted: Counted | None, by: str) -> None:
    """`counted` None: the numbers stay as they are. Raises what checked() raises."""
    checked(row.campaign_id, asked, tuple(row.story_ids))
    _write(row, asked, counted, by)
    row.version += 1
    row.changed_at = clock.now()


def count_again(row: ReportDraft, counted: Counted) -> None:
    """The numbers of now in the place of those of then."""
    put(row, counted)
    row.version += 1
    row.changed_at = clock.now()


def have_counted(row: ReportDraft, anew: bool) -> None:
    """The worker counts it; until then there is nothing to see. `anew`: later than it was counted last."""
    row.counted_at = row.counted_at if anew else None
    _want(row)
    row.version += 1
    row.changed_at = clock.now()


def compare_with_none(row: ReportDraft) -> None:
    """What it is compared with was withdrawn: those numbers go, and whoever has the page open looks again. `row`: locked."""
    row.last_id = None
    row.version += 1
    if row.document is not None:
        of = document.of_json(row.document)
        rest = {table: lines for table, lines in of.tables.items() if table != "before"}
        row.document = replace(of, tables=rest, last=None).to_json()


def locked(draft_id: str, seen: int) -> ReportDraft:
    """The draft, until the transaction ends nobody else's. `seen`: the version of the page. Raises NotThere and DraftChanged."""
    row = row_of(ReportDraft, draft_id, lock=True)
    if row.version != seen:
        raise DraftChanged
    return row


def asked_of(row: ReportDraft) -> Asked:
    """A draft as it was asked for."""
    return Asked(
        tuple(row.languages.split(",")), Period(row.since, row.until), row.learned or {}, tuple(row.story_ids), row.last_id
    )  # fmt: skip


def by_id(draft_id: str | None) -> ReportDraft:
    """Raises NotThere."""
    return row_of(ReportDraft, draft_id)


def drafts_of(campaign_ids: frozenset[str] | None) -> list[ReportDraft]:
    """Those of these campaigns (None: of all), the one changed last first."""
    wanted = select(ReportDraft).order_by(ReportDraft.changed_at.desc(), ReportDraft.id)
    if campaign_ids is not None:
        wanted = wanted.where(ReportDraft.campaign_id.in_(sorted(campaign_ids)))
    return list(db.session.scalars(wanted))


def _write(row: ReportDraft, asked: Asked, counted: Counted | None, by: str | None) -> None:
    words = asked.words()
    if words != (row.learned or None):
        # What is taken out is nobody's words any more.
        row.writer_ids = sorted({*row.writer_ids, *([by] if by else [])}) if words else []
        row.learned = words
    row.since, row.until = asked.period.since, asked.period.until
    row.languages = ",".join(asked.languages)
    row.story_ids, row.last_id = list(asked.story_ids), asked.last_id
    if counted is not None:
        put(row, counted)


def put(row: ReportDraft, counted: Counted) -> None:
    """Its numbers: there is something to see, and nobody waits any longer."""
    row.document, row.protection = counted.document.to_json(), counted.protection
    row.counted_at = counted.document.counted_at
    row.wanted_at = row.failed_at = None


def _want(row: ReportDraft) -> None:
    row.document = row.protection = row.failed_at = None
    row.wanted_at = clock.now()
    undertakings.lift(kept.deed_of(scope_of(row.campaign_id, Period(row.since, row.until))))

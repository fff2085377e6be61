"""The outbox as the desk sees it: aliases, states and reasons; never a recipient or a word."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, text, true

from tracker.allies.ally import Ally
from tracker.errors import NotThere
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Step
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Letter
from tracker.letters.notice import Notice
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.signups.request_to_host import RequestToHost
from tracker.store.counts import counted, so_far
from tracker.store.db import db
from tracker.store.rows import in_batches
from tracker.words import _, lazy, plain

# The tabs of the page, and the states under each.
TABS = {"waiting": ("waiting", "leaving"), "failed": ("failed",), "left": ("left",)}
# The same, spelt as in the indexes, so that SQLite finds them too.
UNDER = {
    "waiting": "letter.state IN ('waiting', 'leaving')", "failed": "letter.state = 'failed'", "left": "letter.state = 'left'",
}  # fmt: skip
A_PAGE = 50
# What a letter is called that comes from no step.
KINDS = {
    "invitation": lazy("Invitation to the team"),
    "reset": lazy("New password"),
    "alert": lazy("Notice to administrators"),
    "account": lazy("About an account"),
    "reply-to": lazy("Does somebody read the Reply-To?"),
    "test": lazy("Test of a letter"),
    "confirm": lazy("Asks for the ally’s own link"),
    "remind": lazy("Reminder to confirm the address"),
    "answer": lazy("Answer by hand"),
    "own link": lazy("A fresh link to their own data"),
    "new address": lazy("Asks whether a new address is theirs"),
    "notice": lazy("Tells of a change"),
    "request": lazy("Answers a request to host"),
    "host": lazy("A host’s link"),
    "host reminder": lazy("Reminds a host"),
    "sheets": lazy("Paper sheets that wait"),
    "keep": lazy("Asks whether we shall keep in touch"),
    "digest": lazy("The morning letter"),
}

# Whose letters somebody sees: those of these campaigns, or all; and those to the team only with `team`.
Campaigns = Collection[str] | None


class LetterNotThere(NotThere):
    sentence = lazy("There is no such letter, or it belongs to a campaign that others work on.")


@dataclass(frozen=True, slots=True)
class Line:
    """One letter in a list."""

    id: str
    # "" for the team's own.
    alias: str
    title: str
    state: str
    language: str
    due_at: datetime
    left_at: datetime | None
    tries: int
    trouble: str
    # To a screening's host, or to who asks to be one: they have no alias.
    to_host: bool = False


def counts(campaigns: Campaigns, team: bool, most: int) -> dict[str, int]:
    """How many letters stand under each tab, each counted up to `most`. One query."""
    return counted({tab: so_far(_tab_of(select(Letter.id), tab, campaigns, team), most) for tab in TABS})


def how_many(tab: str, campaigns: Campaigns, team: bool) -> int:
    """How many stand under a tab, all of them."""
    return db.session.scalar(_tab_of(select(func.count()), tab, campaigns, team)) or 0


def counting_failed(campaigns: Campaigns, team: bool, most: int) -> Select[int]:
    """How many letters could not be sent, or were sent back, counted up to `most`; to be asked with other counts."""
    return so_far(_tab_of(select(Letter.id), "failed", campaigns, team), most)


def listed(tab: str, campaigns: Campaigns, team: bool, page: int) -> tuple[list[Line], bool]:
    """One page (from 1): what leaves next, failed or left last, first. And whether there are more."""
    rows = _tab(tab, campaigns, team).limit(A_PAGE + 1).offset((page - 1) * A_PAGE)
    lines = [_line(*row) for row in db.session.execute(rows)]
    return lines[:A_PAGE], len(lines) > A_PAGE


def every(tab: str, campaigns: Campaigns, team: bool) -> Iterator[list[Line]]:
    """All of a tab, some at a time."""
    for some in in_batches(_tab(tab, campaigns, team)):
        yield [_line(*row) for row in some]


def seen(letter_id: str, campaigns: Campaigns, team: bool, lock: bool = False) -> Letter:
    """The letter, if it is one that they may see. Raises LetterNotThere."""
    wanted = _seen(select(Letter), campaigns, team).where(Letter.id == letter_id)
    if lock:
        wanted = wanted.with_for_update(of=Letter)
    letter: Letter | None = db.session.scalars(wanted).one_or_none()
    if letter is None:
        raise LetterNotThere
    return letter


def many(title: str) -> str:
    """What one of a letter to many is called."""
    return _("Letter to many: %(title)s", title=title)


def _tab(tab: str, campaigns: Campaigns, team: bool) -> Any:
    columns = select(
        Letter.id, Ally.alias, Step.title, Letter.kind, Letter.state, Letter.language, Letter.due_at, Letter.left_at,
        Letter.tries, Letter.trouble, BulkLetter.title, Letter.account_id,
    )  # fmt: skip
    orders = {
        "waiting": (Letter.urgency, Letter.due_at, Letter.id),
        "failed": (Letter.written_at.desc(), Letter.id.desc()),
        "left": (Letter.left_at.desc(), Letter.id.desc()),
    }
    return _tab_of(columns, tab, campaigns, team).order_by(*orders[tab])


def _line(
    id_: str, alias: str | None, title: str | None, kind: str, state: str, language: str, due_at: datetime,
    left_at: datetime | None, tries: int, trouble: str, bulk: str | None, account_id: str | None,
) -> Line:  # fmt: skip
    to_host = alias is None and account_id is None
    return Line(
        id_, alias or "", _title(title, bulk, kind), state, language, due_at, left_at, tries, trouble, to_host=to_host
    )


def _title(step: str | None, bulk: str | None, kind: str) -> str:
    if bulk:
        return many(bulk)
    return plain(step or "") or str(KINDS.get(kind, kind))


def _tab_of(columns: Any, tab: str, campaigns: Campaigns, team: bool) -> Any:
    return _seen(columns, campaigns, team).where(text(UNDER[tab]))


def _seen(columns: Any, campaigns: Campaigns, team: bool) -> Any:
    joined = (
        columns.select_from(Letter)
        .outerjoin(Ally, Ally.id == Letter.ally_id)
        .outerjoin(FollowUp, FollowUp.id == Letter.follow_up_id)
        .outerjoin(Step, Step.id == FollowUp.step_id)
        .outerjoin(BulkLetter, BulkLetter.id == Letter.bulk_id)
    )
    return joined.where(_theirs(campaigns), true() if team else Letter.account_id.is_(None))


def _theirs(campaigns: Campaigns) -> ColumnElement[bool]:
    if campaigns is None:
        return true()
    # Asked of one letter after the other, so that counting so far and a page end where they have enough: joined, PostgreSQL
    # puts every follow-up beside every letter before it counts.
    told_of = select(Notice.screening_id).where(Notice.id == Letter.notice_id).correlate(Letter).scalar_subquery()
    of_what = (
        _campaign(FollowUp.campaign_id, FollowUp.id == Letter.follow_up_id),
        _campaign(BulkLetter.campaign_id, BulkLetter.id == Letter.bulk_id),
        _campaign(Screening.campaign_id, Screening.id == func.coalesce(told_of, Letter.screening_id)),
        _campaign(RequestToHost.campaign_id, RequestToHost.id == Letter.request_id),
    )
    return func.coalesce(*of_what).in_(sorted(campaigns))


def _campaign(of: Any, which: ColumnElement[bool]) -> Any:
    return select(of).where(which).correlate(Letter).scalar_subquery()

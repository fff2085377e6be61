"""Follow-ups, outcomes and letters as files: what was promised to which alias, and what came of it. No note, no word of theirs."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from tracker.allies.ally import Ally
from tracker.finding.list_kind import Asked, Line, ListKind, utc
from tracker.followups.claiming import in_reach
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.playbook import Step
from tracker.followups.titles import title_of
from tracker.letters import lists
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.store.rows import in_batches
from tracker.words import lazy


def _promised(asked: Asked) -> Any:
    return _narrowed(
        select(FollowUp, Ally, Campaign.name, Step.title).order_by(FollowUp.due_at, FollowUp.id), asked
    )  # fmt: skip


def _narrowed(wanted: Any, asked: Asked) -> Any:
    """`filters`: the id of a campaign, or "" for all of theirs."""
    joined = (
        wanted.join(Ally, Ally.id == FollowUp.ally_id)
        .join(Campaign, Campaign.id == FollowUp.campaign_id)
        .outerjoin(Step, Step.id == FollowUp.step_id)
        .where(in_reach(asked.who))
    )
    return joined.where(FollowUp.campaign_id == asked.filters) if asked.filters else joined


def _follow_ups(asked: Asked) -> Iterator[Line]:
    for some in in_batches(_promised(asked)):
        for row, ally, campaign, title in some:
            yield _told(FOLLOW_UP, ally, asked) or {
                "id": row.id, "alias": ally.alias, "ally_id": ally.id, "campaign": campaign, "step": title_of(title, row.why),
                "channel": row.channel, "due": utc(row.due_at), "late_from": utc(row.late_at), "state": row.state,
                "outcome": row.outcome, "value": row.value, "currency": row.currency, "tries": row.tries,
                "closed": utc(row.closed_at),
            }  # fmt: skip


def _tried(asked: Asked) -> Any:
    tried = select(Attempt, FollowUp, Ally, Campaign.name, Step.title).join(
        FollowUp, FollowUp.id == Attempt.follow_up_id
    )
    return _narrowed(tried.where(Attempt.undone_at.is_(None)).order_by(Attempt.at, Attempt.id), asked)


def _outcomes(asked: Asked) -> Iterator[Line]:
    for some in in_batches(_tried(asked)):
        for tried, row, ally, campaign, title in some:
            yield _told(OUTCOME, ally, asked) or {
                "follow_up_id": row.id, "alias": ally.alias, "ally_id": ally.id, "campaign": campaign,
                "step": title_of(title, row.why), "channel": row.channel, "at": utc(tried.at), "outcome": tried.outcome,
                "value": row.value if row.outcome == tried.outcome else None,
                "currency": row.currency if row.outcome == tried.outcome else None, "next": utc(tried.next_at),
            }  # fmt: skip


def _told(columns: tuple[str, ...], ally: Ally, asked: Asked) -> Line | None:
    """The alias alone, where more is for coordinators only."""
    if not ally.extra_care or asked.who.careful:
        return None
    return dict.fromkeys(columns) | {"alias": ally.alias, "ally_id": ally.id}


def _letters(asked: Asked) -> Iterator[Line]:
    for some in lists.every(asked.filters, asked.who.campaigns, asked.team):
        for each in some:
            yield {
                "id": each.id, "alias": each.alias or None, "letter": each.title, "state": each.state, "language": each.language,
                "due": utc(each.due_at), "left": utc(each.left_at), "tries": each.tries, "trouble": each.trouble,
            }  # fmt: skip


def _number_of(wanted: Any) -> int:
    keys = wanted.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    return int(db.session.scalar(keys) or 0)


FOLLOW_UP = (
    "id", "alias", "ally_id", "campaign", "step", "channel", "due", "late_from", "state", "outcome", "value", "currency", "tries",
    "closed",
)  # fmt: skip
OUTCOME = (
    "follow_up_id", "alias", "ally_id", "campaign", "step", "channel", "at", "outcome", "value", "currency", "next",
)  # fmt: skip
LETTER = ("id", "alias", "letter", "state", "language", "due", "left", "tries", "trouble")

LISTS = (
    ListKind(
        "follow-ups", lazy("Follow-ups"), "desk.today.index", FOLLOW_UP, _follow_ups,
        lambda asked: _number_of(_promised(asked)),
    ),
    ListKind(
        "outcomes", lazy("Outcomes"), "desk.today.index", OUTCOME, _outcomes, lambda asked: _number_of(_tried(asked))
    ),
    ListKind(
        "letters", lazy("Letters"), "desk.outbox.show", LETTER, _letters,
        lambda asked: lists.how_many(asked.filters, asked.who.campaigns, asked.team),
    ),
)  # fmt: skip

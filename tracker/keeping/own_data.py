"""What this room holds about a person, in plain words and moments: for themselves. See docs/own-data.md."""

from typing import Any

from sqlalchemy import select

from tracker.allies.ally import Ally
from tracker.keeping import copies, retention
from tracker.keeping.erasure import Erasure
from tracker.keeping.keep_question import KeepQuestion
from tracker.store.db import db
from tracker.times import iso

Told = dict[str, Any]


def tell(ally_id: str) -> Told:
    """Until when they are held at the latest, if they do nothing more; and erasures, with what lies there until it is due."""
    ally = db.session.get_one(Ally, ally_id)
    asked = select(Erasure).where(Erasure.ally_id == ally_id).order_by(Erasure.asked_at, Erasure.id)
    erasures = list(db.session.scalars(asked))
    held = ally.contact is not None
    return {
        "kept_until": str(retention.last_day_of(ally)) if held else "",
        "erasures": [
            {
                "why": each.why, "asked_at": iso(each.asked_at), "due_at": iso(each.due_at), "done_at": iso(each.done_at),
                "taken_back_at": iso(each.taken_back_at), "held_until_then": dict(each.contact or {}),
                "written_down_by_the_team": each.account_id is not None,
            }
            for each in erasures
        ],
        "asked_whether_to_keep": _questions(ally_id),
        "copies_that_left": [
            {"what": each.kind, "at": iso(each.at), "to": each.place} for each in copies.of_ally(ally_id)
        ],
    }  # fmt: skip


def _questions(ally_id: str) -> list[Told]:
    asked = select(KeepQuestion).where(KeepQuestion.ally_id == ally_id, KeepQuestion.asked)
    return [
        {
            "at": iso(each.made_at), "last_day_then": str(each.ends_on), "answer": each.answer or "",
            "answered_at": iso(each.answered_at),
        }
        for each in db.session.scalars(asked.order_by(KeepQuestion.made_at, KeepQuestion.id))
    ]  # fmt: skip

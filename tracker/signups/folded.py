"""Signups that folded into others: what names one of them means the one that stays."""

from collections.abc import Mapping

from sqlalchemy import insert, select, update

from tracker.signups.signup import FoldedSignup, Signup
from tracker.store.db import db


def now_of(signup_id: str) -> str:
    """The signup that an id stands for now; the id itself when it has not folded."""
    return db.session.scalar(select(FoldedSignup.signup_id).where(FoldedSignup.id == signup_id)) or signup_id


def remember(pairs: Mapping[str, str]) -> None:
    """Before the first of each pair is dropped, inside a transaction; what had folded into it goes along."""
    wanted = select(Signup.id, Signup.submission).where(Signup.id.in_(pairs)).order_by(Signup.id)
    rows = [
        {"id": signup_id, "signup_id": pairs[signup_id], "submission": submission}
        for signup_id, submission in db.session.execute(wanted)
    ]
    for row in rows:
        earlier = update(FoldedSignup).where(FoldedSignup.signup_id == row["id"])
        db.session.execute(earlier.values(signup_id=row["signup_id"]))
    if rows:
        db.session.execute(insert(FoldedSignup), rows)

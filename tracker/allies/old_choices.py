"""Choices of allies for a deed that is long done. What was done stays done; it cannot be taken back any more by then."""

from sqlalchemy import true

from tracker.allies.choice import Choice
from tracker.store.old import Old

OLD = (Old(Choice, held=true, over=lambda before: Choice.made_at < before),)

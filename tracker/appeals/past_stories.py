"""A past for stories: written by one of the team, and let through by another where they are published."""

from collections.abc import Sequence
from dataclasses import replace

from tracker.appeals import story_review, story_writing
from tracker.appeals.story_review import CHECKLIST, Look
from tracker.appeals.story_writing import Draft
from tracker.files import pictures
from tracker.records import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A story with a picture as it was brought; `published`: in which of its languages."""

    draft: Draft
    picture: bytes
    published: Sequence[str]


def tell(pieces: Sequence[Piece], writer: str, reviewer: str) -> None:
    """Inside a transaction."""
    for piece in pieces:
        row = story_writing.add(replace(piece.draft, picture=pictures.remade(piece.picture)), writer)
        for language, text in story_writing.texts_of(row.id).items():
            if language in piece.published:
                story_review.publish(Look(row.id, language, text.version, frozenset(CHECKLIST), reviewer))

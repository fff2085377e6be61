"""Allies by what lists call them: two words and four signs, each as far as it was typed, in any order."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_

from tracker.allies.ally import CREATURES, MANNERS, Ally
from tracker.store.ids import ALPHABET

TAG = 4


def matching(asked: Sequence[str]) -> ColumnElement[bool] | None:
    """Over Ally, answered from the index of aliases. None: no alias is like that."""
    for manner, creature, tag in _ways(asked):
        manners = [each for each in MANNERS if each.lower().startswith(manner)]
        creatures = [each for each in CREATURES if each.lower().startswith(creature)]
        if manners and creatures:
            return _like(manners, creatures, manner, creature, tag)
    return None


def _ways(asked: Sequence[str]) -> list[tuple[str, str, str]]:
    """(manner, creature, tag), "" for what was not typed. A swift can be both."""
    tags = [
        word for word in asked if len(word) <= TAG and all(each in ALPHABET for each in word) and not _is_word(word)
    ]
    words = [word for word in asked if word not in tags]
    if len(tags) > 1 or len(words) > 2 or not asked:
        return []
    tag = tags[0] if tags else ""
    if not words:
        return [("", "", tag)] if len(tag) == TAG else []
    if len(words) == 1:
        return [(words[0], "", tag), ("", words[0], tag)]
    return [(words[0], words[1], tag), (words[1], words[0], tag)]


def _is_word(word: str) -> bool:
    return any(each.lower().startswith(word) for each in (*MANNERS, *CREATURES))


def _like(manners: list[str], creatures: list[str], manner: str, creature: str, tag: str) -> ColumnElement[bool]:
    both = [f"{one} {other}" for one in manners for other in creatures]
    if len(tag) == TAG:
        return Ally.alias.in_([f"{each} {tag}" for each in both])
    begun = manners if manner and not creature and not tag else both
    ranges = or_(*(and_(Ally.alias >= f"{each} ", Ally.alias < f"{each}!") for each in begun))
    return and_(ranges, Ally.id.like(f"%{tag}{'_' * (TAG - len(tag))}")) if tag else ranges

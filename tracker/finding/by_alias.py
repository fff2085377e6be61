"""Allies by what lists call them: two words and four signs, each as far as it was typed, in any order."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, or_

from tracker.allies.ally import CREATURES, MANNERS, Ally
from tracker.store.ids import ALPHABET

TAG = 4


def matching(asked: Sequence[str]) -> ColumnElement[bool] | None:
    """Over Ally, answered from the index of aliases. None: no alias is like that."""
    found = []
    for manner, creature, tag in _ways(asked):
        manners = [each for each in MANNERS if each.lower().startswith(manner)]
        creatures = [each for each in CREATURES if each.lower().startswith(creature)]
        if manners and creatures:
            found.append(_like(manners, creatures, manner, creature, tag))
    return or_(*found) if found else None


def _ways(asked: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(manner, creature, tag), "" for what was not typed. A swift can be both, and four signs may begin as a heron does."""
    for at in (None, *(place for place, word in enumerate(asked) if _may_be_tag(word))):
        tag = "" if at is None else asked[at]
        words = [word for place, word in enumerate(asked) if place != at]
        if not words and len(tag) == TAG:
            yield "", "", tag
        elif len(words) == 1:
            yield from ((words[0], "", tag), ("", words[0], tag))
        elif len(words) == 2:
            yield from ((words[0], words[1], tag), (words[1], words[0], tag))


def _may_be_tag(word: str) -> bool:
    return len(word) <= TAG and all(each in ALPHABET for each in word)


def _like(manners: list[str], creatures: list[str], manner: str, creature: str, tag: str) -> ColumnElement[bool]:
    both = [f"{one} {other}" for one in manners for other in creatures]
    if len(tag) == TAG:
        return Ally.alias.in_([f"{each} {tag}" for each in both])
    begun = manners if manner and not creature and not tag else both
    ranges = or_(*(and_(Ally.alias >= f"{each} ", Ally.alias < f"{each}!") for each in begun))
    return and_(ranges, Ally.id.like(f"%{tag}{'_' * (TAG - len(tag))}")) if tag else ranges

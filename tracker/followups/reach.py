"""Whether a step can ever happen: what it asks, with all that the steps before it ask, must fit one signup.

Conditions are compared as they stand: nobody is counted on to change language, agreement or ticks between two steps.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tracker.followups.outcomes import CLOSING, TALK
from tracker.followups.plan import ANY_LETTER, ASKED_TO_STOP, STOP_CALLS, consent_of
from tracker.followups.playbook import Condition
from tracker.records import dataclass
from tracker.signups.signup import IN_PERSON

# (letters, calls) of those who may be contacted; and of those who wait for their own link.
STANDING = ((True, True), (True, False), (False, True))
WAITING = ((True, False), (False, False))


@dataclass(frozen=True, slots=True)
class Link:
    """A step as it matters here."""

    key: str
    channel: str
    condition: Condition


# From a step that starts with the signup to the one in question.
Chain = Sequence[Link]


def unreached(links: Sequence[Link]) -> dict[str, str]:
    """The steps that can never happen, by key, each with the entry of its condition that is at odds."""
    return {link.key: odds for link in links if (odds := why_never(link, links))}


def why_never(link: Link, links: Sequence[Link]) -> str | None:
    """The entry that is at odds on every way to this step ("after": there is none). None: it can happen."""
    first: str | None = None
    for chain in ways_to(link, links):
        odds = at_odds(chain)
        if odds is None:
            return None
        first = first or odds
    return first or "after"


def ways_to(link: Link, links: Sequence[Link]) -> Iterator[Chain]:
    """Every way to a step. After "any letter" those letters are enough that wait for no other letter themselves: any
    longer way through another letter asks all that the shorter one asks, and more.
    """
    by_key = {each.key: each for each in links}
    tail, open_end = way_back(link, by_key)
    if open_end is None:
        yield tail
    elif open_end == ANY_LETTER:
        for letter in links:
            head, end = way_back(letter, by_key)
            if letter.channel == "letter" and end is None:
                yield [*head, *tail]


def way_back(link: Link, by_key: dict[str, Link]) -> tuple[list[Link], str | None]:
    """The steps before it in their order, and what the first of them waits for: None, if it starts with the signup."""
    chain, seen = [link], {link.key}
    after = link.condition.get("after")
    while after and after != ANY_LETTER and after in by_key and after not in seen:
        seen.add(after)
        chain.insert(0, by_key[after])
        after = by_key[after].condition.get("after")
    return chain, after


def at_odds(chain: Chain) -> str | None:
    """Which entry no signup could meet, with all that the chain asks; None if one could."""
    asked = [each.condition for each in chain]
    unwanted = {key for condition in asked for key in condition.get("without_interests", ())}
    if any(condition.get("interests") and unwanted >= set(condition["interests"]) for condition in asked):
        return "interests" if len(chain) > 1 else "without_interests"
    if len({condition.get("waits", False) for condition in asked}) > 1:
        return "after"
    if name := _no_choice_left(asked):
        return name
    most = [condition["since_most"] for condition in asked if "since_most" in condition]
    if most and max(condition.get("since_least", 0) for condition in asked) > min(most):
        return "since_most"
    return _ends_otherwise(chain) or (None if _somebody_agreed(chain) else "consent")


def _no_choice_left(asked: Sequence[Condition]) -> str | None:
    for name, lists in (
        ("kinds", [condition["kinds"] for condition in asked if "kinds" in condition]),
        ("languages", [condition["languages"] for condition in asked if "languages" in condition]),
        ("sources", [condition["sources"] for condition in asked if "sources" in condition]),
    ):
        left = [set(values) for values in lists]
        if name == "sources" and asked[0].get("waits"):
            left.append(set(IN_PERSON))
        if left and not set.intersection(*left):
            return name
    return None


def _ends_otherwise(chain: Chain) -> str | None:
    for before, each in pairwise(chain):
        outcome = each.condition.get("outcome", "")
        if outcome not in CLOSING[before.channel] or outcome == ASKED_TO_STOP:
            return "outcome"
        if outcome == STOP_CALLS and each.channel in TALK:
            return "outcome"
    return None


def _somebody_agreed(chain: Chain) -> bool:
    """Whether one way to have agreed lets every step of the chain happen."""
    states = WAITING if chain[0].condition.get("waits") else STANDING
    return any(_all_may(chain, by_email, by_phone) for by_email, by_phone in states)


def _all_may(chain: Chain, by_email: bool, by_phone: bool) -> bool:
    for each in chain:
        condition = each.condition
        if condition.get("outcome") == STOP_CALLS:
            by_phone = False
            # Nobody is left who may be contacted.
            if not by_email:
                return False
        if (each.channel == "letter" and not by_email) or (each.channel == "text" and not by_phone):
            return False
        if condition.get("only_phone") and by_email:
            return False
        if "consent" in condition and consent_of(by_email, by_phone) not in condition["consent"]:
            return False
    return True

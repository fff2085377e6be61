"""What speaks for two allies being one person: evidence, each with its weight. It decides nothing: a coordinator does.

Weights are set so that what docs/decisions/0025-duplicates.md lists is offered, and a common name alone is not.
"""

from collections.abc import Collection, Iterator

from tracker.allies.ally import Contact
from tracker.allies.contact_points import email_for_matching
from tracker.allies.spelling import edits, heard_as, is_hangul, plain_words
from tracker.records import dataclass

WEIGHTS = {
    "email": 70, "domain": 60, "dots": 55, "phone": 50, "local": 45, "email_near": 45,
    "name": 30, "order": 30, "script": 30, "phone_near": 25, "evening": 23, "name_near": 22, "part": 12,
}  # fmt: skip
# Together so much is worth a look.
ENOUGH = 45
# Addresses of nobody in particular: the same one elsewhere says nothing.
ANYBODY = frozenset(
    "admin contact hello hi home info mail me my name news none office post team test user webmaster".split()
)
SHORT_LOCAL, SHORT_NAME, LONG_NAME = 4, 5, 9


@dataclass(frozen=True, slots=True)
class Side:
    """One of two: what they left, and at which film screenings they signed up."""

    contact: Contact
    evenings: frozenset[str] = frozenset()


def evidence(one: Side, other: Side) -> list[str]:
    """Keys of WEIGHTS, the heaviest first."""
    found = {
        *_of_emails(one.contact.get("email"), other.contact.get("email")),
        *_of_phones(one.contact.get("phone"), other.contact.get("phone")),
        *_of_names(one.contact.get("name", ""), other.contact.get("name", "")),
        *(["evening"] if one.evenings & other.evenings else []),
    }
    return [key for key in WEIGHTS if key in found]


def strength(keys: Collection[str]) -> int:
    return sum(WEIGHTS[key] for key in keys)


def local_of(email: str) -> str:
    """What stands before the @, without "+" tags, dots and strokes."""
    local = email_for_matching(email.lower()).rpartition("@")[0]
    return "".join(c for c in local if c not in "._-") or local


def says_somebody(local: str) -> bool:
    return len(local) >= SHORT_LOCAL and local not in ANYBODY and not local.isdigit()


def _of_emails(one: str | None, other: str | None) -> Iterator[str]:
    if not one or not other:
        return
    one, other = email_for_matching(one.lower()), email_for_matching(other.lower())
    (local, _, domain), (its_local, _, its_domain) = one.rpartition("@"), other.rpartition("@")
    if one == other:
        yield "email"
    elif domain == its_domain:
        if local_of(one) == local_of(other):
            yield "dots"
        elif len(local) > SHORT_LOCAL and edits(local, its_local, 1) == 1:
            yield "email_near"
    elif local_of(one) == local_of(other):
        if edits(domain, its_domain) <= 2:
            yield "domain"
        elif says_somebody(local_of(one)):
            yield "local"


def _of_phones(one: str | None, other: str | None) -> Iterator[str]:
    if one and other:
        if one == other:
            yield "phone"
        elif edits(one, other, 1) == 1:
            yield "phone_near"


def _of_names(one: str, other: str) -> Iterator[str]:
    words, others = plain_words(one), plain_words(other)
    if not words or not others:
        return
    mine, its = "".join(sorted(words)), "".join(sorted(others))
    if words == others:
        yield "name"
    elif sorted("".join(words)) == sorted("".join(others)):
        yield "order"
    elif is_hangul(one) != is_hangul(other):
        if len(heard_as(one)) > 1 and heard_as(one) == heard_as(other):
            yield "script"
    elif (
        min(len(mine), len(its)) >= SHORT_NAME
        and (gap := edits(mine, its)) <= 2
        and (gap == 1 or min(len(mine), len(its)) >= LONG_NAME)
    ):
        yield "name_near"
    elif set(words) < set(others) or set(others) < set(words):
        yield "part"

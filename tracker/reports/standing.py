"""Where an ally stands in a scope, decided from their bits: the definitions of the funnel and the rates, in this one place."""

from typing import NamedTuple

from tracker.reports import bits as p

# Steps of the funnel, as bits.
CONTACTABLE, AWAITING, REACHED, SAID, ACTED, OUTCOME = (1 << n for n in range(6))


class Standing(NamedTuple):
    """`steps`: of the funnel. The others: of whom each rate is told, and who is in its part."""

    steps: int
    new: bool
    agreed: bool
    opted_out: bool
    # Something was promised to them, or they were contacted; somebody has tried; that came to nothing.
    promised: bool
    followed: bool
    abandoned: bool
    # The same by a person.
    promised_person: bool


def standing(bits: int, confirmed_first: bool) -> Standing:
    """`bits`: those of all their signups in the scope together."""

    def has(*wanted: int) -> bool:
        return any(bits & each for each in wanted)

    acted = has(p.ACTED, p.LISTED_ACTED)
    reached = acted or has(p.SPOKEN, p.LISTED_REACHED)
    said = has(p.SAID_DONE) and not acted
    by_email = has(p.EMAIL_ONCE) and (has(p.CONFIRMED) or not confirmed_first)
    contactable = reached or said or by_email or has(p.PHONE_ONCE)
    outcome = contactable and (acted or has(p.ENDED, p.HEARD))
    awaiting = not contactable and has(p.EMAIL_NOW)
    promised = contactable and has(p.CONTACTED, p.PROMISED)
    gave_up = has(p.GIVEN_UP, p.TRIED_IN_VAIN) and not (reached or said or has(p.OPEN))
    agreed = has(p.EMAIL_ONCE, p.PHONE_ONCE)
    steps = (
        (CONTACTABLE if contactable else 0) | (AWAITING if awaiting else 0) | (REACHED if reached else 0)
        | (SAID if said else 0) | (ACTED if acted else 0) | (OUTCOME if outcome else 0)
    )  # fmt: skip
    return Standing(
        steps, has(p.FIRST), agreed, agreed and has(p.LEFT), promised, promised and has(p.TRIED), promised and gave_up,
        contactable and has(p.SPOKEN, p.PROMISED_PERSON),
    )  # fmt: skip

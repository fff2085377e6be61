"""A list of people that the demo's team brought: who signed up at a form of another house, one of whom waits for a decision."""

from random import Random

from tracker.cli.demo_data import names
from tracker.imports.past_list import Brought
from tracker.imports.people_choices import PeopleChoices
from tracker.imports.people_columns import Says

MANY = 24
# Beyond the numbers of all others.
FIRST = 95_000
QUESTION = "May Lantern Crossing contact you?"
# As one program writes what another cannot read: it is offered at the desk, not mended by itself.
MANGLED = "AdÃ¡n SolÃ­s"
ANSWERS = ("yes", "yes", "yes", "no", "")


def brought(random: Random) -> Brought:
    """The file, and what its columns mean."""
    lines = [f"Name,Email,{QUESTION},I can help with"]
    for number in range(FIRST, FIRST + MANY):
        name = MANGLED if number == FIRST else names.person(random, "en")
        answer = "yes" if number == FIRST else random.choice(ANSWERS)
        lines.append(
            f"{name},{names.address(random, number)},{answer},{random.choice(('', 'host a screening', 'donate'))}"
        )
    columns = (Says.NAME, Says.EMAIL, Says.CONSENT, Says.INTERESTS)
    return Brought("festival signups.csv", "\n".join(lines).encode(), PeopleChoices(columns, wording=QUESTION))

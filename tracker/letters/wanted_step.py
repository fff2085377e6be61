"""The step that whoever got a letter wants to take next: what the letter's button says, and the page behind it."""

from tracker.allies.ally import Ally
from tracker.appeals.interest import NextStep
from tracker.appeals.next_steps import next_step
from tracker.records import dataclass
from tracker.screenings.code import code_of
from tracker.signups.wanted import latest, wanted_by
from tracker.store.db import db
from tracker.words import Lazy, language, lazy

# What a button says that organizers have not named; "": nothing was ticked. Neither film nor cause.
BUTTONS: dict[str, Lazy] = {
    "host": lazy("Ask for a date for a film screening"),
    "volunteer": lazy("Offer some hours"),
    "write": lazy("See how to write"),
    "give": lazy("See how to give"),
    "bring": lazy("Bring somebody along"),
    "learn": lazy("Learn more"),
    "": lazy("See what you can do"),
}

# What the page says under it to who asked for extra care.
SENTENCE = lazy("You decide how far you go, and you can stop at any time.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`key`: of the interest, "" when nothing was ticked. Signup and campaign: the latest. `code`: the campaign's, or ""."""

    key: str
    signup_id: str
    campaign_id: str
    code: str
    step: NextStep
    button: str


def button(key: str, discreet: bool) -> str:
    """In the language in force. `discreet`: organizers' words may name the cause, so not to who asked for extra care."""
    said = "" if discreet else next_step(key, language()).get("button", "")
    return said or str(BUTTONS.get(key, BUTTONS[""]))


def wanted_step(ally_id: str) -> Wanted | None:
    """In the language in force. None: nothing is held of them any more."""
    ally = db.session.get(Ally, ally_id)
    if ally is None or ally.contact_sealed is None:
        return None
    signup_id, campaign_id = latest(ally_id)
    key = wanted_by([(ally_id, campaign_id)]).get((ally_id, campaign_id), "")
    said, discreet = next_step(key, language()), bool(ally.extra_care)
    pressed = button(key, discreet)
    return Wanted(
        key, signup_id, campaign_id, code_of(campaign_id=campaign_id) or "" if campaign_id else "",
        _discreet(said, pressed) if discreet else said, pressed,
    )  # fmt: skip


def _discreet(said: NextStep, pressed: str) -> NextStep:
    """Organizers' words and questions may name the cause: where their button leads is all that is taken from them."""
    step = NextStep(title=pressed, sentence=str(SENTENCE), button=pressed)
    if link := said.get("link"):
        step["link"] = link
    return step

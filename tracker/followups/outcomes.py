"""The words in which a follow-up's fate is written down, and what each of them does."""

from typing import Literal

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import Lazy, lazy

Asks = Literal["", "when", "gift"]

# So many calls that nobody answers; then the thread closes as "not reached".
MOST_TRIES = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome. Those without channels are written by the system, or by another deed."""

    key: str
    # On its button.
    words: Lazy
    # In a sentence: "Written down: no answer."
    told: Lazy
    # On whose cards it is offered.
    channels: tuple[str, ...] = ()
    # False: the follow-up stays open and comes back.
    closes: bool = True
    # What else must be said with it.
    asks: Asks = ""
    # For figures: somebody was spoken to; they did something; the thread came to an end that says something.
    reached: bool = False
    acted: bool = False
    counts: bool = False
    # The ally pressed it in a letter, and nobody of us has heard it: figures count these apart.
    self_reported: bool = False


BY_PERSON = ("call", "text", "task")
# Their request was approved: usecases.approve_request.
HOSTS = "hosts"
TALK = ("call", "text")

OUTCOMES = {
    outcome.key: outcome
    for outcome in (
        Outcome("reached", lazy("Reached"), lazy("reached"), BY_PERSON, reached=True, counts=True),
        Outcome("no answer", lazy("No answer"), lazy("no answer"), TALK, closes=False),
        Outcome("call back", lazy("Call back at …"), lazy("call back"), TALK, closes=False, asks="when", reached=True),
        Outcome("wrong number", lazy("Wrong number"), lazy("wrong number"), TALK, counts=True),
        Outcome(
            "wants to host",
            lazy("Wants to host"),
            lazy("wants to host"),
            BY_PERSON,
            reached=True,
            acted=True,
            counts=True,
        ),
        Outcome("gave", lazy("Gave …"), lazy("gave"), BY_PERSON, asks="gift", reached=True, acted=True, counts=True),
        Outcome("done", lazy("Done"), lazy("done"), BY_PERSON, reached=True, acted=True, counts=True),
        Outcome(
            "brought others",
            lazy("Brought somebody along"),
            lazy("brought somebody along"),
            BY_PERSON,
            reached=True,
            acted=True,
            counts=True,
        ),
        Outcome("not for me", lazy("Not for them"), lazy("not for them"), BY_PERSON, reached=True, counts=True),
        Outcome("stop calls", lazy("Stop calls"), lazy("no more calls"), BY_PERSON, reached=True, counts=True),
        Outcome("asked to stop", lazy("Asked to stop"), lazy("asked to stop"), BY_PERSON, reached=True, counts=True),
        # By the system, or by a deed of its own.
        Outcome(
            HOSTS, lazy("Hosts a film screening"), lazy("hosts a film screening"), reached=True, acted=True, counts=True
        ),
        Outcome("not reached", lazy("Not reached"), lazy("not reached after four tries"), counts=True),
        Outcome("answered", lazy("They answered"), lazy("answered"), reached=True, counts=True),
        Outcome("sent", lazy("Sent"), lazy("sent")),
        Outcome("said done", lazy("They say: done"), lazy("they say it is done"), acted=True, self_reported=True),
        Outcome("said not yet", lazy("They say: not yet"), lazy("they say not yet"), self_reported=True),
        Outcome(
            "said not for me", lazy("They say: not for me"), lazy("they say it is not for them"), self_reported=True
        ),
        Outcome("not needed", lazy("Not needed any more"), lazy("not needed any more")),
        Outcome("withdrawn", lazy("Withdrawn"), lazy("withdrawn")),
        Outcome("not planned", lazy("Not planned"), lazy("nothing was planned")),
    )
}

# What an ally says by a button in a letter.
SELF_REPORTED = tuple(key for key, outcome in OUTCOMES.items() if outcome.self_reported)

# Which outcomes a step of a channel can close with: what a later step may wait for.
CLOSING = {
    "letter": ("sent", "answered", *SELF_REPORTED, HOSTS),
    **{
        channel: tuple(
            key for key, o in OUTCOMES.items()
            if o.closes and (channel in o.channels or key == HOSTS or (key == "not reached" and channel in TALK))
        )
        for channel in BY_PERSON
    },
}  # fmt: skip


class OutcomeUnknown(Refusal):
    sentence = lazy("Choose how it went.")
    field = "outcome"


def offered(channel: str) -> list[Outcome]:
    """The outcomes on a card of this channel, in their order."""
    return [outcome for outcome in OUTCOMES.values() if channel in outcome.channels]


def named(key: str, channel: str) -> Outcome:
    """The outcome of this key on a card of this channel. Raises OutcomeUnknown."""
    outcome = OUTCOMES.get(key)
    if outcome is None or channel not in outcome.channels:
        raise OutcomeUnknown
    return outcome


def words_of(key: str | None) -> str:
    """What organizers read for an outcome's key; the key itself where the vocabulary has moved on."""
    outcome = OUTCOMES.get(key or "")
    return str(outcome.words).rstrip(" …") if outcome else (key or "")

"""What a playbook's steps must keep to: known words, no loops, and every step can happen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tracker.errors import Refusal
from tracker.followups.outcomes import CLOSING
from tracker.followups.plan import ANY_LETTER
from tracker.followups.playbook import CHANNELS, Condition, Step
from tracker.mail import words
from tracker.screenings.screening import KINDS
from tracker.words import LANGUAGES, lazy

MOST_HOURS = 17_520
MOST_STEPS = 60


class TitleUnsaid(Refusal):
    sentence = lazy("Give the step a title, up to 100 characters.")
    field = "title"


class ChannelUnknown(Refusal):
    sentence = lazy("Choose how it happens.")
    field = "channel"


class HoursAbsurd(Refusal):
    sentence = lazy("Write whole hours, up to two years.")
    field = "delay_hours"


class ClockAbsurd(Refusal):
    sentence = lazy("Write whole hours, from 1 to two years.")
    field = "clock_hours"


class LetterWithoutWords(Refusal):
    sentence = lazy("A letter needs a subject and a text in English at least; where one is written, the other is too.")
    field = "words"


class NotPrintable(Refusal):
    sentence = lazy("It holds characters that cannot be printed. Type it again instead of pasting it.")
    field = "words"


class WordsTooLong(Refusal):
    sentence = lazy("A subject has room for 150 characters, a text for 10,000.")
    field = "words"


class InterestUnknown(Refusal):
    sentence = lazy("“%(key)s” is not among the interests.")
    field = "interests"


class InterestBothWays(Refusal):
    sentence = lazy("This step can never happen: whoever ticked what it asks for also ticked what it leaves out.")
    field = "without_interests"


class KindUnknown(Refusal):
    sentence = lazy("There is no such kind of film screening.")
    field = "kinds"


class LetterWithoutAddress(Refusal):
    sentence = lazy("This step can never happen: a letter needs an address, and it asks for allies who left none.")
    field = "only_phone"


class AfterUnknown(Refusal):
    sentence = lazy("The step it waits for is not in this playbook.")
    field = "after"


class OutcomeUnsaid(Refusal):
    sentence = lazy("Choose the outcome it waits for, together with the step.")
    field = "outcome"


class OutcomeNever(Refusal):
    sentence = lazy("This step can never happen: “%(title)s” never ends that way. Choose one of its outcomes.")
    field = "outcome"


class AfterWithTicks(Refusal):
    sentence = lazy(
        "A step that follows an outcome does not look at ticks and kinds again. Put them on the step before."
    )
    field = "after"


class FollowsItself(Refusal):
    sentence = lazy("This is a loop: in the end the step would wait for itself. Choose another step before it.")
    field = "after"


class Followed(Refusal):
    sentence = lazy("“%(title)s” waits for this step, and could never happen without it. Change that one first.")
    field = "channel"


class TooManySteps(Refusal):
    sentence = lazy("A playbook has room for 60 steps. Archive one first.")
    field = "title"


@dataclass(frozen=True, slots=True)
class Draft:
    """A step as somebody wants it."""

    title: str
    channel: str
    delay_hours: int
    clock_hours: int
    condition: Condition = field(default_factory=Condition)
    words: dict[str, dict[str, str]] = field(default_factory=dict)


def check(draft: Draft, key: str, others: Sequence[Step], interests: Iterable[str]) -> None:
    """Whether the step may stand beside the others (without itself). Raises a refusal above, or words.FieldUnknown."""
    if not draft.title.strip() or len(draft.title) > 100:
        raise TitleUnsaid
    if not draft.title.isprintable():
        raise NotPrintable
    if draft.channel not in CHANNELS:
        raise ChannelUnknown
    if not 0 <= draft.delay_hours <= MOST_HOURS:
        raise HoursAbsurd
    if not 1 <= draft.clock_hours <= MOST_HOURS:
        raise ClockAbsurd
    check_words(draft.words, draft.channel == "letter")
    _check_ticks(draft, frozenset(interests))
    _check_after(draft, key, others)
    _check_followers(draft, key, others)


def check_unfollowed(step: Step, others: Sequence[Step]) -> None:
    """Whether a step can go. Raises Followed."""
    last_letter = step.channel == "letter" and not any(other.channel == "letter" for other in others)
    for other in others:
        after = other.condition.get("after")
        if after == step.key or (after == ANY_LETTER and last_letter):
            raise Followed(title=other.title)


def outcomes_after(after: str, others: Sequence[Step]) -> tuple[str, ...]:
    """How the step with this key can end; nothing for an unknown one."""
    if after == ANY_LETTER:
        return CLOSING["letter"] if any(step.channel == "letter" for step in others) else ()
    return next((CLOSING[step.channel] for step in others if step.key == after), ())


def check_words(said_in: Mapping[str, Mapping[str, str]], is_letter: bool) -> None:
    """Whether words can be filled and sent. Raises WordsTooLong, NotPrintable, LetterWithoutWords, words.FieldUnknown."""
    for language, said in said_in.items():
        subject, text = said.get("subject", ""), said.get("text", "")
        if language not in LANGUAGES or len(subject) > words.MOST_SUBJECT or len(text) > words.MOST_TEXT:
            raise WordsTooLong
        if any(c < " " and c not in "\r\n\t" for c in subject + text):
            raise NotPrintable
        words.check(subject)
        words.check(text)
        if is_letter and bool(subject.strip()) != bool(text.strip()):
            raise LetterWithoutWords
    if is_letter and not said_in.get("en", {}).get("text", "").strip():
        raise LetterWithoutWords


def _check_ticks(draft: Draft, known: frozenset[str]) -> None:
    wanted, unwanted = set(draft.condition.get("interests", ())), set(draft.condition.get("without_interests", ()))
    for key in sorted((wanted | unwanted) - known):
        raise InterestUnknown(key=key[:30])
    if wanted and wanted <= unwanted:
        raise InterestBothWays
    if not set(draft.condition.get("kinds", ())) <= set(KINDS):
        raise KindUnknown
    if draft.channel == "letter" and draft.condition.get("only_phone"):
        raise LetterWithoutAddress


def _check_after(draft: Draft, key: str, others: Sequence[Step]) -> None:
    after, outcome = draft.condition.get("after"), draft.condition.get("outcome")
    if not after:
        if outcome:
            raise OutcomeUnsaid
        return
    if after == key or _leads_to(after, key, others) or (after == ANY_LETTER and draft.channel == "letter"):
        raise FollowsItself
    if after != ANY_LETTER and all(step.key != after for step in others):
        raise AfterUnknown
    if not outcome:
        raise OutcomeUnsaid
    if outcome not in outcomes_after(after, others):
        raise OutcomeNever(title=next((step.title for step in others if step.key == after), ANY_LETTER))
    if {"interests", "without_interests", "kinds", "only_phone", "waits"} & {
        name for name, value in draft.condition.items() if value
    }:
        raise AfterWithTicks


def _leads_to(after: str, key: str, others: Sequence[Step]) -> bool:
    """Whether what `after` itself waits for comes from `key` in the end."""
    waits = {step.key: step.condition.get("after") for step in others}
    seen: set[str] = set()
    at: str | None = after
    while at and at not in seen:
        seen.add(at)
        at = waits.get(at)
        if at == key:
            return True
    return False


def _check_followers(draft: Draft, key: str, others: Sequence[Step]) -> None:
    """Those that wait for an outcome which the new channel never has."""
    for other in others:
        if other.condition.get("after") == key and other.condition.get("outcome") not in CLOSING[draft.channel]:
            raise Followed(title=other.title)

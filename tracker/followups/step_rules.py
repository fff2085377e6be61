"""What a playbook's steps must keep to: known words, no loops, and every step can happen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from tracker.errors import Refusal
from tracker.followups.outcomes import CLOSING, TALK
from tracker.followups.plan import ANY_LETTER, ASKED_TO_STOP, STOP_CALLS
from tracker.followups.playbook import CHANNELS, HANDS, Condition, Step
from tracker.followups.reach import Link, unreached, way_back, why_never
from tracker.mail import words
from tracker.records import dataclass
from tracker.screenings.code import SOURCES
from tracker.screenings.screening import KINDS
from tracker.words import LANGUAGES, _, lazy, plain

MOST_HOURS = 17_520
MOST_STEPS = 60
MOST_DAYS = 730
# What they agreed to.
CONSENTS = ("letters", "calls", "both")


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


class CallUnknown(Refusal):
    sentence = lazy("That call to action is not there any more. Choose another one, or none.")
    field = "asks"


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


class SourceUnknown(Refusal):
    sentence = lazy("There is no such way to sign up.")
    field = "sources"


class LanguageUnknown(Refusal):
    sentence = lazy("Choose among the languages that supporters can choose.")
    field = "languages"


class ConsentUnknown(Refusal):
    sentence = lazy("Choose what they agreed to from the list.")
    field = "consent"


class HandUnknown(Refusal):
    sentence = lazy("Choose whose it becomes.")
    field = "hand"


class LetterWithoutConsent(Refusal):
    sentence = lazy("This step can never happen: a letter goes to those who agreed to letters, and it asks for others.")
    field = "consent"


class TextWithoutConsent(Refusal):
    sentence = lazy("This step can never happen: a text goes to those who agreed to calls, and it asks for others.")
    field = "consent"


class PhoneWithoutCalls(Refusal):
    sentence = lazy("This step can never happen: who left no address has not agreed to letters.")
    field = "consent"


class DaysAbsurd(Refusal):
    sentence = lazy("Write whole days, up to two years, or leave it empty.")
    field = "since_least"


class DaysBackwards(Refusal):
    sentence = lazy("This step can never happen: nobody signs up at least that late and at most that early.")
    field = "since_most"


class OnlyTheOneLetter(Refusal):
    sentence = lazy("Those who had said no get the one letter that asks, at their signup, and nothing else.")
    field = "channel"


class RemindsByLetter(Refusal):
    sentence = lazy("Who has not confirmed the address is reminded by a letter, after the signup, and by nothing else.")
    field = "unconfirmed"


class OneReminder(Refusal):
    sentence = lazy("“%(title)s” reminds them already. One reminder is enough.")
    field = "unconfirmed"


class NothingAfterStop(Refusal):
    sentence = lazy("This step can never happen: they asked for no more of it.")
    field = "outcome"


class NeverTogether(Refusal):
    sentence = lazy(
        "This step can never happen: “%(title)s”, which it waits for, is for other people than it asks for here."
    )
    # `odds`: the entry of the condition at which they part.
    field = "follows"


class OthersNever(Refusal):
    sentence = lazy("“%(title)s” waits for this step, and could never happen then. Change that one first.")
    field = "title"


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
    hand: str = "point person"
    # The key of the call to action that it asks for.
    asks: str | None = None


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
    if draft.hand not in HANDS:
        raise HandUnknown
    check_words(draft.words, draft.channel == "letter")
    _check_known(draft.condition, frozenset(interests))
    _check_asks(draft.asks, interests)
    _check_itself(draft)
    if draft.condition.get("unconfirmed"):
        for other in others:
            if other.condition.get("unconfirmed"):
                raise OneReminder(title=other.title)
    _check_after(draft, key, others)
    _check_followers(draft, key, others)
    _check_ways(draft, key, others)


def _check_asks(asks: str | None, interests: Iterable[str]) -> None:
    if asks and asks not in interests:
        raise CallUnknown


def check_unfollowed(step: Step, others: Sequence[Step]) -> None:
    """Whether a step can go. Raises Followed."""
    rest = _links(others)
    lost = unreached(rest).keys() - unreached([*rest, *_links([step])]).keys()
    for other in others:
        if other.key in lost:
            raise Followed(title=plain(other.title))


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


def _check_known(condition: Condition, interests: frozenset[str]) -> None:
    """Whether there is everything that it names."""
    for key in sorted({*condition.get("interests", ()), *condition.get("without_interests", ())} - interests):
        raise InterestUnknown(key=key[:30])
    for known, named, refusal in (
        (KINDS, condition.get("kinds", ()), KindUnknown), (SOURCES, condition.get("sources", ()), SourceUnknown),
        (LANGUAGES, condition.get("languages", ()), LanguageUnknown), (CONSENTS, condition.get("consent", ()), ConsentUnknown),
    ):  # fmt: skip
        if not set(named) <= set(known):
            raise refusal
    for days in (condition.get("since_least", 0), condition.get("since_most", 0)):
        if not 0 <= days <= MOST_DAYS:
            raise DaysAbsurd


def _check_itself(draft: Draft) -> None:
    """Whether anybody fits what it asks, even without a step before it."""
    condition, agreed = draft.condition, set(draft.condition.get("consent", CONSENTS))
    wanted = set(condition.get("interests", ()))
    if wanted and wanted <= set(condition.get("without_interests", ())):
        raise InterestBothWays
    if condition.get("since_least", 0) > condition.get("since_most", MOST_DAYS):
        raise DaysBackwards
    if condition.get("waits") and (draft.channel != "letter" or condition.get("after")):
        raise OnlyTheOneLetter
    if condition.get("unconfirmed") and (
        draft.channel != "letter" or condition.get("after") or condition.get("waits") or draft.delay_hours == 0
    ):
        raise RemindsByLetter
    if condition.get("only_phone"):
        if draft.channel == "letter":
            raise LetterWithoutAddress
        if "calls" not in agreed:
            raise PhoneWithoutCalls
    if draft.channel == "letter" and agreed <= {"calls"}:
        raise LetterWithoutConsent
    if draft.channel == "text" and agreed <= {"letters"}:
        raise TextWithoutConsent


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
        raise OutcomeNever(title=plain(next((step.title for step in others if step.key == after), ANY_LETTER)))
    if outcome == ASKED_TO_STOP or (outcome == STOP_CALLS and draft.channel in TALK):
        raise NothingAfterStop


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
            raise Followed(title=plain(other.title))


def _check_ways(draft: Draft, key: str, others: Sequence[Step]) -> None:
    """Whether some signup meets all that is asked on a way to it; and whether those that wait for it still can happen."""
    link = Link(key, draft.channel, draft.condition)
    links = [*_links(others), link]
    if odds := why_never(link, links):
        after = draft.condition.get("after")
        if not after:
            raise NeverTogether(title=draft.title.strip(), odds=odds)
        raise NeverTogether(
            title=plain(next((step.title for step in others if step.key == after), _("any letter"))), odds=odds
        )
    never, by_key = unreached(links), {each.key: each for each in links}
    for step in others:
        behind, end = way_back(by_key[step.key], by_key)
        if step.key in never and (end == ANY_LETTER or key in {each.key for each in behind}):
            raise OthersNever(title=plain(step.title))


def _links(steps: Sequence[Step]) -> list[Link]:
    return [Link(step.key, step.channel, step.condition) for step in steps]

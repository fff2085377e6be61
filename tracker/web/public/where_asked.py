"""Where did you watch? The question as the thanks page and the letter's own page put it: choices, a search, and "at home".

What is typed into the search is answered and forgotten: it stands in no address, no row and no log.
"""

from dataclasses import field
from datetime import timedelta

from babel.lists import format_list

from tracker import clock
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.screenings import likely, terms
from tracker.screenings.film import Film
from tracker.screenings.likely import Choice
from tracker.times import span_words, when_words
from tracker.usecases.say_where import AT_HOME, UNSAID
from tracker.web.frame import passes
from tracker.words import _, language, lazy

# Seconds for which the page repeats an answer: long enough to see a slip of the thumb, too short for a shared address.
REPEATED_FOR = 1800


# How the thanks page's address for an answer ends.
WHERE = "/where"


class NotOnTheList(Refusal):
    """What was chosen cannot be chosen (any more)."""

    sentence = lazy("That film screening is no longer on the list. Choose again.")


@dataclass(frozen=True, slots=True)
class Option:
    """One button. `said`: when it ended, or when it was."""

    id: str
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class Question:
    """All that the question shows. `near` is what was typed; None before anything was."""

    address: str
    options: list[Option] = field(default_factory=list)
    at_home: str = ""
    near: str | None = None
    more: bool = False
    wrong: str = ""
    # Answered: with what, in words; "" when it is not repeated.
    answered: bool = False
    answer: str = ""

    @property
    def again(self) -> str:
        """Where it is asked once more."""
        return f"{self.address.removesuffix(WHERE)}?lang={language()}#where"


def question(
    address: str, campaign_id: str, film: Film, near: str | None = None, wrong: str = "", token: str | None = None
) -> Question:
    """The question for a campaign. `token`: the pass of an answer that was given."""
    typed = near.strip()[: likely.MOST_TYPED] if near is not None else None
    found = likely.near(campaign_id, typed) if typed else likely.Found(likely.recent(campaign_id), more=False)
    return Question(
        address, _options(found.choices), _where_to_watch(film), typed, found.more, wrong, token is not None,
        _answer(token) if token else "",
    )  # fmt: skip


def can_be(campaign_id: str, answer: str) -> bool:
    """Whether it is one of the answers."""
    return answer in (AT_HOME, UNSAID) or likely.chosen(campaign_id, answer) is not None


def pass_of(answer: str) -> str:
    """The end of the address to which an answer leads."""
    return passes.give("where", answer)


def _answer(token: str) -> str:
    """What was answered, in words; "" for nothing to repeat, or after a while. Raises LinkUnknown."""
    try:
        (said,) = passes.read("where", token, REPEATED_FOR)
    except passes.PassOver:
        return ""
    if said == AT_HOME:
        return _("At home")
    named = likely.named(said)
    return terms.title(*named) if named else ""


def _options(choices: list[Choice]) -> list[Option]:
    several = len({(each.venue.country, each.venue.region) for each in choices}) > 1
    return [Option(each.screening.id, _title(each, several), _said(each)) for each in choices]


def _title(choice: Choice, with_region: bool) -> str:
    region = choice.venue.region if with_region else ""
    return ", ".join(part for part in (choice.venue.name, choice.venue.city, region) if part)


def _said(choice: Choice) -> str:
    screening = choice.screening
    when = when_words(screening.starts_at, screening.day, screening.zone)
    if choice.ends_at is not None and choice.just_over:
        gone = clock.now() - choice.ends_at
        when = _("ended %(span)s ago", span=span_words(gone)) if gone > timedelta(minutes=1) else _("ending now")
    return f"{screening.screen}, {when}" if screening.screen else when


def _where_to_watch(film: Film) -> str:
    """ "Hulu, Apple TV+, or Prime Video"."""
    names = [place["name"] for place in film.where_to_watch if place.get("name")]
    return format_list(names, style="or", locale=language()) if names else ""

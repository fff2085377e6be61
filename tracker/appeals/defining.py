"""Defining calls to action: what the tick says and the next step behind it, in each language; their order; which are offered."""

import re
import unicodedata
from collections.abc import Mapping

from tracker.appeals import address
from tracker.appeals.interest import Interest, NextStep, every, offered
from tracker.errors import NotThere, Refusal
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.store.transactions import one_at_a_time
from tracker.words import LANGUAGES, Lazy, lazy

# Characters.
MOST: dict[str, int] = {
    "label": 40, "title": 80, "sentence": 300, "button": 40, "link": address.MOST_LINK, "question": 120,
}  # fmt: skip
MOST_KEY = 30
# The signup page has to stay short.
MOST_OFFERED = 8


class Unfit(Refusal):
    """About one field of one language: "title_ko"."""

    sentence = lazy("Something in that request does not fit. Go back, look at it again, and send it once more.")

    def __init__(self, field: str, sentence: Lazy | str, **fields: object) -> None:
        super().__init__(**fields)
        self.field = field  # type: ignore[misc]
        self.sentence = sentence  # type: ignore[misc, assignment]


LABEL_UNSAID = lazy("Say in English what the tick says. Other languages may wait.")
TITLE_UNSAID = lazy("Give it a title, too, or leave this language empty.")
SENTENCE_UNSAID = lazy("Say it in a sentence, too, or leave this language empty.")
BUTTON_UNSAID = lazy("Say what the button does, such as “Ask for a date”.")
BOTH = lazy("Either a link or a question: the page has room for one.")
NO_PURPOSE = lazy("A button needs a link or a question.")
ENGLISH_FIRST = lazy("Write the English words first: they stand in wherever a language has none.")
TOO_LONG = lazy("Shorter, in at most %(most)d characters.")
UNPRINTABLE = lazy("There is a character in it that cannot be printed. Write it again by hand.")
TAKEN = lazy("Another call to action says this.")


class TooManyOffered(Refusal):
    sentence = lazy("Eight calls to action are offered, and the signup page has room for no more. Archive one first.")
    status = 409


class LastOffered(Refusal):
    sentence = lazy("The signup page offers one at least. Add another first, then archive this one.")
    status = 409


@dataclass(frozen=True, slots=True)
class Draft:
    """A call to action as somebody wants it, by language."""

    labels: Mapping[str, str]
    next_step: Mapping[str, NextStep]


def by_id(interest_id: str) -> Interest:
    """Raises NotThere."""
    row = next((each for each in every() if each.id == interest_id), None) if is_id(interest_id) else None
    if row is None:
        raise NotThere
    return row


def checked(draft: Draft, interest_id: str = "") -> Draft:
    """As it would be kept; `interest_id`: whose change it is. Raises Unfit."""
    labels = {}
    for each in LANGUAGES:
        label = _clean("label", each, draft.labels.get(each, ""))
        if label:
            labels[each] = label
        if any(label and label == other.labels.get(each) and other.id != interest_id for other in offered()):
            raise Unfit(f"label_{each}", TAKEN)
    if "en" not in labels:
        raise Unfit("label_en", LABEL_UNSAID)
    steps: dict[str, NextStep] = {}
    for each in LANGUAGES:
        step = _step(each, draft.next_step.get(each, NextStep()), steps.get("en", NextStep()))
        if step:
            steps[each] = step
    return Draft(labels, steps)


def add(draft: Draft) -> Interest:
    """A new one, offered last; inside a transaction. Raises Unfit, TooManyOffered."""
    known = _locked()
    wanted = checked(draft)
    _check_room(known)
    row = Interest(
        key=_new_key(wanted.labels["en"], {each.key for each in known}), position=_last(known) + 1,
        labels=dict(wanted.labels), next_step=dict(wanted.next_step), archived=False,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def change(interest_id: str, draft: Draft) -> Interest:
    """Its key stays: playbooks, forms and files name it. Inside a transaction. Raises NotThere, Unfit."""
    _locked()
    row = by_id(interest_id)
    wanted = checked(draft, row.id)
    row.labels, row.next_step = dict(wanted.labels), dict(wanted.next_step)
    return row


def move(interest_id: str, by: int) -> Interest:
    """One place up (-1) or down (1) among those offered; at an end it stays. Inside a transaction. Raises NotThere."""
    known = _locked()
    row, order = by_id(interest_id), [each for each in known if not each.archived]
    at = order.index(row) if row in order else -1
    if at >= 0 and 0 <= at + by < len(order):
        order[at], order[at + by] = order[at + by], order[at]
    for position, each in enumerate([*order, *(each for each in known if each.archived)]):
        each.position = position
    return row


def archive(interest_id: str) -> Interest:
    """No longer offered; what was ticked and planned stays. Inside a transaction. Raises NotThere, LastOffered."""
    known = _locked()
    row = by_id(interest_id)
    if not any(each.id != row.id and not each.archived for each in known):
        raise LastOffered
    row.archived = True
    return row


def bring_back(interest_id: str) -> Interest:
    """Offered again, last. Inside a transaction. Raises NotThere, TooManyOffered."""
    known = _locked()
    row = by_id(interest_id)
    if row.archived:
        _check_room(known)
        row.archived, row.position = False, _last(known) + 1
    return row


def _locked() -> list[Interest]:
    """All of them; two who edit at once are judged one after the other."""
    one_at_a_time("calls to action")
    # What was changed before in this transaction must not be forgotten with what was read.
    db.session.flush()
    db.session.expire_all()
    return every()


def _check_room(known: list[Interest]) -> None:
    if sum(not each.archived for each in known) >= MOST_OFFERED:
        raise TooManyOffered


def _last(known: list[Interest]) -> int:
    return max((each.position for each in known), default=-1)


def _step(each: str, given: NextStep, english: NextStep) -> NextStep:
    """What is said in one language; empty when nothing is. Raises Unfit."""
    step = NextStep()
    for name in NextStep.__annotations__:
        text = _clean(name, each, str(given.get(name, "")))
        if text:
            step[name] = text  # type: ignore[literal-required]
    if not step:
        return step
    if each != "en" and not english:
        raise Unfit(f"title_{each}", ENGLISH_FIRST)
    if "link" in step:
        try:
            step["link"] = address.clean(step["link"])
        except address.LinkWrong as wrong:
            raise Unfit(f"link_{each}", str(wrong)) from None
    leads = "link" in step or "question" in step or "link" in english
    for name, fits, sentence in (
        ("title", "title" in step, TITLE_UNSAID), ("sentence", "sentence" in step, SENTENCE_UNSAID),
        ("question", not ("link" in step and "question" in step), BOTH),
        ("button", "button" in step or not leads, BUTTON_UNSAID), ("button", leads or "button" not in step, NO_PURPOSE),
    ):  # fmt: skip
        if not fits:
            raise Unfit(f"{name}_{each}", sentence)
    return step


def _clean(name: str, each: str, text: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise Unfit(f"{name}_{each}", UNPRINTABLE)
    if len(text) > MOST[name]:
        raise Unfit(f"{name}_{each}", TOO_LONG, most=MOST[name])
    return text


def _new_key(label: str, taken: set[str]) -> str:
    """From the English label, in letters that forms, files and passes carry; never one that there is."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode("ascii").lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: MOST_KEY - 4].strip("-") or "call"
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def missing(row: Interest) -> list[str]:
    """Languages in which the tick or its next step would be read in English. The house's own words are in all."""
    return [each for each in LANGUAGES if each not in row.labels or (bool(row.next_step) and each not in row.next_step)]

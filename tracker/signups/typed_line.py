"""What somebody typed of one line, what it means, and what needs another look."""

from collections.abc import Collection
from dataclasses import field

from tracker.allies import contact_points as points
from tracker.records import dataclass
from tracker.signups.asking import EMAIL_WRONG, NAME_LONG, PHONE_WRONG
from tracker.signups.sheet import MOST_LINES
from tracker.signups.sheet_line import Content
from tracker.words import LANGUAGES, Lazy, lazy

# Answers as the form names them. Neither is an answer, too: nobody forgets to look.
YES, NO, NEITHER = ANSWERS = ("yes", "no", "neither")

NUMBER_WRONG = lazy("Write the number that stands before the line, between 1 and %(most)s.")
NO_CONTACT = lazy(
    "Neither an e-mail nor a phone. If the paper has none, count the line as one that cannot be taken in."
)
ANSWER_UNSAID = lazy("What is ticked on the paper: yes, no, or neither?")
LANGUAGE_WRONG = lazy("Choose the language from the list.")


@dataclass
class TypedLine:
    """As it was typed. `wrong`: by field, after check()."""

    number: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    consent: str = ""
    interests: list[str] = field(default_factory=list)
    language: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    def check(self, interests: Collection[str]) -> bool:
        """Whether it can be taken. Somebody who says "no" need not be reached."""
        if not self.line:
            self._is_wrong("number", NUMBER_WRONG % {"most": MOST_LINES})
        if len(self.name) > points.MOST_NAME:
            self._is_wrong("name", NAME_LONG)
        if self.email.strip() and points.clean_email(self.email) is None:
            self._is_wrong("email", EMAIL_WRONG)
        if self.phone.strip() and points.clean_phone(self.phone) is None:
            self._is_wrong("phone", PHONE_WRONG)
        if self.consent != NO and not self.email.strip() and not self.phone.strip():
            self._is_wrong("email", NO_CONTACT)
        if self.consent not in ANSWERS:
            self._is_wrong("consent", ANSWER_UNSAID)
        if self.language not in LANGUAGES:
            self._is_wrong("language", LANGUAGE_WRONG)
        self.interests = [key for key in dict.fromkeys(self.interests) if key in interests]
        return not self.wrong

    @property
    def line(self) -> int:
        """Its number on the paper; 0 where that is none."""
        digits = self.number.strip()
        number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 4 else 0
        return number if number <= MOST_LINES else 0

    def content(self) -> Content:
        """After check() has found nothing wrong. What is not ticked is unknown, and never a yes."""
        return Content(
            name=points.clean_text(self.name), email=points.clean_email(self.email) if self.email.strip() else None,
            phone=points.clean_phone(self.phone) if self.phone.strip() else None,
            consent=self.consent if self.consent in (YES, NO) else "unknown", interests=self.interests, language=self.language,
        )  # fmt: skip

    def _is_wrong(self, name: str, why: Lazy | str) -> None:
        self.wrong.setdefault(name, str(why))


def as_typed(number: int, content: Content) -> TypedLine:
    """A line as it was typed, to be mended."""
    consent = NEITHER if content["consent"] == "unknown" else content["consent"]
    return TypedLine(
        str(number), content["name"], content["email"] or "", content["phone"] or "", consent, list(content["interests"]),
        content["language"],
    )  # fmt: skip

"""The question about contact, word for word as every page and paper asks it: so it is kept with the answer."""

from tracker.records import dataclass
from tracker.team import settings
from tracker.words import _


@dataclass(frozen=True, slots=True)
class Asked:
    """In one language; as text, what `wordings` keeps."""

    question: str
    note: str
    yes: str
    no: str

    def __str__(self) -> str:
        return f"{self.question} / {self.note} / {self.yes} / {self.no}"


def asked() -> Asked:
    """In the language in force."""
    return Asked(
        _("May %(organisation)s contact you about this?", organisation=settings.get("organisation")),
        _("Sign up for yourself. Under 16: let a parent or guardian sign up."),
        _("Yes, contact me"),
        _("No, only count me"),
    )

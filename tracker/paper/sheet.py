"""The numbered paper sheet: lines, boxes, and the very words about contact that will be kept with each answer."""

from collections.abc import Sequence
from dataclasses import asdict

from tracker.paper import card, press
from tracker.paper.card import Card
from tracker.records import dataclass
from tracker.words import _, speaking

# As many leave room for a name and an address.
MOST_BOXES = 10


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet. `link` and `address` are its own; "" on a sample."""

    number: int
    link: str
    address: str
    square: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What all pages of one print share, in their language."""

    language: str
    lines: int
    # What can be ticked, in the order of the boxes.
    interests: tuple[str, ...]
    question: str
    note: str
    yes: str
    no: str
    # Until when it has to be destroyed, in words; "" where nobody knows the day.
    destroy_by: str = ""


def draw(shown: Card, form: Form, pages: Sequence[Page], paper: str) -> bytes:
    """All pages in one PDF."""
    return press.pdf("sheet", _data(shown, form, pages, paper))


def sample(shown: Card, form: Form, paper: str, ppi: float) -> bytes:
    """A picture of one without a number."""
    return press.picture("sheet", _data(shown, form, [Page(0, "", "")], paper), ppi)


def _data(shown: Card, form: Form, pages: Sequence[Page], paper: str) -> dict[str, object]:
    with speaking(form.language):
        words = {
            "sheet": _("Sheet"), "name": _("Name"), "reach": _("E-mail or phone"), "wish": _("I would like to"), "line": _("Line"),
            "sample": _("Sample"),
            "neither": _("Leave boxes empty as you like. With neither yes nor no, nobody contacts you."),
            "host": _("Host: keep this sheet with you."),
            "destroy": _("Destroy it once it is typed up, by %(day)s at the latest.", day=form.destroy_by)
            if form.destroy_by
            else _("Destroy it once it is typed up."),
            "type_up": _("Type it up by its code."),
        }  # fmt: skip
        numbers = [page.number for page in pages]
        title = (
            _("Paper sheet %(number)s: %(film)s", number=numbers[0], film=shown.film)
            if len(pages) == 1
            else _("Paper sheets %(first)s to %(last)s: %(film)s", first=numbers[0], last=numbers[-1], film=shown.film)
        )
        drawn = [
            {
                **asdict(page),
                "square": card.square(page.link),
                "alt": _("Code of sheet %(number)s: %(address)s", number=page.number, address=page.address),
            }
            for page in pages
        ]
    told = {**card.data(shown, paper), **asdict(form), "words_of": words, "pages": drawn, "title": title}
    # The sheet is in one language; the others only say that any name will do.
    return told | {"said": sorted(told["said"], key=lambda each: each["language"] != form.language)}

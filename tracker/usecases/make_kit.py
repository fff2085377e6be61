"""What is printed for a screening: the codes that are missing are made, its sheets get their numbers; then it is drawn."""

from tracker.errors import NotThere, Refusal
from tracker.paper import names
from tracker.paper.card import PAPERS
from tracker.paper.printed import Printed, zipped
from tracker.screenings import campaigns, log, printed
from tracker.signups import printing
from tracker.signups.printing import THINGS, Order
from tracker.store.transactions import transaction
from tracker.words import lazy

__all__ = ["PAPERS", "THINGS", "Printed", "make_kit", "make_one"]

MOST_SHEETS = 40


class SheetsOutside(Refusal):
    sentence = lazy("Between 1 and %(most)s sheets can be printed at once.")
    field = "copies"


def make_one(
    screening_id: str, thing: str, paper: str, *, base_url: str, by: str | None = None, language: str = "", copies: int = 1
) -> Printed:  # fmt: skip
    """One of THINGS. Of sheets so many `copies`, in `language` (else the campaign's first), each with its own number.

    `by`: the account; None for a host. Raises NotThere, NothingToPrint and SheetsOutside.
    """
    if thing not in THINGS:
        raise NotThere
    if not 1 <= copies <= MOST_SHEETS:
        raise SheetsOutside(most=MOST_SHEETS)
    with transaction():
        order = _order(screening_id, paper, base_url, by)
        if thing == "sheet":
            known = printed.languages_of(campaigns.by_id(order.screening.campaign_id))
            drawing = printing.plan_sheets(order, language if language in known else known[0], copies)
        else:
            [drawing] = printing.plan(order, [thing])
    return drawing()


def make_kit(screening_id: str, paper: str, *, base_url: str, by: str | None = None) -> Printed:
    """All of it in one ZIP: a sheet in each of the campaign's languages. Raises NotThere and NothingToPrint."""
    with transaction():
        order = _order(screening_id, paper, base_url, by)
        name = names.file_name(order.name, order.size)
        drawings = printing.plan(order, THINGS)
    return zipped(name, [draw() for draw in drawings])


def _order(screening_id: str, paper: str, base_url: str, by: str | None) -> Order:
    if paper not in PAPERS:
        raise NotThere
    screening = log.staying(screening_id)
    printed.check(screening)
    return Order(screening, paper, base_url, by)

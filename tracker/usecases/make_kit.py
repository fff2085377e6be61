"""What is printed for a screening: the codes that are missing are made, its sheets get their numbers; then it is drawn."""

from tracker.errors import NotThere, Refusal
from tracker.paper import names
from tracker.paper.card import PAPERS
from tracker.paper.printed import Printed, zipped
from tracker.screenings import campaigns, host_link, log, printed
from tracker.signups import printing, sheets
from tracker.signups.printing import THINGS, Order
from tracker.store.transactions import transaction
from tracker.words import lazy

__all__ = ["PAPERS", "THINGS", "Printed", "make_kit", "make_one"]

MOST_SHEETS = 40
# Of one film screening, by all its hosts: a link that got about makes no more codes than a full house needs.
MOST_BY_HOSTS = 200


class SheetsOutside(Refusal):
    sentence = lazy("Between 1 and %(most)s sheets can be printed at once.")
    field = "copies"


class HostsPrintedAll(Refusal):
    sentence = lazy("Hosts can print %(most)s sheets for one film screening. Ask whoever gave you the link for more.")
    field = "copies"
    status = 409


def make_one(
    screening_id: str, thing: str, paper: str, *, base_url: str, by: str | None = None, host: str = "", language: str = "",
    copies: int = 1,
) -> Printed:  # fmt: skip
    """One of THINGS. Of sheets so many `copies`, in `language` (else the campaign's first), each with its own number.

    `by`: the account; None for a host, who comes by the link of the token `host`. Raises NotThere, NothingToPrint,
    SheetsOutside, HostsPrintedAll and HostLinkClosed.
    """
    if thing not in THINGS:
        raise NotThere
    if not 1 <= copies <= MOST_SHEETS:
        raise SheetsOutside(most=MOST_SHEETS)
    with transaction():
        order = _order(screening_id, paper, base_url, by, host)
        if thing == "sheet":
            _check_hosts_share(order, copies)
            known = _languages(order)
            drawing = printing.plan_sheets(order, language if language in known else known[0], copies)
        else:
            [drawing] = printing.plan(order, [thing])
    return drawing()


def make_kit(screening_id: str, paper: str, *, base_url: str, by: str | None = None, host: str = "") -> Printed:
    """All of it in one ZIP: a sheet in each of the campaign's languages. Raises as make_one() does."""
    with transaction():
        order = _order(screening_id, paper, base_url, by, host)
        _check_hosts_share(order, len(_languages(order)))
        name = names.file_name(order.name, order.size)
        drawings = printing.plan(order, THINGS)
    return zipped(name, [draw() for draw in drawings])


def _order(screening_id: str, paper: str, base_url: str, by: str | None, host: str) -> Order:
    """Looks at a host's link once more, and holds it: withdrawn in between, it prints nothing."""
    if paper not in PAPERS:
        raise NotThere
    screening = host_link.hold(host)[1] if host else log.staying(screening_id)
    printed.check(screening)
    return Order(screening, paper, base_url, by)


def _languages(order: Order) -> list[str]:
    return printed.languages_of(campaigns.by_id(order.screening.campaign_id))


def _check_hosts_share(order: Order, more: int) -> None:
    if order.by is None and sheets.by_hosts(order.screening.id) + more > MOST_BY_HOSTS:
        raise HostsPrintedAll(most=MOST_BY_HOSTS)

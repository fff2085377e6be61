"""A breakdown of figures as a table that sorts and pages: by film screening, state, kind and so on."""

from collections.abc import Callable, Sequence

from tracker.charts.told import Told, share_words
from tracker.records import dataclass
from tracker.reports.figures import Funnel, Row, Share
from tracker.reports.ranking import NAME, in_order
from tracker.words import Lazy, _, lazy

PAGE = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """`share`: in words; "" for plain numbers."""

    said: str
    share: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """`key`: one of ranking.VALUES, to sort by. `of`: what its shares are of."""

    key: str
    words: Lazy
    of: Lazy | None
    cell: Callable[[Row], Cell]


@dataclass(frozen=True, slots=True)
class Line:
    row: Row
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """`page` of `pages`, from 1."""

    lines: list[Line]
    sort: str
    falling: bool
    page: int
    pages: int
    total: int


def _funnel(row: Row) -> Funnel:
    return row.funnel or Funnel(signups=row.signups)


def _part(part: int, whole: int) -> Cell:
    """A number, and which share that is of what the column's head says."""
    return Cell(str(Told(part)), share_words(Share(part, whole).percent))


def _room(row: Row) -> Cell:
    return Cell(str(Told(_funnel(row).room.heads, _("no head count"))))


def _conversion(row: Row) -> Cell:
    share = _funnel(row).room.conversion
    return Cell(_("not computable") if share.percent is None else share_words(share.percent))


COLUMNS = (
    Column("signups", lazy("Signups"), None, lambda row: Cell(str(Told(row.signups)))),
    Column("room", lazy("In the room"), None, _room),
    Column("conversion", lazy("Signed up"), lazy("of the room"), _conversion),
    Column(
        "reached", lazy("Were reached"), lazy("of who may be contacted"),
        lambda row: _part(_funnel(row).reached, _funnel(row).contactable),
    ),
    Column("acted", lazy("Acted"), lazy("of the reached"), lambda row: _part(_funnel(row).acted, _funnel(row).reached)),
    Column(
        "outcomes", lazy("Outcomes"), lazy("of who may be contacted"),
        lambda row: _part(_funnel(row).outcomes, _funnel(row).contactable),
    ),
)  # fmt: skip
KEYS = frozenset(each.key for each in COLUMNS)


def breakdown(rows: Sequence[Row], sort: str, way: str, page: int) -> Breakdown:
    """`sort`: a column's key, or "name"; what is unknown sorts by signups, the most first. A page beyond the end is the last."""
    falling = way != "up" if sort in KEYS else way == "down"
    if sort not in {*KEYS, NAME}:
        sort, falling = "signups", True
    ordered = in_order(rows, sort, falling)
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(max(1, page), pages)
    shown = [rows[place] for place in ordered[PAGE * (page - 1) : PAGE * page]]
    lines = [Line(row, tuple(each.cell(row) for each in COLUMNS)) for row in shown]
    return Breakdown(lines, sort, falling, page, pages, len(ordered))

"""The one door through which figures leave the house: reports, the feed and the API ask here what may be told.

How to call it:

    # a draft: nothing is written, nobody has been told anything
    protected = protect.look(figures)

    # publishing what was looked at, inside transaction(): refused if more was told of the campaign meanwhile
    protect.tell(protected, "report")

    # a feed or the API, inside transaction(): looked at and told at once; the second time on one day what was told the first time,
    # without counting anything (`count` is not called)
    protected = protect.tell_today(scope, "feed", lambda: figures(scope, clock.now()))

Whatever is shown comes from `protected.tables` (see protected.Protected), shares too: divide told numbers alone. Never show a number
of `Figures` beside them. Only scopes of a whole campaign are told, always or in a period.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from tracker.errors import Refusal
from tracker.reports import arrived, told
from tracker.reports.deciding import decide
from tracker.reports.figures import Figures
from tracker.reports.known import Known
from tracker.reports.once_told import Telling
from tracker.reports.protected import EVERYTHING, Line, Protected, Reason
from tracker.reports.scope import Scope
from tracker.reports.showing import Showing, names_of
from tracker.reports.small_numbers import FOR_EVER, SINCE_EVER
from tracker.reports.told import FiguresTold
from tracker.store.db import db
from tracker.store.transactions import one_at_a_time
from tracker.team import house_clock, settings
from tracker.words import lazy


class ToldSince(Refusal):
    sentence = lazy(
        "Other figures of this campaign left the house after these were counted, and the two could be compared. "
        "Count again, look at it once more, then publish."
    )
    status = 409


class NotForOneGroup(ValueError):
    """Figures of one group of film screenings do not leave the house by themselves: as lines of the whole campaign alone."""


def look(figures: Figures, tables: Collection[str] = EVERYTHING) -> Protected:
    """What may be told of these figures, after all that was told before; writes nothing. Raises NotForOneGroup."""
    scope = figures.scope
    _of_whole_campaign(scope)
    rows = told.of_campaign(scope.campaign_id)
    return protected(figures, rows, arrived.of_campaign(scope.campaign_id), tables, settings.get("zone"))


def tell(protected: Protected, by: str) -> None:
    """From now on it counts as known to everybody. Inside a transaction; `by`: see told.BY. Raises ToldSince."""
    scope = protected.scope
    _lock(scope)
    if told.how_many(scope.campaign_id) != protected.seen:
        raise ToldSince
    if protected.ledger is not None:
        _write(protected, by)


def tell_today(scope: Scope, by: str, count: Callable[[], Figures], tables: Collection[str] = EVERYTHING) -> Protected:
    """Looked at and told at once, inside a transaction; on the same day of the house's clock the same again. Raises NotForOneGroup."""
    _of_whole_campaign(scope)
    _lock(scope)
    again = told_today(scope, by, tables)
    if again is not None:
        return again
    found = look(count(), tables)
    _write(found, by)
    return found


def tell_looked_at(found: Protected, by: str, tables: Collection[str]) -> None:
    """The same of what was looked at already, so that nobody waits for the looking. Inside a transaction. Raises ToldSince."""
    _lock(found.scope)
    if told_today(found.scope, by, tables) is None:
        if told.how_many(found.scope.campaign_id) != found.seen:
            raise ToldSince
        _write(found, by)


def told_today(scope: Scope, by: str, tables: Collection[str]) -> Protected | None:
    """What was told on this day of the house's clock. None: nothing yet."""
    day, rows = house_clock.today(), told.of_campaign(scope.campaign_id)
    here = (row.day == day and row.by == by and (row.since, row.until) == (scope.since, scope.until) for row in rows)
    return _again(scope, rows, tables) if any(here) else None


def told_before(scope: Scope, tables: Collection[str]) -> Protected | None:
    """What was told last, whenever that was: whoever reads it again learns nothing. None: nothing ever was."""
    return _again(scope, told.of_campaign(scope.campaign_id), tables)


def protected(
    figures: Figures, rows: Sequence[FiguresTold], came: arrived.Arrived, tables: Collection[str], zone: str
) -> Protected:
    """`rows`: all that was told of the campaign, the first first; `came`: when its signups did. Asks the database for nothing."""
    known = Known([told.telling(row) for row in rows if row.anew], came)
    decided = decide(figures, known, names_of(tables, figures), tables, zone)
    again = _again(figures.scope, rows, tables)
    if decided is None and again is not None:
        return again
    showing = Showing(figures, decided, known)
    shown, reasons = showing.tables(tables), list(showing.reasons(tables))
    stale = _as_told(again, shown) if again else {}
    kept = {"weeks" if table == "days" else table for table in stale}
    reasons = [each for each in reasons if each.table not in kept] + [
        Reason(table, "as told") for table in sorted(kept)
    ]
    shown |= stale
    ledger = showing.telling() if decided else None
    return Protected(figures.scope, figures.counted_at, shown, reasons, _seen(rows), ledger)


def _seen(rows: Sequence[FiguresTold]) -> int:
    return max((row.number for row in rows if row.anew), default=0)


def _write(protected: Protected, by: str) -> None:
    scope, last = protected.scope, max((row.number for row in told.of_campaign(protected.scope.campaign_id)), default=0)
    known = protected.ledger or Telling(scope.since, scope.until, SINCE_EVER, FOR_EVER)
    db.session.add(
        FiguresTold(
            campaign_id=scope.campaign_id, number=last + 1, by=by, since=scope.since, until=scope.until,
            at=protected.counted_at, day=house_clock.today(), anew=protected.ledger is not None, known=known.as_json(),
            shown=told.tables_as_json(protected.tables),
        )
    )  # fmt: skip
    db.session.flush()


def _again(scope: Scope, rows: Sequence[FiguresTold], tables: Collection[str]) -> Protected | None:
    """As it was told last, table by table. None: it was not."""
    # Weeks of a short period are told as days.
    wanted = {*tables, *(("days",) if "weeks" in tables else ())}
    told_so = [row for row in rows if (row.since, row.until) == (scope.since, scope.until)]
    shown = dict[str, tuple[Line, ...]]()
    for row in told_so:
        shown |= {table: lines for table, lines in told.tables_of_json(row.shown).items() if table in wanted}
    return Protected(scope, told_so[-1].at, shown, [Reason("steps", "nothing new")], _seen(rows)) if shown else None


def _as_told(again: Protected, shown: Mapping[str, object]) -> dict[str, tuple[Line, ...]]:
    """What is told of weeks or days stays as it was told where it cannot be told anew; the first two take each other's place."""
    found = dict[str, tuple[Line, ...]]()
    if not shown.keys() & {"weeks", "days"}:
        found |= [(table, again.tables[table]) for table in ("weeks", "days") if table in again.tables][:1]
    if "on_time" in again.tables and "on_time" not in shown:
        found["on_time"] = again.tables["on_time"]
    return found


def _of_whole_campaign(scope: Scope) -> None:
    if scope.by:
        raise NotForOneGroup(scope.by)


def _lock(scope: Scope) -> None:
    """One telling of a campaign at a time: what the next one may tell depends on what this one told."""
    one_at_a_time(f"figures told {scope.campaign_id}")

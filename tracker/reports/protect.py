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

from collections.abc import Callable, Collection

from tracker.errors import Refusal
from tracker.reports.figures import Figures
from tracker.reports.protected import EVERYTHING, Protected
from tracker.reports.scope import Scope
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
    raise NotImplementedError


def tell(protected: Protected, by: str) -> None:
    """From now on it counts as known to everybody. Inside a transaction; `by`: see told.BY. Raises ToldSince."""
    raise NotImplementedError


def tell_today(scope: Scope, by: str, count: Callable[[], Figures], tables: Collection[str] = EVERYTHING) -> Protected:
    """Looked at and told at once, inside a transaction; on the same day of the house's clock the same again. Raises NotForOneGroup."""
    raise NotImplementedError

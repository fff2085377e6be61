"""What waits for somebody's decision: of each kind how many, and the page on which it is decided. Nothing that waits is left out."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select

from tracker.appeals import story_listed
from tracker.finding import duplicates
from tracker.followups.today import MOST_COUNTED
from tracker.imports import listing as imports
from tracker.imports import people_deciding
from tracker.letters import lists, notices, replies
from tracker.records import dataclass
from tracker.screenings import listing
from tracker.signups import kiosk_entries, kiosk_pace, requests, sheet_ends
from tracker.team.roles import Role
from tracker.web.frame.access import me, my_campaigns, opens
from tracker.words import _n


@dataclass(frozen=True, slots=True)
class Waiting:
    """`said`: with their number; `bounded`: counted up to MOST_COUNTED, no further."""

    number: int
    said: str
    url: str
    bounded: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """`count`: asks how many wait in the reach of whoever asks; all kinds are asked together."""

    url: str
    count: Callable[[], Select[int]]
    said: Callable[[int], str]
    bounded: bool = False


KINDS = (
    Kind("/desk/requests/", lambda: requests.counting(my_campaigns()), lambda n: _n("request to host", "requests to host", n)),
    Kind("/desk/duplicates/", duplicates.counting, lambda n: _n("pair who may be one person", "pairs who may be one person", n)),
    Kind("/desk/replies/", replies.counting_unsettled, lambda n: _n("message without an ally", "messages without an ally", n)),
    Kind(
        "/desk/kiosk-entries/", kiosk_entries.counting, lambda n: _n("doubtful entry of a tablet", "doubtful entries of tablets", n)
    ),
    Kind(
        "/desk/kiosk-entries/#unusual", kiosk_pace.counting,
        lambda n: _n("tablet that sent what no room writes", "tablets that sent what no room writes", n),
    ),
    Kind(
        "/desk/outbox/?tab=failed",
        lambda: lists.counting_failed(my_campaigns(), me().role is Role.ADMINISTRATOR, MOST_COUNTED),
        lambda n: _n("letter that could not be sent", "letters that could not be sent", n),
        bounded=True,
    ),
    Kind(
        "/desk/people/to-decide", people_deciding.counting,
        lambda n: _n("doubtful row of a list of people", "doubtful rows of lists of people", n),
    ),
    Kind(
        "/desk/notices/",
        lambda: notices.counting_open(my_campaigns()),
        lambda n: _n("changed film screening of which nobody was told", "changed film screenings of which nobody was told", n),
    ),
    Kind(
        "/desk/stories/",
        lambda: story_listed.counting_to_review(my_campaigns()),
        lambda n: _n("story for a second person to review", "stories for a second person to review", n),
    ),
    Kind(
        "/desk/imports/",
        lambda: imports.counting_open("screenings", my_campaigns(), me().id),
        lambda n: _n("list of film screenings brought, not written down", "lists of film screenings brought, not written down", n),
    ),
    Kind(
        "/desk/admissions/",
        lambda: imports.counting_open("admissions", my_campaigns(), me().id),
        lambda n: _n("list of admissions brought, not written down", "lists of admissions brought, not written down", n),
    ),
    Kind(
        "/desk/sheets/",
        lambda: sheet_ends.counting(my_campaigns()),
        lambda n: _n("paper sheet to type up or to destroy", "paper sheets to type up or to destroy", n),
    ),
    Kind(
        "/desk/screenings/?status=over&from=",
        lambda: listing.counting_uncounted(my_campaigns(), MOST_COUNTED),
        lambda n: _n("film screening over without a head count", "film screenings over without a head count", n),
        bounded=True,
    ),
)  # fmt: skip


def counting() -> dict[Kind, Select[int]]:
    """Of each kind whose page opens for whoever asks; to be asked together, and with other counts."""
    return {kind: kind.count() for kind in KINDS if opens(kind.url.partition("#")[0].partition("?")[0])}


def waiting(found: Mapping[Any, int]) -> list[Waiting]:
    """Of what counting() found, those kinds of which any wait."""
    return [Waiting(found[kind], kind.said(found[kind]), kind.url, kind.bounded) for kind in KINDS if found.get(kind)]

"""Reports for tests: drafted, published; and a document with everything in it, of no campaign."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from tests import invented
from tracker.reports import drafting
from tracker.reports.document import HIDDEN, Cell, Document, Line, Since
from tracker.reports.drafting import Asked, by_id
from tracker.reports.periods import WHOLE, Period
from tracker.reports.published import Read
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import draft_report, publish_report

LANGUAGES = ("en", "ko", "es")
LEARNED = {
    "en": "People act within two days or not at all.\n\nSeat cards brought more than posters.",
    "ko": "이틀 안에 연락을 받은 분들이 행동했습니다.\n\n좌석 카드가 포스터보다 효과가 컸습니다.",
    "es": "La gente actúa en dos días o no actúa.\n\nLas tarjetas trajeron más personas que los carteles.",
}
SOURCES = {"screen": 3402, "seat card": 1113, "sheet": 618, "kiosk": 495, "link": 371, "poster": 185}
STATES = {
    "CA": 679, "TX": 523, "FL": 384, "NY": 342, "PA": 227, "IL": 220, "WA": 209, "OH": 206, "GA": 190, "NC": 187, "MI": 174, "NJ": 162,
    "MA": 157, "VA": 152, "CO": 131, "AZ": 129, "TN": 122, "IN": 119, "MO": 108, "MD": 108, "WI": 103, "MN": 99, "OR": 98, "SC": 92,
    "AL": 87, "UT": 87, "LA": 80, "KY": 78, "OK": 70, "CT": 63, "IA": 56, "NV": 56, "DC": 44, "NM": 37, "KS": 28, "NE": 24, "HI": 24,
}  # fmt: skip
CALLS = {
    "write": (205, {"en": "Write to a lawmaker", "ko": "의원에게 편지 쓰기", "es": "Escribir a quien legisla"}),
    "host": (45, {"en": "Host a film screening"}), "bring": (31, {"en": "Bring others"}),
}  # fmt: skip
# Weeks with fewer were put together with others.
LEAST_TOLD = 40
WEEKS = (11, 40, 90, 4800, 700, 210, 90, 60, 44, 33, 20, 12, 9, 7)


def drafted(
    campaign_id: str, by: str, learned: Mapping[str, str] | None = None, stories: tuple[str, ...] = (),
    period: Period = WHOLE, last_id: str | None = None,
) -> str:  # fmt: skip
    """In three languages; the draft's id."""
    return draft_report.draft(campaign_id, Asked(LANGUAGES, period, learned or {}, stories, last_id), by)


def published(campaign_id: str, by: str, **asked: object) -> str:
    """Drafted by `by`, published by a second person; the report's id."""
    draft_id = drafted(campaign_id, by, **asked)
    return publish(draft_id, invented.account("coordinator", "Second P."))


def to_come(campaign_id: str, by: str, failed: bool = False) -> str:
    """A draft whose numbers the worker has still to count, or could not; its id."""
    with transaction():
        row = drafting.begin(campaign_id, Asked(("en",)), None, by)
        if failed:
            row.wanted_at, row.failed_at = None, row.wanted_at
        return row.id


def publish(draft_id: str, by: str) -> str:
    seen = by_id(draft_id).version
    db.session.rollback()
    return publish_report.publish(draft_id, seen, read_over=True, by=by)


def document(states: int = len(STATES), weeks: int = len(WEEKS), scale: float = 1.0, rooms: int = 312) -> Document:
    """As of a campaign in so many states, for so many weeks."""

    def line(key: str, *numbers: int | None, words: str = "", grouped: int = 0) -> Line:
        cells = tuple(HIDDEN if number == -1 else Cell(number) for number in numbers)
        return Line(key, cells, {"": words} if words else {}, grouped)

    monday = date(2023, 10, 2)
    signups = [max(5, int(WEEKS[n % len(WEEKS)] * scale)) for n in range(weeks)]
    total = sum(signups)
    part = {
        key: int(total * share)
        for key, share in (("allies", 0.97), ("contactable", 0.81), ("awaiting", 0.07), ("reached", 0.55))
    }
    part |= {key: int(total * share) for key, share in (("acted_said", 0.05), ("acted", 0.2), ("outcomes", 0.42))}
    tables = {
        "room": (line("heads", total * 8), line("signups", total - 9), line("counted", rooms - rooms // 12), line("screenings", rooms)),
        "steps": (line("signups", total), *(line(key, number) for key, number in part.items())),
        "rates": (
            line("conversion", total - 9, total * 8), line("on_time", part["reached"] - 9, part["reached"]),
            line("follow_up", part["reached"], part["contactable"]), line("opt_out", 44, part["contactable"]),
        ),
        "parts": (line("unplaced", total // 16, total),),
        "sources": tuple(line(key, max(5, int(number * scale))) for key, number in SOURCES.items()),
        "regions": (
            *(line(f"US-{code}", max(5, int(number * scale))) for code, number in [*STATES.items()][:states]),
            line("others", 12, grouped=3),
        ),
        "countries": (line("US", max(5, total - 190)), line("KR", 88), line("CA", 60), line("others", 14, grouped=4)),
        "weeks": tuple(line((monday + timedelta(days=7 * n)).isoformat(), number) for n, number in enumerate(signups)),
        "on_time": tuple(
            line((monday + timedelta(days=7 * n)).isoformat(), int(number * 0.5), int(number * 0.55))
            for n, number in enumerate(signups) if number >= LEAST_TOLD
        ),
        "screened": tuple(
            line((date(2023, 10, 23) + timedelta(days=n)).isoformat(), number)
            for n, number in enumerate((rooms // 2, rooms - rooms // 2))
        ),
        "rungs": (
            line("", total // 2), line("a", 1500, words="Signed up"), line("b", 900, words="Talked with us"),
            line("c", -1, words="Acts"),
        ),
        "came": (line("a", 410, words="Signed up"), line("b", -1, words="Talked with us")),
        "calls": tuple(Line(key, (Cell(max(5, int(number * scale))),), words) for key, (number, words) in CALLS.items()),
        "hosts": (line("asked", 62), line("approved", 45), line("screenings", 41), line("cancelled", -1), line("signups", 330)),
        "gifts": (line("KRW", 12, 1_250_000, 11), line("USD", 230, 1_843_000, 212)),
        "goals": (line("signups", total, 5000), line("hosts", 41, 60)),
        "before": (
            line("steps.signups", max(5, total - 500)), line("steps.reached", max(5, part["reached"] - 300)), line("steps.acted", -1),
        ),
    }  # fmt: skip
    return Document(
        "The two-day event", "Beyond Utopia", "Lantern Crossing", datetime(2024, 1, 31, tzinfo=UTC), date(2024, 1, 31), 1,
        tables=tables, last=Since(1, date(2023, 11, 1)),
    )  # fmt: skip


def read(of: Document) -> Read:
    """As a reader has it, with words in three languages."""
    return Read("0" * 16, "0" * 16, WHOLE, LANGUAGES, of, LEARNED)

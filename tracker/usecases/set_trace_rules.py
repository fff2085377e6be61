"""An administrator sets how long the trace is kept, and how much one account may see or take along within an hour."""

from dataclasses import asdict

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.store.transactions import transaction
from tracker.team import settings, trace
from tracker.team.rations import BOUNDS
from tracker.team.trace_anchor import LEAST_DAYS, MOST_DAYS
from tracker.words import lazy

WITHIN = {"trace_days": (LEAST_DAYS, MOST_DAYS)} | {each.setting: (each.least, each.most) for each in BOUNDS.values()}


class OutOfBounds(Refusal):
    sentence = lazy("Write a whole number between %(least)s and %(most)s.")

    def __init__(self, field: str, least: int, most: int) -> None:
        super().__init__(least=f"{least:,}", most=f"{most:,}")
        self.field = field  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Rules:
    """Days, and numbers an hour."""

    trace_days: int | None
    cards_an_hour: int | None
    reveals_an_hour: int | None
    exports_an_hour: int | None


def rules() -> Rules:
    """As they are set now."""
    return Rules(**{name: int(settings.get(name)) for name in WITHIN})


def set_trace_rules(wanted: Rules, account_id: str) -> None:
    """Raises OutOfBounds. What is new stands in the trace with its number: a limit that was lifted is seen."""
    told = {name: -1 if value is None else int(value) for name, value in asdict(wanted).items()}
    for name, (least, most) in WITHIN.items():
        if not least <= told[name] <= most:
            raise OutOfBounds(name, least, most)
    with transaction():
        changed = [name for name in told if settings.get(name) != str(told[name])]
        for name in changed:
            settings.put(name, str(told[name]))
        if changed:
            trace.note("trace rules changed", account_id, detail=", ".join(f"{name} {told[name]}" for name in changed))

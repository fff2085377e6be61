"""What figures are looked at of: from day to day, and one group of film screenings. Read from the address."""

import unicodedata
from datetime import date, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import ValidationError

from tracker.records import dataclass
from tracker.reports.figures import Figures
from tracker.reports.kept_lines import row_with
from tracker.reports.scope import GROUPS, Group, Scope
from tracker.web.frame.fields import Day, Text
from tracker.words import Lazy, _, lazy

# How groups are called, one of them and all; in the order in which they are offered.
NAMES: dict[Group, tuple[Lazy, Lazy]] = {
    "region": (lazy("State or region"), lazy("By state")),
    "country": (lazy("Country"), lazy("By country")),
    "city": (lazy("Town"), lazy("By town")),
    "kind": (lazy("Kind"), lazy("By kind")),
    "host": (lazy("Host"), lazy("By host")),
    "film": (lazy("Film"), lazy("By film")),
    "language": (lazy("Language"), lazy("By language")),
    "screening": (lazy("Film screening"), lazy("By film screening")),
}
# Of each group so many are offered to choose from; the others are reached by their table.
MOST_OFFERED = 40
LONGEST_KEY = 200
# Years; longer ones would be as many columns.
EARLIEST, LATEST = 1990, 2099


class Chosen(FlaskForm):
    """It changes nothing, so it carries no token."""

    class Meta:
        csrf = False

    since = Day(lazy("From"), name="from")
    until = Day(lazy("Until"), name="to")
    group = Text(lazy("Only"), LONGEST_KEY)

    def validate_since(self, field: Day) -> None:
        """No absurd years: every day between the two gets a place in a picture."""
        if field.data and not EARLIEST <= field.data.year <= LATEST:
            raise ValidationError(_("There are no figures of that year. Look at the day again."))

    def validate_until(self, field: Day) -> None:
        """Nor before it begins."""
        self.validate_since(field)
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("It would end before it begins. Look at both days again."))

    def scope(self, campaign_id: str) -> Scope:
        """As the room takes it."""
        by, key = self.grouped()
        return Scope(campaign_id, self.since.data, self.until.data, by, key)

    def grouped(self) -> tuple[Group, str]:
        """The group and which one of it; "" and "" for all."""
        by, _colon, key = (self.group.data or "").partition(":")
        if by not in GROUPS or any(unicodedata.category(each) == "Cc" for each in key):
            return "", ""
        return by, key

    @property
    def narrowed(self) -> bool:
        return bool(self.since.data or self.until.data or self.grouped()[0])

    def address(self) -> dict[str, Any]:
        """For links to the same figures."""
        by, key = self.grouped()
        kept = {"from": self.since.data, "to": self.until.data}
        return {name: day.isoformat() for name, day in kept.items() if day} | ({"group": f"{by}:{key}"} if by else {})


@dataclass(frozen=True, slots=True)
class Period:
    """One that is often asked for. `since` None: always."""

    words: str
    since: date | None
    here: bool


def periods(chosen: Chosen, today: date) -> list[Period]:
    """The last days, this year, always; until now."""
    begins = {
        _("The last 7 days"): today - timedelta(days=6), _("The last 30 days"): today - timedelta(days=29),
        _("This year"): today.replace(month=1, day=1), _("Always"): None,
    }  # fmt: skip
    open_end = chosen.until.data is None
    return [Period(words, since, open_end and since == chosen.since.data) for words, since in begins.items()]


@dataclass(frozen=True, slots=True)
class Offer:
    """One group that can be chosen: its value in the address, and its words."""

    value: str
    words: str


def offers(whole: Figures, chosen: tuple[Group, str]) -> list[tuple[str, list[Offer]]]:
    """By the name of the group. A group with one member alone is none; what is chosen stays on the list."""
    made = []
    for by, (name, _all) in NAMES.items():
        rows = whole.groups.get(by, [])
        if by == "screening" and chosen[0] != by:
            continue
        shown = list(rows[:MOST_OFFERED]) if by != "screening" else []
        if chosen[0] == by and chosen[1] not in {row.key for row in shown} and (row := row_with(rows, chosen[1])):
            shown.append(row)
        if len(rows) > 1 or chosen[0] == by:
            found = [Offer(f"{by}:{row.key}", row.words) for row in shown]
            if chosen[0] == by and chosen[1] not in {row.key for row in shown}:
                found.append(Offer(f"{by}:{chosen[1]}", _("no longer there")))
            made.append((str(name), found))
    return made

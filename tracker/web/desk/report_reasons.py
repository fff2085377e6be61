"""Why a draft shows less than was counted, in sentences for organizers."""

from collections.abc import Mapping

from tracker.reports import counted, lines, pictured, telling
from tracker.reports.document import Line
from tracker.reports.protected import OTHERS, Reason
from tracker.reports.report import ReportDraft
from tracker.words import Lazy, _, lazy, plain

# What each table is called.
TABLES: dict[str, Lazy] = {
    "room": lazy("The room"), "steps": lazy("From the room to an outcome"), "rates": lazy("Rates"),
    "parts": lazy("New allies, and not said yet where"), "waits": lazy("Time to first contact"), "sources": lazy("How signups came"),
    "countries": lazy("Countries"), "regions": lazy("Places"),
    "weeks": lazy("Signups by week"), "days": lazy("Signups by day"), "rungs": lazy("The ladder"),
    "on_time": lazy("On time by week"), "came": lazy("Who came up the ladder"), "calls": lazy("What they did"),
    "hosts": lazy("Allies who host"),
    "gifts": lazy("Gifts"), "goals": lazy("Goals"),
}  # fmt: skip
# What was done, and why.
WHATS: dict[str, Lazy] = {
    "hidden": lazy("hidden, since it is under five or would give such a number away: %(lines)s"),
    "grouped": lazy("put together, since some of these are under five: %(lines)s"),
    "as told": lazy("as in the last report, since it moved by fewer than five: %(lines)s"),
    "too few": lazy("not told at all: they are fewer than ten people"),
    "nothing new": lazy("as in the last report: nothing moved enough to be told"),
}  # fmt: skip
# Numbers that stand only as a part or a whole of others, by the names that protection has for them.
NUMBERS: dict[str, Lazy] = {
    "promised": lazy("those to whom something was promised"), "promised_person": lazy("those whom a person was to call"),
    "followed": lazy("those followed up"), "contacted": lazy("those contacted"), "spoken": lazy("those spoken with"),
    "due": lazy("those whose 72 hours are over"), "in_time": lazy("those contacted on time"), "abandoned": lazy("those given up"),
    "agreed": lazy("those who ever agreed"), "opted_out": lazy("those who opted out"), "everybody": lazy("all on the ladder"),
    "heads": lazy("the room"), "room_signups": lazy("signups of the counted rooms"), "total": lazy("the one total"),
    "total_signups": lazy("signups by the one total"), "hosted": lazy("film screenings hosted by allies"),
    "hosted_signups": lazy("signups there"), "goal_hosts": lazy("the goal of hosts"),
}  # fmt: skip
# As many lines are named.
MOST_NAMED = 12


def sentences(row: ReportDraft) -> list[str]:
    """One for each table and reason. Raises NotPrepared."""
    named = counted.named_in(row)
    return [_sentence(each, named) for each in counted.reasons_of(row)]


def _sentence(reason: Reason, own: Mapping[str, str]) -> str:
    named = [_name(reason.table, key, own) for key in reason.keys]
    said = ", ".join(named[:MOST_NAMED])
    if len(named) > MOST_NAMED:
        said = _("%(lines)s and %(n)s more", lines=said, n=len(named) - MOST_NAMED)
    words = str(WHATS[reason.what]) % {"lines": said or _("all of it")}
    return f"{_table(reason.table)}: {words}."


def _table(table: str) -> str:
    """The regions of each country are a table of their own: "regions:US"."""
    plain, _colon, code = table.partition(":")
    words = str(TABLES.get(plain, plain))
    return f"{words}, {pictured.country(Line(code, ()))}" if code else words


def _name(table: str, key: str, own: Mapping[str, str]) -> str:
    """What a line of a table is called. `own`: by key, where the organizers call it something."""
    if key == OTHERS:
        return _("others together")
    if table.partition(":")[0] in ("regions", "countries"):
        return pictured.place(Line(key, ()))
    if table == "sources":
        return lines.words_of("source", key)
    if table in ("rungs", "came"):
        return plain(own.get(key, "")) or _("on no rung yet")
    if key in own:
        return own[key]
    if key in NUMBERS:
        return str(NUMBERS[key])
    return telling.host_words(Line(key, ())) if key in telling.HOSTS else telling.name_of(Line(key, ()))

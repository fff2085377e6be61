"""What an address narrows a list to, read by the list's own page: so that a file holds what the page showed."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from flask import request, url_for
from sqlalchemy import and_, select

from tracker.allies.ally import Ally
from tracker.allies.choice import Chosen
from tracker.errors import NotThere
from tracker.finding import choosing, filters
from tracker.finding.filters import Filters
from tracker.finding.list_kind import Asked
from tracker.finding.lists_of_people import Whom
from tracker.finding.matching import but_whom_it_tells_of, matching
from tracker.finding.reach import in_reach
from tracker.letters.lists import TABS
from tracker.records import dataclass
from tracker.screenings import campaigns
from tracker.signups.requests import LISTS
from tracker.team.roles import Role
from tracker.web.desk import hours_form, screenings, trace
from tracker.web.desk.at_work import worker
from tracker.web.frame.access import me, my_campaigns


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The names that an address may carry, and what they come to."""

    names: tuple[str, ...]
    filters: Callable[[], Any]


def asked(key: str) -> Asked:
    """Who asks for the list `key`, narrowed as the address says. Raises NotThere for filters that say nothing."""
    return Asked(worker(), BY_KEY[key].filters(), team=me().role is Role.ADMINISTRATOR)


def kept(key: str) -> Mapping[str, str]:
    """What the address says, for the next one."""
    return {name: request.args[name] for name in BY_KEY[key].names if request.args.get(name)}


def address(key: str) -> str:
    """Where the list `key` becomes a file, narrowed as the page at hand is."""
    return url_for("desk.export.ask", list_key=key, **dict[str, Any](kept(key)))


def _people() -> Whom:
    """Whom the filters mean; or those who were chosen one by one. Raises NotThere for a choice of somebody else."""
    who, wanted = worker(), filters.read(request.args)
    if not request.args.get("choice"):
        return Whom(matching(wanted, who), wanted)
    choice = choosing.mine(request.args["choice"], who)
    chosen = Ally.id.in_(select(Chosen.ally_id).where(Chosen.choice_id == choice.id))
    wanted = filters.read(choice.filters or {})
    # Who has asked for extra care since the choice was made.
    return Whom(but_whom_it_tells_of(and_(chosen, in_reach(who)), wanted, who), wanted)


def _screenings() -> Any:
    only = my_campaigns()
    form = screenings.Filters(request.args)
    form.offer(campaigns.seen(only))
    if not form.validate():
        raise NotThere
    return form.wanted(only)


def _campaign() -> str:
    """Of theirs; "" for all of them."""
    wanted = request.args.get("campaign", "")
    if wanted and wanted not in {each.id for each in campaigns.seen(my_campaigns())}:
        raise NotThere
    return wanted


def _trace() -> Any:
    between = hours_form.asked().between()
    if between is None:
        raise NotThere
    return trace.asked_for(between)


def _one_of(name: str, known: Mapping[str, Any]) -> Callable[[], str]:
    return lambda: request.args.get(name, "") if request.args.get(name, "") in known else "waiting"


_PEOPLE = Narrowed((*(each.name for each in fields(Filters)), "choice"), _people)
_WORK = Narrowed(("campaign",), _campaign)
_ALL = Narrowed((), lambda: None)
BY_KEY: dict[str, Narrowed] = {
    "allies": _PEOPLE, "signups": _PEOPLE, "requests": Narrowed(("list",), _one_of("list", LISTS)),
    "screenings": Narrowed(screenings.NAMES, _screenings), "films": _ALL, "campaigns": _ALL, "head-counts": _ALL, "team": _ALL,
    "venues": Narrowed(("place",), lambda: request.args.get("place", "").replace("\x00", "")[:100]),
    "follow-ups": _WORK, "outcomes": _WORK, "letters": Narrowed(("tab",), _one_of("tab", TABS)),
    "trace": Narrowed(("account", "deed", "ally", "since_day", "since_time", "until_day", "until_time"), _trace),
}  # fmt: skip

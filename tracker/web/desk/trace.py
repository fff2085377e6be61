"""The trace, to be read: who of the team did what, and when. For administrators alone: it tells of colleagues.

A coordinator is told whose contacts somebody has seen, and who has seen an ally's: desk.hand_over, desk.seen_by.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.finding.hours import EVER, Hours
from tracker.finding.traced import Filters, Line, Page
from tracker.store.rows import is_id
from tracker.team import account, colleagues
from tracker.team.deeds import DEEDS
from tracker.team.roles import Role
from tracker.usecases.look_at_trace import look_at_trace
from tracker.web.desk import desk_clock, hours_form
from tracker.web.frame.access import for_roles, me
from tracker.words import Lazy, lazy

bp = for_roles(Role.ADMINISTRATOR)(Blueprint("trace", __name__, url_prefix="/trace"))

# What nobody of the team did.
HOUSE = "house"
# Of each kind of thing its words, and the page of one of them, if it has a page.
THINGS: dict[str, tuple[Lazy, str]] = {
    "ally": (lazy("an ally of whom nothing is held"), ""),
    "account": (lazy("an account"), ""),
    "campaign": (lazy("a campaign"), "desk.campaign.show"),
    "screening": (lazy("a film screening"), "desk.screening.show"),
    "venue": (lazy("a venue"), "desk.venue.show"),
    "import": (lazy("an import"), ""),
    "interest": (lazy("a call to action"), ""),
    "story": (lazy("a story"), "desk.story.show"),
    "playbook": (lazy("a playbook"), ""),
    "step": (lazy("a step"), ""),
    "rung": (lazy("a rung"), ""),
    "letter": (lazy("a letter"), ""),
    "bulk letter": (lazy("a letter to many"), ""),
    "reply": (lazy("a message"), ""),
    "request": (lazy("a request to host"), "desk.request.show"),
    "report": (lazy("a report"), "desk.report.show"),
    "token": (lazy("a token"), ""),
}
_MARK = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@bp.get("/")
def index() -> ResponseReturnValue:
    """The latest first; looking is a deed like any other."""
    form = hours_form.asked()
    between = form.between()
    filters = asked_for(between or EVER)
    page = look_at_trace(filters, _place(request.args.get("after", "")), me().id) if between else Page([], None)
    members = [(each.id, each.name or each.email or "") for each in account.members()]
    people = {each.account_id for each in page.lines} | {each.about_id for each in page.lines}
    names = colleagues.names_of(people | {each.detail for each in page.lines if is_id(each.detail)})
    kept = form.kept() | {name: request.args[name] for name in ("account", "deed", "ally") if request.args.get(name)}
    return render_template(
        "desk/trace.html", form=form, page=page, filters=filters, names=names, deeds=DEEDS, when=desk_clock.when, about=_about, kept=kept,
        members=members, house=HOUSE, next=_mark(page),
        choices=sorted(((key, str(words)) for key, words in DEEDS.items()), key=lambda pair: pair[1].casefold()),
    ), 200 if between else 422  # fmt: skip


def asked_for(between: Hours) -> Filters:
    """What the address asks for; what cannot be an id narrows to nothing."""
    who, ally_id = request.args.get("account", ""), request.args.get("ally", "")
    return Filters(
        account_id="" if who in ("", HOUSE) else who if is_id(who) else "-", house=who == HOUSE,
        deed=next((each for each in DEEDS if each == request.args.get("deed")), ""),
        ally_id=ally_id if not ally_id or is_id(ally_id) else "-", hours=between,
    )  # fmt: skip


def _about(line: Line, names: dict[str, str]) -> tuple[str, str]:
    """What a deed was done to, in words, and the address of its page."""
    if line.alias:
        return line.alias, url_for("desk.ally.card", ally_id=line.about_id)
    if line.about_id in names:
        return names[line.about_id], url_for("desk.team.member", account_id=line.about_id)
    words, endpoint = THINGS.get(line.about, (lazy("something else"), ""))
    if not endpoint:
        return str(words), ""
    values: dict[str, Any] = {f"{endpoint.split('.')[1]}_id": line.about_id}
    return str(words), url_for(endpoint, **values)


def _mark(page: Page) -> str:
    if page.next is None:
        return ""
    return f"{(page.next[0] - _EPOCH) // timedelta(microseconds=1)}-{page.next[1]}"


def _place(mark: str) -> tuple[datetime, int] | None:
    found = _MARK.fullmatch(mark)
    return (_EPOCH + timedelta(microseconds=int(found[1])), int(found[2])) if found else None

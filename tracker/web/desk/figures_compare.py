"""Two campaigns side by side: the same pictures on the same scale, and what differs in sentences."""

from collections.abc import Iterable

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.charts.spans import Span
from tracker.charts.told import largest, together
from tracker.reports import kept
from tracker.reports.differences import differences
from tracker.reports.drawn import Scales, drawn, spans, timely
from tracker.reports.evenings import marks
from tracker.reports.figures import Figures
from tracker.reports.pictures import weekly
from tracker.reports.scope import Scope
from tracker.screenings import campaigns
from tracker.web.frame.access import ORGANIZING, CampaignNotThere, for_roles, my_campaigns

bp = for_roles(*ORGANIZING)(Blueprint("figures_compare", __name__, url_prefix="/figures"))


@bp.get("/compare")
def show() -> ResponseReturnValue:
    """?a= and ?b=: two of the campaigns one works on. Without both, only the question."""
    seen = campaigns.seen(my_campaigns())
    known = {each.id: each for each in seen}
    asked = [request.args.get(name, "") for name in ("a", "b")]
    if any(each and each not in known for each in asked):
        raise CampaignNotThere
    chosen = [known[each] for each in asked if each]
    same = len(chosen) == 2 and chosen[0] is chosen[1]
    pair = chosen if len(chosen) == 2 and not same else []
    now = clock.now()
    found = [kept.look(Scope(each.id), now) for each in pair]
    counted = [each for each in found if each is not None]
    uncounted = [each for each, figures in zip(pair, found, strict=True) if figures is None]
    told = counted if pair and len(counted) == 2 else []
    return render_template(
        "desk/figures_compare.html", campaigns=seen, asked=asked, same=same, pair=pair, counted=bool(told), uncounted=uncounted,
        waits={each.id for each in uncounted if kept.is_asked_for(Scope(each.id))},
        pictures=_side_by_side(told) if told else [], differences=differences(*told) if told else [],
    )  # fmt: skip


def _side_by_side(told: list[Figures]) -> list[tuple[object, object]]:
    """The pictures in pairs; lengths and shades of both mean the same."""
    on_days = [marks(each.scope) for each in told]
    scales = Scales(
        people=max(step.people or 0 for each in told for step in each.funnel.steps),
        signups=_highest(span for each, days in zip(told, on_days, strict=True) for span in spans(each, days)),
        week=_highest(span for each in told for span in weekly(timely(each))),
        state=max((row.signups for each in told for row in each.regions if row.key.startswith("US-")), default=0),
    )  # fmt: skip
    one, other = (drawn(each, days, scales) for each, days in zip(told, on_days, strict=True))
    names = ("funnel", "sources", "signups", "on_time", "states", "countries", "ladder", "goals")
    return [(getattr(one, name), getattr(other, name)) for name in names]


def _highest(columns: Iterable[Span]) -> int:
    return largest(together(each.values) for each in columns)

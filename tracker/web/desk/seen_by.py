"""Who has seen an ally's contact, and when: for whoever answers when an ally asks, or when a colleague was not to be trusted."""

from flask import Blueprint, render_template, request

from tracker.finding.contacts_seen import PAGE
from tracker.team import colleagues
from tracker.team.deeds import DEEDS
from tracker.usecases.look_at_contacts_seen import look_at_who_saw
from tracker.web.desk import desk_clock
from tracker.web.desk.at_work import mark_of, place_of
from tracker.web.frame.access import COORDINATING, for_roles, me

bp = for_roles(*COORDINATING)(Blueprint("seen_by", __name__, url_prefix="/allies/<ally_id>"))


@bp.get("/seen-by")
def show(ally_id: str) -> str:
    """Raises NotThere. This look is traced too."""
    after = place_of(request.args.get("after", ""))
    alias, looks = look_at_who_saw(ally_id, after, me().id)
    return render_template(
        "desk/seen_by.html", alias=alias, ally_id=ally_id, looks=looks[:PAGE], after=after,
        next=mark_of(looks[PAGE - 1].place) if len(looks) > PAGE else None,
        names=colleagues.names_of({each.account_id for each in looks}), deeds=DEEDS, when=desk_clock.when,
    )  # fmt: skip

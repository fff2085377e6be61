"""One ally's consent record, for coordinators: every answer with the words that were asked. No name and no contact."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template

from tracker import times
from tracker.allies import person
from tracker.allies.ally import Ally
from tracker.finding.consent_record import consent_record
from tracker.screenings.code import spoken
from tracker.store.rows import row_of
from tracker.team import colleagues, settings
from tracker.web.desk.ally import ANSWERS, CHANNELS, SAID
from tracker.web.frame.access import COORDINATING, for_roles
from tracker.words import Lazy, lazy

bp = for_roles(*COORDINATING)(Blueprint("consent", __name__, url_prefix="/allies"))

AGAINST: dict[str, Lazy] = {
    "left": lazy("they asked us to stop"), "erased": lazy("they asked to be erased"),
    "never again": lazy("a coordinator decided that nobody writes or calls"),
}  # fmt: skip


@bp.get("/<ally_id>/consent")
def show(ally_id: str) -> str:
    ally = row_of(Ally, ally_id)
    facts = consent_record(ally_id)
    return render_template(
        "desk/consent.html", ally=ally, facts=facts, against=person.tell(ally_id)["not_to_be_contacted"],
        channels=CHANNELS, answers=ANSWERS, said=SAID, kinds=AGAINST, when=_when, spoken=spoken,
        names=colleagues.names_of({fact.account_id for fact in facts}), language_words=times.language_words,
    )  # fmt: skip


def _when(at: datetime | str) -> str:
    """To the minute, by the desk's clock."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    zone = settings.get("zone")
    return times.when_words(moment, moment.astimezone(ZoneInfo(zone)).date(), zone, with_year=True)

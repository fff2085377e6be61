"""Two who may be one, side by side: joined, or said not to be the same. Each look is traced and counted."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import times
from tracker.allies import merging
from tracker.finding.pair import Pair
from tracker.team import colleagues
from tracker.usecases.join_allies import join_allies
from tracker.usecases.look_at_pair import look_at_pair
from tracker.usecases.say_apart import say_apart
from tracker.web.desk import desk_clock
from tracker.web.desk.evidence_words import evidence_words
from tracker.web.desk.number_words import number_words
from tracker.web.frame.access import COORDINATING, for_roles, me, shows_contacts
from tracker.words import Lazy, _, lazy

bp = shows_contacts(for_roles(*COORDINATING)(Blueprint("duplicate", __name__, url_prefix="/duplicates")))

FIELDS: dict[str, Lazy] = {
    "name": lazy("Name"), "call": lazy("Name to use"), "email": lazy("E-mail"), "phone": lazy("Phone"),
}  # fmt: skip
ANSWERS: dict[str, Lazy] = {"yes": lazy("yes"), "no": lazy("no"), "unknown": lazy("not said")}
SUPPRESSED: dict[str, Lazy] = {
    "left": lazy("asked us to stop"), "erased": lazy("asked to be erased once"), "never again": lazy("nobody writes or calls"),
}  # fmt: skip


@bp.get("/<pair_id>")
def show(pair_id: str) -> str:
    """Field by field. Raises NotThere, GoneAlready and RationSpent."""
    account_id = me().id
    return _shown(look_at_pair(pair_id, account_id), account_id)


@bp.post("/<pair_id>/join")
def join(pair_id: str) -> ResponseReturnValue:
    """They are one person. Raises NotThere, SomebodyElse, GoneAlready, ChangedMeanwhile and TwoAtWork."""
    sent = request.form
    join_allies(pair_id, sent.get("stays", ""), _picks(sent), sent.get("seen", ""), me().id)
    flash(_("They are one now. For 30 days it can be taken back here."))
    return redirect(url_for("desk.ally.card", ally_id=sent["stays"]), 303)


@bp.post("/<pair_id>/apart")
def apart(pair_id: str) -> ResponseReturnValue:
    """They are not the same person, and are not offered again. Raises NotThere, GoneAlready and ChangedMeanwhile."""
    say_apart(pair_id, request.form.get("seen", ""), me().id)
    flash(_("Not the same: they are offered again only if one of them changes their contact."))
    return redirect(url_for("desk.duplicates.index"), 303)


def _picks(sent: Mapping[str, str]) -> dict[str, str]:
    return {field: sent[field] for field in merging.CHOSEN if sent.get(field)}


def _shown(found: Pair, account_id: str) -> str:
    # Who looks, too: the page asks for them anyway, now that something has been written down.
    persons = {each for half in found.halves for each in half.point_person_ids} | {account_id}
    return render_template(
        "desk/duplicate.html", pair=found, halves=found.halves, fields=FIELDS, answers=ANSWERS, suppressed=SUPPRESSED,
        words=evidence_words(found.evidence), language_words=times.language_words, number_words=number_words,
        names=colleagues.names_of(persons | {found.account_id}), when=desk_clock.when,
    )  # fmt: skip

"""What is kept, why, until when; what went, and since when that is final. Administrators set the times, coordinators read."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker import clock, times
from tracker.errors import Refusal
from tracker.keeping import announcing, bounds, chasing, clocks, counted, proof
from tracker.keeping.clocks import BY_KIND, CLOCKS, SET
from tracker.screenings.promised import promised
from tracker.store import counts, engines
from tracker.store.db import db
from tracker.team import house_clock
from tracker.team.roles import Role
from tracker.usecases.count_for_pages import ask_to_count
from tracker.usecases.set_keeping import set_keeping
from tracker.web.desk import desk_clock
from tracker.web.frame import refusing
from tracker.web.frame.access import COORDINATING, for_roles, freshly, me
from tracker.web.frame.fields import Needed, Whole
from tracker.words import Lazy, _, lazy

bp = for_roles(*COORDINATING)(Blueprint("keeping", __name__, url_prefix="/keeping"))

NUMBER = Needed(lazy("Write a whole number."))
LABELS: dict[str, Lazy] = {
    "least_months": lazy("Campaigns keep people at least (months)"),
    "most_months": lazy("Campaigns keep people at most (months)"),
    "large_erasure": lazy("Announce a week before, when more than so many go at once"),
}
WHYS: dict[str, Lazy] = {
    "asked": lazy("they asked for it by their own link"), "desk": lazy("they asked for it, written down at the desk"),
    "retention": lazy("their time was over"), **{each.kind: each.what for each in CLOCKS},
}  # fmt: skip
COPIES: dict[str, Lazy] = {
    "call": lazy("A phone that called them"), "contact": lazy("The contact, shown once"),
    "letter": lazy("A letter, as a file"), "record": lazy("All that is held, as a file"),
    "export": lazy("A list, as a file"), "sync": lazy("Another system"),
    "paper": lazy("A paper sheet that is not destroyed"),
}  # fmt: skip


class KeepingForm(FlaskForm):
    """A field for each setting of keeping.bounds; they are hung in below."""


for _name, (_least, _most) in bounds.BOUNDS.items():
    _label = LABELS.get(_name) or lazy("Days")
    setattr(KeepingForm, _name, Whole(_label, _least, _most, [NUMBER]))


@bp.get("/")
def show() -> ResponseReturnValue:
    return _page(KeepingForm(formdata=None, data=bounds.now()))


@bp.post("/set")
@for_roles(Role.ADMINISTRATOR)
@freshly
def keep() -> ResponseReturnValue:
    """What is shortened goes in the next night; the page says how much that is."""
    form, status = KeepingForm(), 422
    if form.validate():
        try:
            changed = set_keeping({name: form[name].data for name in bounds.BOUNDS}, me().id)
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
        else:
            flash(_("Kept. It holds from the next night on.") if changed else _("Nothing has changed."))
            return redirect(url_for("desk.keeping.show"), 303)
    return _page(form), status


@bp.post("/count")
def count() -> ResponseReturnValue:
    """What a large house holds, anew; the worker does it."""
    ask_to_count(counted.NAME)
    flash(_("The worker counts them anew. Look again in some minutes."))
    return redirect(url_for("desk.keeping.show"), 303)


def _page(form: FlaskForm) -> str:
    now = clock.now()
    today = house_clock.day_of(now)
    found = counted.look(now)
    small = counts.counted({
        "waiting": proof.counting_waiting(), "erased": proof.counting_erased(), "chase": chasing.counting(),
    })  # fmt: skip
    return render_template(
        "desk/keeping.html", form=form, may_set=me().role is Role.ADMINISTRATOR, clocks=CLOCKS, by_kind=BY_KIND,
        set_by_hand=SET, found=found, counted_at=desk_clock.when(found.at) if found and found.at else "",
        span_words=span_words, month_words=times.month_words, promised=promised(), **small,
        coming=announcing.coming(now), gone=proof.erasures(), cleared=proof.cleared(), whys=WHYS,
        sweeps=engines.sweeps(db.engine), today=today,
    )  # fmt: skip


def span_words(each: clocks.Clock) -> str:
    """ "365 days"; "24 hours" for those that are fixed; "" for what goes at once."""
    return times.span_words(each.span) if each.span else ""

"""The demo goes: first what would go and what would stay, then the deed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.errors import Refusal
from tracker.keeping import demo_names
from tracker.team.roles import Role
from tracker.usecases import remove_demo
from tracker.web.frame import dress
from tracker.web.frame.access import for_roles, freshly, me
from tracker.words import Lazy, _, lazy

bp = for_roles(Role.ADMINISTRATOR)(Blueprint("settings_demo", __name__, url_prefix="/settings/demo"))

KINDS: dict[str, Lazy] = {
    "ally": lazy("Allies"), "account": lazy("Accounts"), "screening": lazy("Film screenings"), "campaign": lazy("Campaigns"),
    "film": lazy("Films"), "venue": lazy("Venues"), "story": lazy("Stories"), "request_to_host": lazy("Requests to host"),
    "tag": lazy("Tags"),
}  # fmt: skip


@bp.get("/")
def show() -> ResponseReturnValue:
    return _page()


@bp.post("/")
@freshly
def remove() -> ResponseReturnValue:
    try:
        remove_demo.remove_demo(me().id)
    except Refusal as refusal:
        return _page(str(refusal)), refusal.status
    dress.change()
    flash(_("The demo is gone. This house is yours."))
    return redirect(url_for("desk.settings.show"), 303)


def _page(wrong: str = "") -> str:
    try:
        what = remove_demo.would_go()
    except Refusal as refusal:
        return render_template("desk/settings_demo.html", what=None, wrong=wrong or str(refusal), kinds=KINDS, held=[])
    try:
        remove_demo.check_somebody_stays()
    except Refusal as refusal:
        wrong = wrong or str(refusal)
    return render_template(
        "desk/settings_demo.html", what=what, wrong=wrong, kinds=KINDS, held=demo_names.held(what),
        because=demo_names.because(what),
    )  # fmt: skip

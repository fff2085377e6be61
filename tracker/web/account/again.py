"""Who it is, once more: before exports, keys, and whatever changes how people come in."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField

from tracker.errors import Refusal
from tracker.team import passkey
from tracker.usecases import choose_password, sign_in
from tracker.web.account import ceremonies, entering, fields
from tracker.web.frame import access, fresh
from tracker.words import lazy

bp = access.for_roles(*access.TEAM)(Blueprint("again", __name__, url_prefix="/again"))


class Again(FlaskForm):
    """The password, and where to go on."""

    present = fields.password(lazy("Password"), "current-password", lazy("Write your password."))
    next = HiddenField()
    # "yes": a form was sent, and nothing was done yet.
    sent = HiddenField()


@bp.get("/")
def ask() -> ResponseReturnValue:
    if fresh.is_fresh():
        return redirect(entering.way(request.args.get("next", "")), 303)
    return _page(Again(request.args))


@bp.post("/")
def answer() -> ResponseReturnValue:
    form, status = Again(), 422
    if form.validate():
        try:
            choose_password.check_present(access.me().id, form.present.data, request.remote_addr or "")
        except Refusal as refusal:
            status = entering.refused(form, refusal, access.me())
        else:
            return _go_on(form)
    return _page(form), status


@bp.post("/passkey")
def by_passkey() -> ResponseReturnValue:
    form = Again()
    try:
        challenge = ceremonies.take("again")
        sign_in.with_passkey(
            request.form.get("answer", ""), challenge, ceremonies.here(), request.remote_addr or "", access.me().id
        )
    except Refusal as refusal:
        return _page(form), entering.refused(form, refusal, access.me())
    return _go_on(form)


def _go_on(form: Again) -> ResponseReturnValue:
    entering.shown_again()
    return redirect(entering.way(form.next.data or ""), 303)


def _page(form: Again) -> str:
    return render_template(
        "account/again.html",
        form=form,
        me=access.me(),
        has_passkey=ceremonies.possible() and passkey.of(access.me().id),
    )

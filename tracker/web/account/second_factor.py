"""The code after the password."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.usecases import sign_in
from tracker.web.account import entering, fields
from tracker.web.frame import access, refusing

bp = access.for_anyone(Blueprint("second_factor", __name__))


class Code(FlaskForm):
    """Six digits."""

    code = fields.code()


@bp.get("/second-factor")
def ask() -> ResponseReturnValue:
    whose = entering.half_in()
    if whose is None or not whose.has_second_factor:
        return redirect(url_for("account.sign_in.ask"), 303)
    return render_template("account/second_factor.html", form=Code(formdata=None))


@bp.post("/second-factor")
def answer() -> ResponseReturnValue:
    whose = entering.half_in()
    if whose is None:
        return redirect(url_for("account.sign_in.ask"), 303)
    form, status = Code(), 422
    if form.validate():
        try:
            then = session.get("then", "")
            return entering.come_in(sign_in.with_code(whose.id, form.code.data, request.remote_addr or ""), then)
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
    return render_template("account/second_factor.html", form=form), status

"""Messages that found their way to nobody: of strangers, and of allies who have asked us to stop. Reading one is traced."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField

from tracker.letters.replies import unsettled
from tracker.usecases.settle_reply import HasStopped, NeverSignedUp, NobodyThere, assign, put_aside, read_reply
from tracker.web.frame.access import COORDINATING, for_roles, me, shows_contacts
from tracker.words import _, lazy

bp = shows_contacts(for_roles(*COORDINATING)(Blueprint("replies", __name__, url_prefix="/replies")))


class WhoseForm(FlaskForm):
    """Whose it is."""

    email = StringField(lazy("Their e-mail as they left it with us"))


@bp.get("/")
def index() -> str:
    """When each came in; nothing of what it says."""
    return render_template("desk/replies.html", replies=unsettled())


@bp.get("/<reply_id>")
def read(reply_id: str) -> str:
    return _shown(reply_id, WhoseForm(formdata=None))


@bp.post("/<reply_id>/aside")
def aside(reply_id: str) -> ResponseReturnValue:
    """Nothing needs to be done."""
    put_aside(reply_id, me().id)
    flash(_("Put aside."))
    return redirect(url_for("desk.replies.index"), 303)


@bp.post("/<reply_id>")
def settle(reply_id: str) -> ResponseReturnValue:
    """It becomes a follow-up of the ally with this address."""
    form = WhoseForm()
    try:
        assign(reply_id, (form.email.data or "")[:300], me().id)
    except (NobodyThere, HasStopped, NeverSignedUp) as refusal:
        form.email.errors = [str(refusal)]
        return _shown(reply_id, form), 422
    flash(_("It is a follow-up now, due within a day."))
    return redirect(url_for("desk.replies.index"), 303)


def _shown(reply_id: str, form: WhoseForm) -> str:
    reply = read_reply(reply_id, me().id)
    return render_template("desk/reply.html", reply=reply, form=form)

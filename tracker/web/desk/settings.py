"""Settings of the house: what it is called, where letters come from, how fast and when they leave."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.letters import house, reply_to
from tracker.letters.house import MOST_A_MINUTE, MOST_ADDRESS, MOST_NAME, House
from tracker.screenings.zones import known_zones
from tracker.team.roles import Role
from tracker.usecases import set_house
from tracker.web.frame import refusing
from tracker.web.frame.access import for_roles, me
from tracker.web.frame.fields import Needed, Text, Whole
from tracker.words import _, lazy

bp = for_roles(Role.ADMINISTRATOR)(Blueprint("settings", __name__, url_prefix="/settings"))

HOUR = Needed(lazy("Write a whole hour from 0 to 23."))
PACE = Needed(lazy("Write a whole number from 0 to 100,000."))


class HouseForm(FlaskForm):
    """The rules themselves stand in letters.house."""

    organisation = Text(lazy("Name of the organisation"), MOST_NAME)
    sender = Text(lazy("Letters come from"), MOST_ADDRESS)
    reply_to = Text(lazy("Answers go to"), MOST_ADDRESS)
    bounces = Text(lazy("What cannot be delivered comes back to"), MOST_ADDRESS)
    letters_a_minute = Whole(lazy("Letters a minute, in all"), 0, MOST_A_MINUTE, [PACE])
    letters_a_minute_to_one_domain = Whole(lazy("Letters a minute, to any one domain"), 0, MOST_A_MINUTE, [PACE])
    quiet_from = Whole(lazy("Quiet from (hour)"), 0, 23, [HOUR])
    quiet_until = Whole(lazy("Quiet until (hour)"), 0, 23, [HOUR])
    zone = Text(lazy("Time zone of the desk"), 64)


@bp.get("/")
def show() -> ResponseReturnValue:
    return _page(HouseForm(formdata=None, obj=house.house()))


@bp.post("/")
def keep() -> ResponseReturnValue:
    form, status = HouseForm(), 422
    if form.validate():
        wanted = House(**{name: form[name].data for name in House.__dataclass_fields__})
        try:
            asks = set_house.set_house(wanted, me().id, current_app.config["BASE_URL"])
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
        else:
            flash(_("Kept. A test letter goes to the new address for answers.") if asks else _("Kept."))
            return redirect(url_for("desk.settings.show"), 303)
    return _page(form), status


@bp.post("/reply-to")
def test() -> ResponseReturnValue:
    """The test letter once more."""
    form = HouseForm(formdata=None, obj=house.house())
    try:
        set_house.test_reply_to(me().id, current_app.config["BASE_URL"])
    except Refusal as refusal:
        status = refusing.beside(form, refusal)
        return _page(form), status
    flash(_("A test letter is on its way to the address for answers."))
    return redirect(url_for("desk.settings.show"), 303)


def _page(form: HouseForm) -> str:
    now = house.house()
    return render_template(
        "desk/settings.html", form=form, zones=sorted(known_zones()), read=reply_to.answered(), reply_to=now.reply_to,
        carries=bool(current_app.config["SMTP_URL"]),
    )  # fmt: skip

"""The outbox: what waits, what failed and why, what left. Opening a letter shows a contact, so every opening is traced.

A letter is opened by GET although that adds a line to the trace: it changes nothing else, and a look must be traced
however it is made. Only coordinators take a letter along whole: its links could answer in the ally's name. Letters to
the team carry links into the house; administrators alone see those.
"""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.letters import lists, reply_to
from tracker.letters.lists import TABS
from tracker.letters.troubles import said
from tracker.mail.compose import AddressUnfit
from tracker.team.roles import SEES_ALL_CAMPAIGNS, Role
from tracker.usecases.read_letter import read_letter, take_letter
from tracker.usecases.try_letter_again import try_letter_again
from tracker.web.desk.at_work import mark_of, number_of, place_of
from tracker.web.frame.access import COORDINATING, ORGANIZING, for_roles, freshly, me, my_campaigns, shows_contacts
from tracker.words import _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("outbox", __name__, url_prefix="/outbox"))

# A tab's letters are counted so far: "999+" says enough; "99+" where of each the campaign has to be found.
MOST_COUNTED, MOST_OF_MINE = 1_000, 100
LABELS = {"waiting": lazy("Waiting"), "failed": lazy("Failed"), "left": lazy("Left")}


def sees_team() -> bool:
    """Whether they see letters to the team."""
    return me().role is Role.ADMINISTRATOR


@bp.get("/")
def show() -> str:
    tab = request.args.get("tab", "waiting")
    tab = tab if tab in TABS else "waiting"
    mark = request.args.get("after", "")
    campaigns, team = my_campaigns(), sees_team()
    most = MOST_COUNTED if campaigns is None else MOST_OF_MINE
    letters, ended = lists.listed(tab, campaigns, team, place_of(mark), number_of(mark))
    return render_template(
        "desk/outbox.html", tab=tab, after=place_of(mark), counts=lists.counts(campaigns, team, most),
        most=most, labels=LABELS,
        said=said, letters=letters, next=mark_of(ended[0], str(ended[1])) if ended else None,
        carries=bool(current_app.config["SMTP_URL"]), read=reply_to.answered(), may_set=sees_team(),
    )  # fmt: skip


@bp.get("/<letter_id>")
@shows_contacts
def read(letter_id: str) -> str:
    everywhere = me().role in SEES_ALL_CAMPAIGNS
    letter = read_letter(letter_id, me().id, my_campaigns(), sees_team(), sees_extra_care=everywhere)
    return render_template("desk/letter.html", letter=letter, letter_id=letter_id, whole=everywhere)


@bp.get("/<letter_id>.eml")
@shows_contacts
@for_roles(*COORDINATING)
@freshly
@shows_contacts
def take(letter_id: str) -> ResponseReturnValue:
    try:
        message = take_letter(letter_id, me().id, sees_team(), current_app.config["BASE_URL"])
    except AddressUnfit:
        return _("No letter can be sent to an address like that"), 422
    answer = Response(message, content_type="message/rfc822")
    answer.headers["Content-Disposition"] = f'attachment; filename="letter-{letter_id[-4:]}.eml"'
    return answer


@bp.post("/<letter_id>/again")
def again(letter_id: str) -> ResponseReturnValue:
    try_letter_again(letter_id, me().id, my_campaigns(), sees_team())
    flash(_("The letter waits again and leaves with the next ones."))
    return redirect(url_for("desk.outbox.show", tab="failed"), 303)

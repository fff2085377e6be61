"""The team: who may do what, and on which campaigns. For administrators.

What could give somebody more than they had opens by a fresh sign-in; disabling an account never waits for one.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField

from tracker.followups.hands import languages as spoken
from tracker.screenings import crews, who_works
from tracker.team import account
from tracker.team.roles import ONLY_READS, SEES_ALL_CAMPAIGNS, Role
from tracker.times import language_words
from tracker.usecases import ask_for_reset, change_member, invite
from tracker.web.frame import access, refusing
from tracker.web.frame.role_names import ROLE_MEANS, ROLE_NAMES
from tracker.words import LANGUAGES, _, lazy

bp = access.for_roles(Role.ADMINISTRATOR)(Blueprint("team", __name__, url_prefix="/team"))

CHOICES = [SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()]
MOST_CAMPAIGNS = 500


class ARole(FlaskForm):
    """One of the roles."""

    role = SelectField(lazy("Role"), choices=CHOICES, invalid_choice_message=lazy("Choose one of these."))


class Invited(ARole):
    """As which, and for a viewer whose reports."""

    all_reports = BooleanField(lazy("A viewer: reports of all campaigns"))


@bp.get("/")
def show() -> ResponseReturnValue:
    return _page(Invited(formdata=None, role=Role.ORGANIZER))


@bp.post("/invite")
@access.freshly
def invite_somebody() -> ResponseReturnValue:
    """The link is shown once: only its hash is kept."""
    form = Invited()
    if not form.validate():
        return _page(form), 422
    return _page(form, link=invite.invite(Role(form.role.data), access.me().id, bool(form.all_reports.data)))


@bp.get("/<account_id>")
def member(account_id: str) -> ResponseReturnValue:
    return _member(account_id)


@bp.post("/<account_id>/role")
@access.freshly
def role(account_id: str) -> ResponseReturnValue:
    form, status = ARole(), 422
    if form.validate():
        try:
            change_member.role(account_id, Role(form.role.data), access.me().id)
            return _kept(account_id)
        except account.LastAdministrator as refusal:
            status = refusing.beside(form, refusal)
    return _member(account_id, form), status


@bp.post("/<account_id>/campaigns")
@access.freshly
def campaigns(account_id: str) -> ResponseReturnValue:
    change_member.campaigns(account_id, request.form.getlist("campaign")[:MOST_CAMPAIGNS], access.me().id)
    return _kept(account_id)


@bp.post("/<account_id>/reports")
@access.freshly
def reports(account_id: str) -> ResponseReturnValue:
    """Of a viewer: the reports of all campaigns, or of those that they are put on."""
    change_member.all_reports(account_id, bool(request.form.get("all")), access.me().id)
    change_member.campaigns(account_id, request.form.getlist("campaign")[:MOST_CAMPAIGNS], access.me().id)
    return _kept(account_id)


@bp.post("/<account_id>/languages")
def languages(account_id: str) -> ResponseReturnValue:
    change_member.speaks(account_id, request.form.getlist("speaks")[:MOST_CAMPAIGNS], access.me().id)
    return _kept(account_id)


@bp.post("/<account_id>/disable")
def disable(account_id: str) -> ResponseReturnValue:
    try:
        change_member.disable(account_id, access.me().id)
    except account.LastAdministrator as refusal:
        form = ARole(formdata=None, role=account.by_id(account_id).role_name)
        status = refusing.beside(form, refusal)
        return _member(account_id, form), status
    return _kept(account_id)


@bp.post("/<account_id>/enable")
@access.freshly
def enable(account_id: str) -> ResponseReturnValue:
    change_member.enable(account_id, access.me().id)
    return _kept(account_id)


@bp.post("/<account_id>/phone")
@access.freshly
def forget_phone(account_id: str) -> ResponseReturnValue:
    change_member.forget_second_factor(account_id, access.me().id)
    return _kept(account_id)


@bp.post("/<account_id>/link")
@access.freshly
def link(account_id: str) -> ResponseReturnValue:
    """A link for a new password, to be handed over; shown once."""
    return _member(account_id, link=ask_for_reset.make_link(account_id, access.me().id))


def _kept(account_id: str) -> ResponseReturnValue:
    flash(_("Kept."))
    return redirect(url_for("desk.team.member", account_id=account_id), 303)


def _page(form: FlaskForm, link: str = "") -> str:
    names, works_on = who_works.campaign_names(), who_works.by_account()
    told = {
        one.id: [names[each] for each in names if each in works_on.get(one.id, frozenset())]
        for one in account.members()
    }
    return render_template(
        "desk/team.html", form=form, link=link, members=account.members(), works_on=told, all_of_them=SEES_ALL_CAMPAIGNS, means=ROLE_MEANS,
        crews=crews.every(), speaks={one.id: spoken(one.speaks) for one in account.members()},
    )  # fmt: skip


def _member(account_id: str, form: FlaskForm | None = None, link: str = "") -> str:
    whose = account.by_id(account_id)
    lent = who_works.campaigns_of(account_id) - who_works.own_campaigns_of(account_id)
    return render_template(
        "desk/team_member.html", member=whose, form=form or ARole(formdata=None, role=whose.role_name), link=link,
        names=who_works.campaign_names(), works_on=who_works.own_campaigns_of(account_id),
        by_team=[name for id_, name in who_works.campaign_names().items() if id_ in lent],
        sees_all=whose.role in SEES_ALL_CAMPAIGNS, only_reads=whose.role in ONLY_READS, crews=crews.crews_of(account_id),
        speaks=spoken(whose.speaks),
        languages={code: language_words(code) for code in LANGUAGES},
    )  # fmt: skip

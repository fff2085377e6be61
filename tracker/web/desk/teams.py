"""Teams: who works together, on which campaigns, and in which part of the country. For administrators."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.errors import Refusal
from tracker.screenings import crews, regions, who_works
from tracker.screenings.crews import MOST_NAME, CrewFacts
from tracker.team import account
from tracker.team.roles import Role
from tracker.usecases.change_team import change_team, make_team, remove_team
from tracker.web.frame import access, refusing
from tracker.web.frame.fields import Text
from tracker.words import Lazy, _, lazy

bp = access.for_roles(Role.ADMINISTRATOR)(Blueprint("teams", __name__, url_prefix="/teams"))


class Several(SelectMultipleField):
    """Ticks; what is not in the list is left out by the rule, not refused."""

    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()

    def __init__(self, label: Lazy, **rest: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **rest)


class TeamForm(FlaskForm):
    """The rules stand in screenings.crews and screenings.regions."""

    name = Text(lazy("Name of the team"), MOST_NAME)
    members = Several(lazy("Who is in it"))
    campaigns = Several(lazy("Campaigns it works on"))
    regions = Text(lazy("Where it works"), regions.MOST * regions.MOST_LETTERS, lines=True)

    def facts(self) -> CrewFacts:
        """Raises RegionUnknown."""
        return CrewFacts(
            self.name.data or "", frozenset(self.members.data or ()), frozenset(self.campaigns.data or ()),
            tuple(regions.read(self.regions.data or "")),
        )  # fmt: skip


@bp.get("/")
def index() -> str:
    names, people = who_works.campaign_names(), {one.id: one.name or one.email for one in account.members()}
    return render_template(
        "desk/teams.html", crews=crews.every(), names=names, people=people, region=regions.name_of,
    )  # fmt: skip


@bp.get("/new")
def new() -> str:
    return _page(TeamForm(formdata=None))


@bp.post("/new")
@access.freshly
def make() -> ResponseReturnValue:
    form = TeamForm()
    status = 422
    if form.validate():
        try:
            make_team(form.facts(), access.me().id)
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
        else:
            return _kept()
    return _page(form), status


@bp.get("/<crew_id>")
def show(crew_id: str) -> str:
    found = crews.facts_of(crew_id)
    told = {
        "name": found.name, "members": sorted(found.account_ids), "campaigns": sorted(found.campaign_ids),
        "regions": regions.told(list(found.regions)),
    }  # fmt: skip
    return _page(TeamForm(formdata=None, data=told), crew_id)


@bp.post("/<crew_id>")
@access.freshly
def change(crew_id: str) -> ResponseReturnValue:
    crews.facts_of(crew_id)
    form, status = TeamForm(), 422
    if form.validate():
        try:
            change_team(crew_id, form.facts(), access.me().id)
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
        else:
            return _kept()
    return _page(form, crew_id), status


@bp.post("/<crew_id>/remove")
@access.freshly
def remove(crew_id: str) -> ResponseReturnValue:
    remove_team(crew_id, access.me().id)
    flash(_("Removed. Its members work on only what is theirs without it."))
    return redirect(url_for("desk.teams.index"), 303)


def _kept() -> ResponseReturnValue:
    flash(_("Kept."))
    return redirect(url_for("desk.teams.index"), 303)


def _page(form: TeamForm, crew_id: str = "") -> str:
    form.members.choices = [SelectChoice(one.id, one.name or one.email) for one in account.members() if one.active]
    form.campaigns.choices = [SelectChoice(*pair) for pair in who_works.campaign_names().items()]
    return render_template("desk/team_define.html", form=form, crew_id=crew_id)

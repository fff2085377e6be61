"""One campaign: looked at, defined, changed; its admissions."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, ValidationError

from tracker.followups import counting as waiting
from tracker.paper.card import MOST_WORDS
from tracker.screenings import calendar, campaigns, code, films, kits, listing
from tracker.screenings.campaign import Campaign
from tracker.screenings.campaigns import CampaignFacts
from tracker.screenings.film import Film
from tracker.signups import lineage, per_head
from tracker.team import colleagues
from tracker.usecases import count_heads, define_campaign
from tracker.web.desk import paper_form
from tracker.web.frame.access import ORGANIZING, for_roles, me, my_campaigns, see_campaign
from tracker.web.frame.fields import Day, Languages, Needed, Pick, Text, Whole, tried
from tracker.words import LANGUAGES, _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("campaign", __name__, url_prefix="/campaigns"))


class CampaignForm(FlaskForm):
    """What is to be known of a campaign."""

    name = Text(lazy("Name"), 200, [Needed(lazy("What is it called?"))])
    film = Pick(lazy("Film"), [], [Needed(lazy("Which film does it show?"))])
    starts_on = Day(lazy("First day"))
    ends_on = Day(lazy("Last day"))
    goal_signups = Whole(lazy("Signups hoped for"), 1, 10_000_000)
    goal_hosts = Whole(lazy("Hosts hoped for"), 1, 1_000_000)
    languages = Languages(lazy("Languages of its pages"), 40, default="en,ko,es")
    # As much as can be read from the last row.
    words_en = Text(lazy("Words on the end card and on paper, in English"), MOST_WORDS["en"])
    words_ko = Text(lazy("in Korean"), MOST_WORDS["ko"])
    words_es = Text(lazy("in Spanish"), MOST_WORDS["es"])
    retention_months = Whole(
        lazy("Months to keep people after their last own act"), 1, 120, [Needed(lazy("How many months?"))], default=18
    )

    confirmed_first = BooleanField(lazy("Letters after the first wait until the address is confirmed"), default=True)

    def validate_languages(self, field: Languages) -> None:
        """Only those that the pages speak."""
        strange = [each for each in field.data.split(",") if each not in LANGUAGES]
        if not field.data or strange:
            raise ValidationError(_("Pages speak %(known)s. Write at least one of these.", known=", ".join(LANGUAGES)))

    def validate_starts_on(self, field: Day) -> None:
        """No absurd years."""
        if field.data and not calendar.EARLIEST <= field.data <= calendar.LATEST:
            raise ValidationError(str(calendar.DayAbsurd.sentence))

    validate_ends_on = validate_starts_on

    def facts(self) -> CampaignFacts:
        """As the room takes them."""
        goals = {"signups": self.goal_signups.data, "hosts": self.goal_hosts.data}
        words = {each: self[f"words_{each}"].data for each in LANGUAGES}
        return CampaignFacts(
            name=self.name.data, film_id=self.film.data, starts_on=self.starts_on.data, ends_on=self.ends_on.data,
            goals={name: number for name, number in goals.items() if number}, languages=self.languages.data,
            end_card_words={each: said for each, said in words.items() if said},
            retention_months=self.retention_months.data or 18, confirmed_first=bool(self.confirmed_first.data),
        )  # fmt: skip


class AdmissionsForm(FlaskForm):
    """One total from the distributor's list."""

    heads = Whole(lazy("Admissions in all"), 0, 1_000_000, [Needed(lazy("How many were there?"))], id="number-of-heads")


@bp.get("/<campaign_id>")
def show(campaign_id: str) -> ResponseReturnValue:
    """The campaign, its codes, its figures."""
    campaign, film = campaigns.with_film(campaign_id)
    see_campaign(campaign.id)
    return _page(campaign, film, AdmissionsForm())


@bp.post("/<campaign_id>/admissions")
def admissions(campaign_id: str) -> ResponseReturnValue:
    """One more total: a fact."""
    campaign, form = _mine(campaign_id), AdmissionsForm()
    if form.validate():
        tried(form, lambda: count_heads.count_admissions(campaign.id, form.heads.data or 0, me().id))
        if not form.errors:
            flash(_("Written down."))
            return redirect(url_for("desk.campaign.show", campaign_id=campaign_id), 303)
    return _page(campaign, films.by_id(campaign.film_id), form), 422


@bp.route("/new", methods=["GET", "POST"])
def define() -> ResponseReturnValue:
    """A new one; without a film, the way to the first film."""
    known = films.every_film()
    if not known:
        return render_template("desk/campaign_first.html")
    form = _with_films(CampaignForm(film=request.args.get("film", "") if request.method == "GET" else None), known)
    if form.validate_on_submit():
        campaign_id = tried(form, lambda: define_campaign.define(form.facts(), me().id))
        if campaign_id:
            flash(_("The campaign is there, with its codes. Next, log its film screenings."))
            return redirect(url_for("desk.campaign.show", campaign_id=campaign_id), 303)
    return render_template("desk/campaign_define.html", form=form, campaign=None), 422 if form.errors else 200


@bp.route("/<campaign_id>/change", methods=["GET", "POST"])
def change(campaign_id: str) -> ResponseReturnValue:
    """What is known of it."""
    campaign = _mine(campaign_id)
    goals, words = campaign.goals, campaign.end_card_words
    told = {"film": campaign.film_id, "goal_signups": goals.get("signups"), "goal_hosts": goals.get("hosts")}
    form = CampaignForm(obj=campaign, data=told | {f"words_{each}": words.get(each, "") for each in LANGUAGES})
    _with_films(form, films.every_film())
    if form.validate_on_submit():
        tried(form, lambda: define_campaign.change(campaign_id, form.facts()))
        if not form.errors:
            flash(_("Changed."))
            return redirect(url_for("desk.campaign.show", campaign_id=campaign_id), 303)
        campaign = campaigns.by_id(campaign_id)
    return render_template("desk/campaign_define.html", form=form, campaign=campaign), 422 if form.errors else 200


def _mine(campaign_id: str) -> Campaign:
    campaign = campaigns.by_id(campaign_id)
    see_campaign(campaign.id)
    return campaign


def _with_films(form: CampaignForm, known: list[Film]) -> CampaignForm:
    form.film.choices = [("", _("Choose the film"))] + [
        (film.id, f"{film.title} ({film.year})" if film.year else film.title) for film in known
    ]
    return form


def _page(campaign: Campaign, film: Film, form: AdmissionsForm) -> str:
    known = per_head.known_of(campaign.id)
    signups, _latest, totals, standing = known
    total, uncounted = listing.how_many(listing.Wanted(only=my_campaigns(), campaign_id=campaign.id))
    codes = code.codes_of_campaign(campaign.id)
    return render_template(
        "desk/campaign.html", campaign=campaign, film=film, form=form, standing=standing,
        total=total, uncounted=uncounted, totals=totals,
        per_head=per_head.of_campaign(campaign.id, known),
        names=colleagues.names_of([each.account_id for each in totals]),
        signups=sum(signups.values()),
        papers=paper_form.offered(), kit=kits.of_campaign(campaign.id),
        without_place=signups, waiting=waiting.waiting_in(campaign.id),
        screen=codes.get("screen"), link=codes.get("link"),
        spoken=code.spoken, tree=lineage.tree(campaign.id),
    )  # fmt: skip

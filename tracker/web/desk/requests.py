"""Requests to host: what waits for us, what waits for an answer, what was decided; and one that somebody told us of."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField

from tracker.allies import contact_points as points
from tracker.screenings import campaigns, countries, terms
from tracker.signups import requests
from tracker.signups.asking import MOST, Typed
from tracker.signups.request_to_host import KINDS
from tracker.store.ids import new_id
from tracker.store.rows import is_id
from tracker.usecases.ask_to_host import ask_for_them
from tracker.web.desk.at_work import mark_of, place_of, worker
from tracker.web.frame.access import ORGANIZING, for_roles, me, my_campaigns, see_campaign, shows_contacts
from tracker.web.frame.fields import Pick, Text
from tracker.words import LANGUAGES, Lazy, _, lazy

bp = shows_contacts(for_roles(*ORGANIZING)(Blueprint("requests", __name__, url_prefix="/requests")))

LABELS: dict[str, Lazy] = {
    "waiting": lazy("Waiting for us"), "asked": lazy("Waiting for them"), "decided": lazy("Decided"),
}  # fmt: skip
EMPTY: dict[str, Lazy] = {
    "waiting": lazy("No request waits. They come in by the form for hosts, by letters, and by whoever calls."),
    "asked": lazy("Nobody has been asked anything that is still open."),
    "decided": lazy("Nothing has been decided yet."),
}


class RequestForm(FlaskForm):
    """What somebody told us."""

    nonce = HiddenField()
    campaign = Pick(lazy("Campaign"))
    kind = Pick(lazy("What would it be?"), [])
    city = Text(lazy("City or town"), MOST["city"])
    region = Text(lazy("State or province"), MOST["region"])
    postcode = Text(lazy("Postcode"), MOST["postcode"])
    country = Pick(lazy("Country"), [], default="US")
    place = Text(lazy("The place"), MOST["place"])
    when = Text(lazy("About when?"), MOST["when"])
    heads = Text(lazy("About how many people?"), 6)
    more = Text(lazy("Anything else?"), MOST["more"], lines=True)
    name = Text(lazy("Name"), points.MOST_NAME)
    email = Text(lazy("E-mail"), points.MOST_EMAIL)
    phone = Text(lazy("Phone"), points.MOST_PHONE)
    language = Pick(lazy("They speak"), [], default="en")

    def offer(self, only: frozenset[str] | None) -> None:
        """Fill the lists."""
        self.campaign.choices = [("", _("Not said yet")), *((each.id, each.name) for each in campaigns.seen(only))]
        self.kind.choices = [("", _("Choose")), *((kind, str(terms.KINDS[kind])) for kind in KINDS)]
        self.country.choices = countries.names()
        self.language.choices = list(LANGUAGES.items())

    def typed(self) -> Typed:
        """As the public form has it, with the same rules."""
        typed = Typed()
        for name in ("name", "email", "phone", *MOST, "heads", "kind"):
            setattr(typed, name, self[name].data or "")
        return typed


@bp.get("/")
def index() -> str:
    """The list asked for."""
    who, asked = worker(), request.args.get("list", "")
    shown = asked if asked in requests.LISTS else "waiting"
    after = place_of(request.args.get("after", ""))
    lines, ended = requests.listed(shown, who.campaigns, who.careful, after)
    return render_template(
        "desk/requests.html", shown=shown, labels=LABELS, empty=EMPTY[shown], counts=requests.counts(who.campaigns),
        lines=lines, states=requests.STATES, after=after, next=mark_of(ended),
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Somebody called."""
    form = RequestForm()
    form.offer(my_campaigns())
    if not is_id(form.nonce.data):
        form.nonce.data = new_id()
    if form.validate_on_submit():
        typed = form.typed()
        if typed.check(KINDS, countries.codes()):
            return _written(form, typed)
        for name, why in typed.wrong.items():
            form[name].errors = [why]
    return render_template("desk/request_new.html", form=form), 422 if form.errors else 200


def _written(form: RequestForm, typed: Typed) -> ResponseReturnValue:
    campaign_id = form.campaign.data or None
    if campaign_id:
        see_campaign(campaign_id)
    ask, base_url = typed.ask(form.language.data), current_app.config["BASE_URL"]
    request_id = ask_for_them(ask, f"desk.{form.nonce.data}", campaign_id, me().id, base_url)
    flash(_("Written down."))
    return redirect(url_for("desk.request.show", request_id=request_id), 303)

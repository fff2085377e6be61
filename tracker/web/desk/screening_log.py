"""Logging a film screening: a new one, or what is known of one."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, ValidationError

from tracker.screenings import calendar, campaigns, code, films, listing, log, terms, venues
from tracker.screenings.campaign import Campaign
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.screening import ACCESSIBILITY, KINDS, VISIBILITIES, Screening
from tracker.screenings.venues import VenueFacts
from tracker.screenings.zones import known_zones
from tracker.team import colleagues
from tracker.usecases import log_screening
from tracker.usecases.look_at_host import look_at_host
from tracker.web.frame.access import ORGANIZING, for_roles, me, my_campaigns, see_campaign, shows_contacts
from tracker.web.frame.fields import Day, Hour, Languages, Needed, Pick, Text, Ticks, WebAddress, Whole, tried
from tracker.words import _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("screening_log", __name__, url_prefix="/screenings"))


class ScreeningForm(FlaskForm):
    """What is to be known of a film screening. A venue is chosen by its name, or a new one is filled in."""

    campaign = Pick(lazy("Campaign"), [], [Needed(lazy("Which campaign does it belong to?"))])
    film = Pick(lazy("Film"))
    kind = Pick(lazy("Kind"), [], [Needed(lazy("Choose what kind it is."))])
    venue = Text(lazy("Venue"), 400)
    name = Text(lazy("Name of the new venue"), 200)
    address = Text(lazy("Street"), 300)
    city = Text(lazy("Town"), 100)
    region = Text(lazy("State or province"), 100)
    postcode = Text(lazy("Postcode"), 20)
    country = Text(lazy("Country, in two letters"), 2, default="US")
    day = Day(lazy("Day"), [Needed(calendar.DayNeeded.sentence)])
    time = Hour(lazy("Time"))
    zone = Text(lazy("Time zone"), 64)
    screen = Text(lazy("Auditorium"), 60)
    capacity = Whole(lazy("Seats"), 1, 1_000_000)
    languages = Languages(lazy("Spoken languages"), 100)
    subtitles = Languages(lazy("Subtitles"), 100)
    talkback = BooleanField(lazy("With a talkback after the film"))
    accessibility = Ticks(lazy("Accessibility"))
    ticket_url = WebAddress(lazy("Address for tickets"), 500)
    host_name = Text(lazy("Host"), 200)
    host_email = Text(lazy("Host’s email"), 254)
    host_phone = Text(lazy("Host’s phone"), 40)
    point_person = Pick(lazy("Point person"))
    host_contact = Pick(lazy("Who keeps in touch with the host"))
    visibility = Pick(lazy("Who can find it"))
    note = Text(lazy("Note for the team"), 2000, lines=True)

    def offer(self, only: frozenset[str] | None) -> list[Campaign]:
        """Fill the lists; returns the campaigns that may be chosen."""
        seen = campaigns.seen(only)
        self.campaign.choices = [("", _("Choose the campaign")), *((each.id, each.name) for each in seen)]
        self.film.choices = [("", _("The campaign’s film")), *((film.id, film.title) for film in films.every_film())]
        self.kind.choices = [("", _("Choose the kind")), *((kind, str(terms.KINDS[kind])) for kind in KINDS)]
        self.point_person.choices = [("", _("Whoever takes it first")), *colleagues.point_persons()]
        self.host_contact.choices = [("", _("The point person")), *colleagues.point_persons()]
        self.accessibility.choices = [(name, str(terms.ACCESSIBILITY[name])) for name in ACCESSIBILITY]
        usual = ("", _("As usual: campus and community unlisted, others listed"))
        self.visibility.choices = [usual, *((each, str(terms.VISIBILITIES[each])) for each in VISIBILITIES)]
        return seen

    def validate_country(self, field: Text) -> None:
        """ISO 3166-1, two letters."""
        field.data = field.data.upper()
        if self.name.data and not (len(field.data) == 2 and field.data.isascii() and field.data.isalpha()):
            raise ValidationError(_("Write the two letters of the country, such as US or KR."))

    def validate_name(self, field: Text) -> None:
        """One venue, not two."""
        if field.data and self.venue.data:
            raise ValidationError(_("Choose a venue or fill in a new one, not both."))

    def validate_host_email(self, field: Text) -> None:
        """The shape of an address; a look-up must decide nothing here."""
        try:
            if field.data:
                validate_email(field.data, check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(_("That is no email address. It looks like name@example.org.")) from None

    def new_venue(self) -> VenueFacts | None:
        """The venue that was filled in."""
        if not self.name.data:
            return None
        names = ("name", "address", "city", "region", "postcode", "country", "zone")
        return VenueFacts(**{name: self[name].data for name in names})

    def host(self) -> dict[str, str]:
        """Who opens the door, as they were filled in."""
        return {"name": self.host_name.data, "email": self.host_email.data, "phone": self.host_phone.data}

    def facts(self) -> ScreeningFacts:
        """As the room takes them. Raises VenueUnknown and VenueUnclear."""
        plain = (
            "kind",
            "day",
            "screen",
            "languages",
            "subtitles",
            "talkback",
            "capacity",
            "ticket_url",
            "note",
            "zone",
            "accessibility",
        )
        return ScreeningFacts(
            campaign_id=self.campaign.data, film_id=self.film.data or None, at=self.time.data,
            venue_id=venues.named(self.venue.data).id if self.venue.data else None,
            visibility=self.visibility.data or None, point_person_id=self.point_person.data or None,
            host_contact_id=self.host_contact.data or None,
            host={name: value for name, value in self.host().items() if value},
            **{name: self[name].data for name in plain},
        )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new one; without a campaign, the way to the first one."""
    form = ScreeningForm(data=_asked() if request.method == "GET" else None)
    seen = form.offer(my_campaigns())
    if not seen:
        return render_template("desk/screenings_first.html", films=films.every_film())
    if request.method == "GET" and len(seen) == 1:
        form.campaign.data = seen[0].id
    if form.validate_on_submit():
        made = tried(form, lambda: log_screening.log_screening(_placed(form), form.new_venue(), me().id))
        if made:
            told = code.spoken(code.code_of(screening_id=made) or "").upper()
            flash(_("Logged. Its code is %(code)s.", code=told))
            return redirect(url_for("desk.screening.show", screening_id=made), 303)
    return _page(form, None), 422 if form.errors else 200


@bp.route("/<screening_id>/change", methods=["GET", "POST"])
@shows_contacts
def change(screening_id: str) -> ResponseReturnValue:
    """What is known of it. Its campaign stays: signups and their follow-ups belong there."""
    screening = log.by_id(screening_id)
    see_campaign(screening.campaign_id)
    if screening.standing:
        raise log.NotForStanding
    look_at_host(screening_id, me().id)
    form = ScreeningForm(data=_known(screening))
    form.offer(my_campaigns())
    if request.method == "POST":
        form.campaign.data, form.campaign.raw_data = screening.campaign_id, [screening.campaign_id]
    if form.validate_on_submit():
        tried(form, lambda: log_screening.change(screening_id, _placed(form), form.new_venue(), me().id))
        if not form.errors:
            flash(_("Changed."))
            return redirect(url_for("desk.screening.show", screening_id=screening_id), 303)
        screening = log.by_id(screening_id)
    return _page(form, screening), 422 if form.errors else 200


def _placed(form: ScreeningForm) -> ScreeningFacts:
    facts = form.facts()
    see_campaign(facts.campaign_id)
    return facts


def _asked() -> dict[str, str]:
    """What the link that led here knows already."""
    return {name: request.args[name] for name in ("campaign", "venue") if request.args.get(name)}


def _known(screening: Screening) -> dict[str, Any]:
    """The form of what is known. The zone stays empty where the venue's own holds."""
    host = screening.host or {}
    plain = ("kind", "day", "screen", "capacity", "languages", "subtitles", "talkback", "ticket_url", "visibility")
    venue = venues.by_id(screening.venue_id) if screening.venue_id else None
    return {
        **{name: getattr(screening, name) for name in plain},
        "campaign": screening.campaign_id, "film": screening.film_id, "time": calendar.clock_time(screening),
        "venue": venues.spelt_out(venue) if venue else "", "zone": "" if venue else screening.zone,
        "point_person": screening.point_person_id or "", "host_contact": screening.host_contact_id or "",
        "note": screening.note or "", "accessibility": [name for name in ACCESSIBILITY if getattr(screening, name)],
        **{f"host_{part}": host.get(part, "") for part in ("name", "email", "phone")},
    }  # fmt: skip


def _page(form: ScreeningForm, screening: Screening | None) -> str:
    return render_template(
        "desk/screening_log.html", form=form, line=listing.line_of(screening) if screening else None,
        venues=venues.offered(), zones=sorted(known_zones()),
    )  # fmt: skip

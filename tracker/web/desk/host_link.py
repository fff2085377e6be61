"""Links for hosts: made on the page of their film screening; each has a page with its address, to copy, send or withdraw."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.letters import host_letters
from tracker.screenings import host_link, listing, log
from tracker.screenings.host_link import GOOD_FOR, MOST_WHOM, HostLink
from tracker.signups import kiosks
from tracker.team import colleagues
from tracker.usecases import give_host_link
from tracker.web.frame.access import ORGANIZING, for_roles, me, see_campaign, shows_contacts
from tracker.web.frame.fields import Pick, Text, tried
from tracker.words import LANGUAGES, _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("host_link", __name__))


class LinkForm(FlaskForm):
    """For whom, and the language of letters to them."""

    whom = Text(lazy("For whom"), MOST_WHOM)
    language = Pick(lazy("Their language"))

    def offer(self) -> "LinkForm":
        """Fill the list."""
        self.language.choices = [("", _("Not known: English")), *LANGUAGES.items()]
        return self


@bp.get("/screenings/<screening_id>/host-links")
@shows_contacts
def index(screening_id: str) -> ResponseReturnValue:
    """All links of a film screening, and the way to another. That they stood on a page is traced."""
    return _list(screening_id, LinkForm(formdata=None).offer())


@bp.post("/screenings/<screening_id>/host-links")
@shows_contacts
def give(screening_id: str) -> ResponseReturnValue:
    """A new one; its page shows its address."""
    see_campaign(log.by_id(screening_id).campaign_id)
    form = LinkForm().offer()
    if form.validate():
        whom, language = form.whom.data or "", form.language.data
        made = tried(form, lambda: give_host_link.give_host_link(screening_id, whom, language, me().id))
        if made:
            return redirect(url_for("desk.host_link.show", link_id=made), 303)
    return _list(screening_id, form), 422


@bp.get("/screenings/host-links/<link_id>")
@shows_contacts
def show(link_id: str) -> ResponseReturnValue:
    """Its address. That it stood on a page is traced."""
    give_host_link.look_at_host_links(_seen(link_id).screening_id, me().id)
    link = host_link.by_id(link_id)
    screening = log.by_id(link.screening_id)
    address = f"{current_app.config['BASE_URL']}/host/{host_link.token_of(link.id)}"
    return render_template(
        "desk/host_link.html", link=link, line=listing.line_of(screening), good=host_link.is_open(link, screening),
        address=address, good_until=screening.day + GOOD_FOR if screening.day else None,
        may_send=bool(host_letters.address_of(screening)), form=FlaskForm(),
        names=colleagues.names_of([link.made_by_id, link.withdrawn_by_id]), tablets=len(kiosks.open_ones(screening)),
    )  # fmt: skip


@bp.post("/screenings/host-links/<link_id>/send")
@shows_contacts
def send(link_id: str) -> ResponseReturnValue:
    """By letter, to the host of the film screening. Raises HostLinkClosed, NoHostToWriteTo and SentJustNow."""
    _seen(link_id)
    give_host_link.send_host_link(link_id, me().id, current_app.config["BASE_URL"])
    flash(_("The letter is on its way."))
    return redirect(url_for("desk.host_link.show", link_id=link_id), 303)


@bp.post("/screenings/host-links/<link_id>/withdraw")
@shows_contacts
def withdraw(link_id: str) -> ResponseReturnValue:
    """It opens nothing from now on; twice is harmless."""
    link = _seen(link_id)
    give_host_link.withdraw_host_link(link_id, me().id, tablets=bool(request.form.get("tablets")))
    flash(_("Withdrawn. It opens nothing any more."))
    return redirect(url_for("desk.host_link.index", screening_id=link.screening_id), 303)


@bp.get("/screenings/host-links/<link_id>/send")
@bp.get("/screenings/host-links/<link_id>/withdraw")
@shows_contacts
def to_link(link_id: str) -> ResponseReturnValue:
    """The buttons stand on the page of the link."""
    return redirect(url_for("desk.host_link.show", link_id=_seen(link_id).id), 303)


def _seen(link_id: str) -> HostLink:
    """Raises NotThere, and CampaignNotThere for one that others work on."""
    link = host_link.by_id(link_id)
    see_campaign(log.by_id(link.screening_id).campaign_id)
    return link


def _list(screening_id: str, form: LinkForm) -> str:
    screening = log.by_id(screening_id)
    see_campaign(screening.campaign_id)
    give_host_link.look_at_host_links(screening_id, me().id)
    screening = log.by_id(screening_id)
    links = host_link.of_screening(screening.id)
    return render_template(
        "desk/host_links.html", line=listing.line_of(screening), links=links, form=form,
        good={link.id for link in links if host_link.is_open(link, screening)},
        good_until=screening.day + GOOD_FOR if screening.day else None,
        names=colleagues.names_of([link.made_by_id for link in links]),
    )  # fmt: skip

"""Tablets for a lobby: made on the page of their film screening; each has a page with its address, to open it there or withdraw it."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import Markup

from tracker.paper import code as square
from tracker.screenings import campaigns, listing, log, printed
from tracker.screenings.host_link import GOOD_FOR
from tracker.signups import kiosk_entries, kiosk_pace, kiosks
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosks import MOST_NAME
from tracker.team import colleagues
from tracker.usecases import give_kiosk
from tracker.web.frame.access import COORDINATING, ORGANIZING, for_roles, me, see_campaign
from tracker.web.frame.fields import Needed, Pick, Text, tried
from tracker.words import LANGUAGES, _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("kiosk", __name__))


class KioskForm(FlaskForm):
    """Its name, and the language in which it stands there."""

    name = Text(
        lazy("Where it stands"), MOST_NAME, [Needed(lazy("So that it can be told from others: “By the stairs”."))]
    )
    language = Pick(lazy("Its language"))

    def offer(self) -> "KioskForm":
        """Fill the list."""
        self.language.choices = list(LANGUAGES.items())
        return self


@bp.get("/screenings/<screening_id>/kiosks")
def index(screening_id: str) -> ResponseReturnValue:
    """All tablets of a film screening, and the way to another."""
    screening = log.by_id(screening_id)
    spoken = printed.languages_of(campaigns.by_id(screening.campaign_id))
    return _list(screening_id, KioskForm(formdata=None, data={"language": spoken[0]}).offer())


@bp.post("/screenings/<screening_id>/kiosks")
def give(screening_id: str) -> ResponseReturnValue:
    """A new one; its page shows its address."""
    see_campaign(log.by_id(screening_id).campaign_id)
    form = KioskForm().offer()
    if form.validate():
        name, language = form.name.data, form.language.data
        made = tried(form, lambda: give_kiosk.give_kiosk(screening_id, name, language, me().id))
        if made:
            return redirect(url_for("desk.kiosk.show", kiosk_id=made), 303)
    return _list(screening_id, form), 422


@bp.get("/screenings/kiosks/<kiosk_id>")
def show(kiosk_id: str) -> ResponseReturnValue:
    """Its address, and the square that opens it."""
    kiosk = _seen(kiosk_id)
    screening = log.by_id(kiosk.screening_id)
    address = f"{current_app.config['BASE_URL']}/kiosk/{kiosks.token_of(kiosk.id)}"
    return render_template(
        "desk/kiosk.html", kiosk=kiosk, line=listing.line_of(screening), good=kiosks.is_open(kiosk, screening), address=address,
        square=Markup(square.svg(address)),  # noqa: S704 (drawn here, of an address of ours)
        good_until=screening.day + GOOD_FOR if screening.day else None, came=kiosks.came_by([kiosk.id]).get(kiosk.id, 0),
        form=FlaskForm(), names=colleagues.names_of([kiosk.made_by_id, kiosk.withdrawn_by_id]),
        gone=kiosk_entries.how_many_gone(kiosk.id), odd=kiosk_pace.unusual().get(kiosk.id, 0), slow=kiosk_pace.is_slow(kiosk),
        shut=kiosk_entries.how_many_shut(kiosk.id), decides=me().role in COORDINATING, keyless=kiosk.private_key_sealed is None,
    )  # fmt: skip


@bp.post("/screenings/kiosks/<kiosk_id>/withdraw")
def withdraw(kiosk_id: str) -> ResponseReturnValue:
    """Nobody writes there from now on; twice is harmless."""
    kiosk = _seen(kiosk_id)
    give_kiosk.withdraw_kiosk(kiosk_id, me().id)
    flash(_("Withdrawn. The tablet stops as soon as it hears of it; what waits on it still comes."))
    return redirect(url_for("desk.kiosk.index", screening_id=kiosk.screening_id), 303)


@bp.get("/screenings/kiosks/<kiosk_id>/withdraw")
def to_kiosk(kiosk_id: str) -> ResponseReturnValue:
    """The button stands on the page of the tablet."""
    return redirect(url_for("desk.kiosk.show", kiosk_id=_seen(kiosk_id).id), 303)


def _seen(kiosk_id: str) -> Kiosk:
    """Raises NotThere, and CampaignNotThere for one that others work on."""
    kiosk = kiosks.by_id(kiosk_id)
    see_campaign(log.by_id(kiosk.screening_id).campaign_id)
    return kiosk


def _list(screening_id: str, form: KioskForm) -> str:
    screening = log.by_id(screening_id)
    see_campaign(screening.campaign_id)
    found = kiosks.of_screening(screening.id)
    return render_template(
        "desk/kiosks.html", line=listing.line_of(screening), kiosks=found, form=form,
        good={kiosk.id for kiosk in found if kiosks.is_open(kiosk, screening)},
        good_until=screening.day + GOOD_FOR if screening.day else None, came=kiosks.came_by([kiosk.id for kiosk in found]),
        names=colleagues.names_of([kiosk.made_by_id for kiosk in found]),
    )  # fmt: skip

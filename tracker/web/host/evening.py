"""The host's page: the number, the head count, what is to be done, what to print, whom to ask. One evening, and nobody's name."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.screenings import calendar, heads, terms
from tracker.team import settings
from tracker.usecases import host_evening
from tracker.web.frame import form_tokens
from tracker.web.frame.access import for_anyone
from tracker.web.frame.fields import Needed, PickAmong, Whole
from tracker.web.host import checklist_words, kiosk_list, kit_pieces, live_count, sheets_listed
from tracker.web.host.entering import FORMS, Evening, enter
from tracker.web.host.kiosk_list import KioskForm
from tracker.words import _, lazy

bp = for_anyone(Blueprint("evening", __name__))

# Each section has a file in templates/host; what the hour asks for stands first.
SECTIONS = {
    "announced": ("checklist", "kit", "kiosk", "live", "heads", "letters", "help"),
    "tonight": ("live", "heads", "paper", "checklist", "kiosk", "kit", "letters", "help"),
    "over": ("heads", "paper", "live", "checklist", "kiosk", "letters", "help"),
    "cancelled": ("live", "help"),
}


class HeadsForm(FlaskForm):
    """How many were in the room. A token of its own stands where a session's stands elsewhere."""

    class Meta:
        csrf = False

    heads = Whole(lazy("How many people"), 0, 1_000_000, [Needed(lazy("How many were there?"))], id="heads-number")
    kind = PickAmong(
        lazy("How do you know?"), validators=[Needed(lazy("Choose one: a good guess helps, too."))], id="heads-kind"
    )

    def offer(self) -> "HeadsForm":
        """Fill the list."""
        self.kind.choices = [("counted", _("We counted")), ("estimated", _("A good guess"))]
        return self


@bp.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    evening = enter(token)
    host_evening.come(token)
    return page(evening, HeadsForm(formdata=None).offer())


def page(evening: Evening, form: HeadsForm, told: str = "", kiosk_form: KioskForm | None = None) -> str:
    """The page with these forms in it. `told`: why something was not taken."""
    screening = evening.screening
    return render_template(
        "host/evening.html", evening=evening, terms=terms, sections=SECTIONS[evening.line.phase], told=told, form=form,
        form_token=form_tokens.fresh(FORMS), count=live_count.of(screening.id), begun=calendar.has_begun(screening),
        heads=next(iter(heads.of_screening(screening.id)), None), parts=checklist_words.parts(screening),
        listed=sheets_listed.of(screening.id), kit=kit_pieces.of(screening), tablets=kiosk_list.of(screening),
        kiosk_form=kiosk_form or KioskForm(formdata=None),
        help=settings.get("reply_to") or settings.get("sender"),
    )  # fmt: skip

"""One doubtful entry: what somebody wrote stands here, which is written down; mended it is taken in, or it is put aside."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.allies import contact_points as points
from tracker.appeals import interest
from tracker.screenings import listing, log
from tracker.signups.kiosk_entries import REASONS
from tracker.usecases import see_to_kiosk_entry
from tracker.usecases.see_to_kiosk_entry import Looked, Mended
from tracker.web.frame.access import COORDINATING, for_roles, me, shows_contacts
from tracker.web.frame.fields import Needed, PickAmong, Text, tried
from tracker.words import _, lazy

bp = shows_contacts(for_roles(*COORDINATING)(Blueprint("kiosk_entry", __name__, url_prefix="/kiosk-entries")))


class MendForm(FlaskForm):
    """As it was written, to be mended."""

    name = Text(lazy("Name"), points.MOST_NAME)
    email = Text(lazy("E-mail"), points.MOST_EMAIL)
    phone = Text(lazy("Phone"), points.MOST_PHONE)

    def mended(self) -> Mended:
        """What stands in it."""
        return Mended(self.name.data, self.email.data, self.phone.data, "")


class WriteForm(MendForm):
    """The same where nobody can tell what they chose, but from the text that came."""

    consent = PickAmong(lazy("May we contact them?"), validators=[Needed(lazy("Choose what the text says."))])

    def offer(self) -> "WriteForm":
        """Fill the list."""
        self.consent.choices = [
            ("yes", _("They said yes")), ("no", _("They said no")), ("unknown", _("It does not say")),
        ]  # fmt: skip
        return self

    def mended(self) -> Mended:
        """What stands in it."""
        return Mended(self.name.data, self.email.data, self.phone.data, self.consent.data)


@bp.get("/<entry_id>")
def show(entry_id: str) -> str:
    looked = see_to_kiosk_entry.look_at_kiosk_entry(entry_id, me().id)
    said = looked.told.said
    form = _form(looked, name=said.name, email=said.email, phone=said.phone)
    return _page(looked, form)


@bp.post("/<entry_id>")
def mend(entry_id: str) -> ResponseReturnValue:
    """As it reads now it is taken in."""
    looked = see_to_kiosk_entry.look_at_kiosk_entry(entry_id, me().id)
    form = _form(looked)
    if form.validate():
        tried(form, lambda: see_to_kiosk_entry.mend_kiosk_entry(entry_id, form.mended(), me().id))
        if not form.errors:
            flash(_("Taken in, as if it had come in well."))
            return redirect(url_for("desk.kiosk_entries.index"), 303)
        looked = see_to_kiosk_entry.look_at_kiosk_entry(entry_id, me().id)
    return _page(looked, form), 422


@bp.post("/<entry_id>/aside")
def aside(entry_id: str) -> ResponseReturnValue:
    """Nothing comes of it."""
    see_to_kiosk_entry.put_kiosk_entry_aside(entry_id, me().id)
    flash(_("Put aside. What it said is gone."))
    return redirect(url_for("desk.kiosk_entries.index"), 303)


@bp.get("/<entry_id>/aside")
def to_entry(entry_id: str) -> ResponseReturnValue:
    """The button stands on the page of the entry."""
    return redirect(url_for("desk.kiosk_entry.show", entry_id=entry_id), 303)


def _form(looked: Looked, **written: str) -> MendForm:
    kind = WriteForm if looked.told.why == "unreadable" else MendForm
    form = kind(formdata=None, data=written) if written else kind()
    return form.offer() if isinstance(form, WriteForm) else form


def _page(looked: Looked, form: MendForm) -> str:
    labels = {each.key: each.label for each in interest.every()}
    return render_template(
        "desk/kiosk_entry.html", it=looked.entry, told=looked.told, form=form, reason=REASONS[looked.entry.why],
        line=listing.line_of(log.by_id(looked.kiosk.screening_id)), kiosk=looked.kiosk,
        ticked=[labels[key] for key in looked.told.said.interests if key in labels], opens=looked.told.why != "sealed",
    )  # fmt: skip

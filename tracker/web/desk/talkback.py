"""Who speaks after the film: written down by one of the team, cleared by another, taken back by anybody."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField

from tracker.screenings import listing, log, talkback_guests
from tracker.screenings.screening import Screening
from tracker.screenings.talkback_guests import Guest
from tracker.team import colleagues
from tracker.usecases import clear_talkback_guests
from tracker.usecases.look_at_guests import look_at_guests
from tracker.usecases.write_talkback_guests import write_talkback_guests
from tracker.web.frame.access import ORGANIZING, for_roles, me, see_campaign, shows_contacts
from tracker.web.frame.fields import Text, tried
from tracker.words import _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("talkback", __name__, url_prefix="/screenings"))

# How many guests the form takes.
GUESTS = (1, 2, 3, 4, 5, 6)
# What whoever clears them has looked at, one by one.
CHECKS = ("agreed", "safe", "quiet", "right")


class GuestsForm(FlaskForm):
    """Up to six guests, and which version of them was changed."""

    read = HiddenField(default="0")
    name_1, role_1 = Text(lazy("Guest 1"), 120), Text(lazy("Who they are"), 120)
    name_2, role_2 = Text(lazy("Guest 2"), 120), Text(lazy("Who they are"), 120)
    name_3, role_3 = Text(lazy("Guest 3"), 120), Text(lazy("Who they are"), 120)
    name_4, role_4 = Text(lazy("Guest 4"), 120), Text(lazy("Who they are"), 120)
    name_5, role_5 = Text(lazy("Guest 5"), 120), Text(lazy("Who they are"), 120)
    name_6, role_6 = Text(lazy("Guest 6"), 120), Text(lazy("Who they are"), 120)

    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"name_{n}"], self[f"role_{n}"]) for n in GUESTS]

    def guests(self) -> list[Guest]:
        """As the room takes them: whoever has a name."""
        return [Guest(name=name.data, role=role.data or "") for name, role in self.rows() if name.data]


class ClearForm(FlaskForm):
    """The checklist: every line of it, or nothing is cleared."""

    read = HiddenField(id="read-to-clear")
    agreed = BooleanField(lazy("Each of them has agreed to be named in public, for this evening, by this name."))
    safe = BooleanField(
        lazy("Naming them endangers nobody: no relative, nobody still on the way, nobody who helps there.")
    )
    quiet = BooleanField(
        lazy("What stands beside the name tells no route, no date and no place that should stay unknown.")
    )
    right = BooleanField(lazy("Names and words are right, and spelt as they wish."))

    def whole(self) -> bool:
        """Whether all of it was ticked; the sentence stands at the head of the form if not."""
        if not self.validate():
            return False
        if not all(self[name].data for name in CHECKS):
            self.form_errors.append(_("Tick each line once you have looked at it. If one does not hold, clear nobody."))
            return False
        return True


@bp.get("/<screening_id>/talkback")
@shows_contacts
def show(screening_id: str) -> ResponseReturnValue:
    """The guests as they stand, the form to change them, and the checklist."""
    return _page(_mine(screening_id)), 200


@bp.post("/<screening_id>/talkback")
@shows_contacts
def write(screening_id: str) -> ResponseReturnValue:
    """Every change takes the clearing back."""
    screening = _mine(screening_id)
    form = GuestsForm()
    if form.validate():
        changed = tried(
            form, lambda: write_talkback_guests(screening_id, form.guests(), _number(form.read.data), me().id)
        )
        if not form.errors:
            flash(_("Written down. Now somebody else of the team clears it.") if changed else _("Nothing was changed."))
            return redirect(url_for("desk.talkback.show", screening_id=screening_id), 303)
        screening = _mine(screening_id)
        # They see now what stands there: sent once more, theirs takes its place.
        form.read.data = str(_version(screening_id))
    return _page(screening, form), 422


@bp.post("/<screening_id>/talkback/clear")
@shows_contacts
def clear(screening_id: str) -> ResponseReturnValue:
    """Anybody may read who they are, if the whole checklist holds."""
    screening = _mine(screening_id)
    form = ClearForm()
    if form.whole():
        tried(form, lambda: clear_talkback_guests.clear(screening_id, _number(form.read.data), me().id))
        if not form.errors:
            flash(_("Cleared. Anybody can read it now, where the film screening is listed."))
            return redirect(url_for("desk.talkback.show", screening_id=screening_id), 303)
        screening = _mine(screening_id)
    return _page(screening, clearing=form), 422


@bp.post("/<screening_id>/talkback/withdraw")
def withdraw(screening_id: str) -> ResponseReturnValue:
    """At once, everywhere outside."""
    _mine(screening_id)
    clear_talkback_guests.withdraw(screening_id, me().id)
    flash(_("Taken back. Nobody outside reads who they are any more."))
    return redirect(url_for("desk.talkback.show", screening_id=screening_id), 303)


def _mine(screening_id: str) -> Screening:
    screening = log.by_id(screening_id)
    see_campaign(screening.campaign_id)
    if screening.standing:
        raise log.NotForStanding
    return screening


def _page(screening: Screening, form: GuestsForm | None = None, clearing: ClearForm | None = None) -> str:
    """That the guests stand there by name is traced."""
    screening_id = screening.id
    look_at_guests(screening_id, me().id)
    row = talkback_guests.of_screening(screening_id)
    guests, version = ((row.guests or []), row.version) if row else ([], 0)
    known = {f"{part}_{n}": guest[part] for n, guest in enumerate(guests, start=1) for part in ("name", "role")}
    read = str(version)
    return render_template(
        "desk/talkback.html", line=listing.line_of(log.by_id(screening_id)), row=row, guests=guests,
        form=form or GuestsForm(formdata=None, data={"read": read, **known}), asked=request.method == "POST",
        clearing=clearing or ClearForm(formdata=None, data={"read": read}), checks=CHECKS,
        own=row is not None and me().id in row.writer_ids, names=colleagues.names_of([row.cleared_by_id] if row else []),
    )  # fmt: skip


def _version(screening_id: str) -> int:
    row = talkback_guests.of_screening(screening_id)
    return row.version if row else 0


def _number(written: str | None) -> int:
    """The version that a form carries; of anything else one that never was."""
    text = written or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1

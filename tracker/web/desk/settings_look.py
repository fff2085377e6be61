"""How supporters see the house: its logo, its two colours, the languages that it offers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectChoice, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.errors import Refusal
from tracker.files.logos import MOST_BYTES
from tracker.team import colours, offered
from tracker.team.roles import Role
from tracker.usecases import set_look
from tracker.web.frame import dress, refusing
from tracker.web.frame.access import for_roles, me
from tracker.web.frame.fields import Text
from tracker.web.frame.uploads import takes_bytes
from tracker.words import LANGUAGES, _, lazy

bp = for_roles(Role.ADMINISTRATOR)(Blueprint("settings_look", __name__, url_prefix="/settings/look"))


class Logo(FlaskForm):
    """The file; the rules stand in files.logos."""

    logo = FileField(lazy("Logo"), render_kw={"accept": "image/svg+xml,image/png,image/jpeg,image/webp"})


class TwoColours(FlaskForm):
    """The rules stand in team.colours."""

    ink = Text(lazy("Accent by daylight"), 7)
    lamp = Text(lazy("The light: main buttons, and the accent in the dark"), 7)


class Languages(FlaskForm):
    """Those that supporters can choose."""

    languages = SelectMultipleField(
        lazy("Languages for supporters"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()], validate_choice=False,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip


@bp.get("/")
def show() -> ResponseReturnValue:
    return _page()


@bp.post("/logo")
@takes_bytes(MOST_BYTES + 10_000)
def logo() -> ResponseReturnValue:
    form, status = Logo(), 422
    sent = form.logo.data
    if form.validate():
        try:
            set_look.set_logo(sent.read(MOST_BYTES + 1) if sent else b"", me().id)
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
        else:
            return _kept()
    return _page(logo_form=form), status


@bp.post("/logo/remove")
def remove_logo() -> ResponseReturnValue:
    set_look.remove_logo(me().id)
    return _kept()


@bp.post("/colours")
def set_colours() -> ResponseReturnValue:
    """`usual`: back to ours. `nearest`: what was offered in the place of what did not pass."""
    if "usual" in request.form:
        set_look.set_colours(*colours.USUAL, me().id)
        return _kept()
    form, status, nearest = TwoColours(), 422, {}
    if form.validate():
        try:
            set_look.set_colours(form.ink.data or "", form.lamp.data or "", me().id)
        except colours.ContrastLow as refusal:
            nearest = {str(refusal.field): refusal.nearest}
            status = refusing.beside(form, refusal)
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
        else:
            return _kept()
    return _page(colours_form=form, nearest=nearest), status


@bp.post("/languages")
def languages() -> ResponseReturnValue:
    form, status = Languages(), 422
    if form.validate():
        try:
            set_look.offer_languages(form.languages.data or (), me().id)
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
        else:
            return _kept()
    return _page(languages_form=form), status


def _kept() -> ResponseReturnValue:
    dress.change()
    flash(_("Kept. Every page shows it within half a minute."))
    return redirect(url_for("desk.settings_look.show"), 303)


def _page(
    logo_form: Logo | None = None, colours_form: TwoColours | None = None, languages_form: Languages | None = None,
    nearest: dict[str, str] | None = None,
) -> str:  # fmt: skip
    now = colours.now()
    return render_template(
        "desk/settings_look.html", wrong=logo_form or colours_form or languages_form,
        logo_form=logo_form or Logo(formdata=None),
        colours_form=colours_form or TwoColours(formdata=None, data={"ink": f"#{now.ink}", "lamp": f"#{now.lamp}"}),
        languages_form=languages_form or Languages(formdata=None, data={"languages": list(offered.offered())}),
        nearest=nearest or {}, own=(now.ink, now.lamp) != colours.USUAL,
    )  # fmt: skip

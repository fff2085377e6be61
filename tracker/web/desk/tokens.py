"""Tokens: keys for other programs, made and withdrawn by administrators. One is shown once, with what to paste where."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.reports import feed
from tracker.screenings import who_works
from tracker.team import colleagues, tokens
from tracker.team.roles import Role
from tracker.team.token import Scope, Token
from tracker.usecases import make_token
from tracker.web.frame.access import for_roles, freshly, me
from tracker.web.frame.fields import Needed, Pick, Text, Ticks, Whole, tried
from tracker.words import Lazy, _, lazy

bp = for_roles(Role.ADMINISTRATOR)(Blueprint("tokens", __name__, url_prefix="/settings/tokens"))

MAY: dict[Scope, Lazy] = {
    Scope.READ_FIGURES: lazy("Read figures"),
    Scope.READ_PEOPLE: lazy("Read people"),
    Scope.WRITE_SIGNUPS: lazy("Write signups"),
    Scope.WRITE_SCREENINGS: lazy("Write film screenings"),
    Scope.WORK_FOLLOW_UPS: lazy("Work on follow-ups"),
}
# What each opens, beside its tick.
OPENS: dict[Scope, Lazy] = {
    Scope.READ_FIGURES: lazy("numbers of each campaign: no names, small numbers protected"),
    Scope.READ_PEOPLE: lazy(
        "the list itself: names, addresses and numbers, and who came to what; who asked for extra care stays an alias"
    ),
    Scope.WRITE_SIGNUPS: lazy("bring people and their signups in; it reads no contact back"),
    Scope.WRITE_SCREENINGS: lazy("bring film screenings in, change and cancel them"),
    Scope.WORK_FOLLOW_UPS: lazy(
        "see what is due, claim it and write down how it went, in a colleague’s name; by alias alone"
    ),
}
CONSENTS: dict[str, Lazy] = {
    "unknown": lazy("Not known: kept, and left alone"),
    "given": lazy("They said yes there: we may contact them"),
}


class TokenForm(FlaskForm):
    """The rules themselves stand in team.tokens."""

    name = Text(lazy("What it is for"), tokens.MOST_NAME, [Needed(tokens.NameUnsaid.sentence)])
    scopes = Ticks(lazy("What it may do"), validators=[Needed(tokens.NothingMay.sentence)])
    reason = Text(lazy("Why it has to read people"), tokens.MOST_REASON)
    campaign = Pick(lazy("For which campaign"))
    consent = Pick(lazy("Those whom it signs up"))
    days = Whole(
        lazy("It ends after (days)"), tokens.LEAST_DAYS, tokens.MOST_DAYS, [Needed(tokens.EndsWhen.sentence)],
        default=tokens.USUAL_DAYS,
    )  # fmt: skip

    def offer(self) -> "TokenForm":
        """Fill the lists."""
        self.scopes.choices = [(scope.value, str(words)) for scope, words in MAY.items()]
        self.campaign.choices = [("", _("All campaigns")), *who_works.campaign_names().items()]
        self.consent.choices = [(key, str(words)) for key, words in CONSENTS.items()]
        return self


@bp.get("/")
def show() -> ResponseReturnValue:
    return _page(_fresh())


@bp.post("/")
@freshly
def make() -> ResponseReturnValue:
    """A new one: this answer is the only one in which it stands."""
    form = TokenForm().offer()
    if not form.validate():
        return _page(form), 422
    may = [Scope(each) for each in form.scopes.data or ()]
    shown = tried(form, lambda: make_token.make_token(
        form.name.data or "", may, me().id, form.campaign.data or None, form.consent.data or "unknown", form.days.data or 0,
        form.reason.data or "",
    ))  # fmt: skip
    if not shown:
        return _page(form), 422
    return _page(_fresh(), shown, figures=may == [Scope.READ_FIGURES])


@bp.post("/<token_id>/withdraw")
def withdraw(token_id: str) -> ResponseReturnValue:
    """It opens nothing from now on; twice is harmless, and it waits for no fresh sign-in. Raises NotThere."""
    make_token.withdraw_token(token_id, me().id)
    flash(_("Withdrawn. It opens nothing any more."))
    return redirect(url_for("desk.tokens.show"), 303)


@bp.post("/<token_id>/answer")
@freshly
def answer(token_id: str) -> ResponseReturnValue:
    """I answer for it from now on. Raises NotThere."""
    make_token.answer_for_token(token_id, me().id)
    flash(_("You answer for it now. It opens again what it opened before."))
    return redirect(url_for("desk.tokens.show"), 303)


def state(token: Token) -> str:
    """One word of ours for where it stands."""
    if token.withdrawn_at is not None:
        return "withdrawn"
    if not tokens.is_open(token):
        return "ended"
    return "rests" if tokens.rests(token) else "open"


def _fresh() -> TokenForm:
    return TokenForm(formdata=None, scopes=[Scope.READ_FIGURES.value]).offer()


def _page(form: TokenForm, shown: str = "", figures: bool = False) -> str:
    every = tokens.every()
    people = {id_ for token in every for id_ in (token.made_by_id, token.kept_by_id, token.withdrawn_by_id)}
    return render_template(
        "desk/tokens.html", form=form, tokens=every, states={token.id: state(token) for token in every}, shown=shown,
        figures=figures, may=MAY, opens=OPENS, names=colleagues.names_of(people), campaigns=who_works.campaign_names(),
        columns=feed.COLUMNS, hidden=feed.HIDDEN_WORD,
    )  # fmt: skip

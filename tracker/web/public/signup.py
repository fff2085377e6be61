"""The signup page: `/s/<code>`, `/c/<code>`, `/<code>`. No session, no cookie, no script needed."""

import hmac
from dataclasses import field

from flask import Blueprint, Flask, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from tracker import clock, words
from tracker.allies import contact_points as points
from tracker.allies.asking import Asked, asked
from tracker.appeals import interest
from tracker.arrivals.entry import Welcomed
from tracker.records import dataclass
from tracker.screenings import doors
from tracker.screenings.code import CodeMistyped
from tracker.store.gather import Gather, TooManyWait
from tracker.store.ids import new_id
from tracker.store.keyring import ring
from tracker.usecases.sign_up import Raised, sign_up_together
from tracker.web.frame import errors, floods, form_tokens, once_more
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.web.public import quiet_check, signup_kept, thanks
from tracker.words import lazy

bp = for_anyone(Blueprint("signup", __name__))

TOGETHER = "houselights_signups_together"
# In the environment of a request: what came of it on the short way, where it could not be answered there.
TRIED = "houselights.tried"

NAME_LONG = lazy("That is longer than we can keep. 200 characters are enough.")
EMAIL_WRONG = lazy("Write it like name@example.org")
PHONE_WRONG = lazy("Write it with + and the country, like +1 512 555 0147")
ONE_NEEDED = lazy("Leave an e-mail address or a phone number, so that we can reach you.")
CHOOSE = lazy("Choose one. Either is fine.")


@dataclass
class Form:
    """What somebody typed, what it means, and what needs another look. Plain, because this page must be quick."""

    name: str = ""
    email: str = ""
    phone: str = ""
    interests: list[str] = field(default_factory=list)
    consent: str = ""
    protect: bool = False
    wrong: dict[str, str] = field(default_factory=dict)
    clean_email: str | None = None
    clean_phone: str | None = None

    def check(self) -> bool:
        """Whether it can be taken in; `wrong` says what cannot."""
        if len(self.name) > points.MOST_NAME:
            self.wrong["name"] = str(NAME_LONG)
        if self.consent != "no":
            self._check_contact()
        else:  # it needs no contact and keeps none; one that is known is used to hear the "no"
            self.clean_email, self.clean_phone = points.clean_email(self.email), points.clean_phone(self.phone)
        if self.consent not in ("yes", "no"):
            self.wrong["consent"] = str(CHOOSE)
        return not self.wrong

    def _check_contact(self) -> None:
        self.clean_email = points.clean_email(self.email) if self.email.strip() else None
        self.clean_phone = points.clean_phone(self.phone) if self.phone.strip() else None
        if self.email.strip() and self.clean_email is None:
            self.wrong["email"] = str(EMAIL_WRONG)
        if self.phone.strip() and self.clean_phone is None:
            self.wrong["phone"] = str(PHONE_WRONG)
        if not self.email.strip() and not self.phone.strip():
            self.wrong["email"] = str(ONE_NEEDED)

    def said(self) -> str:
        """What they may expect: see thanks.SAID."""
        return "counted" if self.consent == "no" else "letter" if self.clean_email else "call"

    def digest(self) -> str:
        """Tells two different forms with one token apart, and the same one sent twice from both; nothing to others."""
        said = "\x00".join(
            [self.name, self.email, self.phone, self.consent, str(self.protect), *sorted(self.interests)]
        )
        return hmac.digest(
            ring().newest("link").secret, b"content\x00" + said.encode("utf-8", "replace"), "sha256"
        ).hex()[:16]


@bp.get("/s/<code>")
@bp.get("/c/<code>")
# As printed codes write it: capitals alone make larger squares.
@bp.get("/S/<code>")
@bp.get("/C/<code>")
def form(code: str) -> ResponseReturnValue:
    """The empty form."""
    return signup_kept.answer(_kept(code))


@bp.get("/<code>")
def short(code: str) -> ResponseReturnValue:
    """A code typed by itself. What is no code at all is simply not here."""
    try:
        opening = doors.opened_by(code)
    except CodeMistyped:
        if 6 <= len(code) <= 10 and code.isascii() and code.replace("-", "").replace(" ", "").isalnum():
            raise
        return errors.page(404)
    return redirect(_address(opening) + (f"?lang={words.language()}" if "lang" in request.args else ""), 303)


@bp.post("/s/<code>")
@bp.post("/c/<code>")
@csrf.exempt  # no session: form_tokens.check() stands there
def send(code: str) -> ResponseReturnValue:
    """Take it in, then say thank you; or give the form back, filled: with what to mend, or in another language."""
    doubt = quiet_check.doubt() if floods.looks_twice() else None
    if doubt is not None:
        return doubt
    with words.speaking(_language()):
        shown = _kept(code).drawn
        if "speak" in request.form:
            return _page(code, _filled(shown, request.form), 200)
        form_tokens.check_origin()
        try:
            came = request.environ.get(TRIED) or received(shown, request.form)
            if isinstance(came, Exception):
                raise came
        except TooManyWait as too_many:
            return once_more.page(too_many.sentence, too_many.status, after=too_many.after)
        return redirect(came, 303) if isinstance(came, str) else _page(code, came, 422)


def received(shown: signup_kept.Drawn, sent: MultiDict[str, str]) -> "str | Form":
    """Take in a form that was sent: where they are thanked for it; or the form, with what is to be mended. Raises TooManyWait.

    Asks of the request nothing but its fields: see short_way.py.
    """
    together: Gather[Raised, Welcomed] = current_app.extensions[TOGETHER]
    with together.a_moment():
        form = _filled(shown, sent)
        try:
            submission = form_tokens.read("signup", sent.get("token", "")[:200])
        except form_tokens.Expired as expired:
            form.wrong["token"] = str(expired)
        if not form.check():
            return form
        welcomed = together.bring(_raised(shown, submission, form))
        # Whoever is suppressed and may not come in by this door is thanked like everybody else.
        signup_id = welcomed.signup_id or new_id()
        # Of several ticks the first shows its step.
        ticked = next((key for key in shown.interests if key in form.interests), "")
        return thanks.give(signup_id, shown.code, ticked, form.said()).address


def hang_up(app: Flask) -> None:
    """What this process keeps for its visitors: pages for a moment, and what they wrote until it is on the disk."""
    signup_kept.hang_up(app)
    app.extensions[TOGETHER] = Gather(app, sign_up_together)


def _raised(shown: signup_kept.Drawn, submission: str, filled: Form) -> Raised:
    return Raised(
        code=shown.code, submission=f"{submission}.{filled.digest()}", name=points.clean_text(filled.name),
        email=filled.clean_email, phone=filled.clean_phone, consent=filled.consent, interests=tuple(filled.interests),
        extra_care=filled.protect, language=words.language(), consent_words=shown.consent_words, at=clock.now(),
    )  # fmt: skip


def _filled(shown: signup_kept.Drawn, sent: MultiDict[str, str]) -> Form:
    return Form(
        name=sent.get("name", ""), email=sent.get("email", ""), phone=sent.get("phone", ""), consent=sent.get("consent", ""),
        interests=[key for key in dict.fromkeys(sent.getlist("interests")) if key in shown.interests],
        protect=sent.get("protect") == "yes",
    )  # fmt: skip


def _language() -> str:
    """The language that was pressed, else that of the form."""
    sent = request.form.get("speak", request.form.get("lang", ""))
    return sent if sent in words.LANGUAGES else words.language()


def _kept(code: str) -> signup_kept.Page:
    """The empty page in the language in force. Raises CodeMistyped and CodeUnknown."""
    return signup_kept.pages().of(code, words.language(), _draw)


def _draw(code: str) -> signup_kept.Drawn:
    opening, question = doors.opened_by(code), asked()
    offered = interest.offered()
    text = _text(opening, Form(), offered, question, signup_kept.TOKEN)
    return signup_kept.Drawn(text, opening.code.code, tuple(each.key for each in offered), str(question))


def _page(code: str, filled: Form, status: int) -> ResponseReturnValue:
    """With what was written, and what is to be mended."""
    token = form_tokens.fresh("signup")
    return _text(doors.opened_by(code), filled, interest.offered(), asked(), token), status


def _text(opening: doors.Opening, form: Form, offered: list[interest.Interest], question: Asked, token: str) -> str:
    return render_template(
        "public/signup.html", opening=opening, form=form, address=_address(opening), interests=offered, token=token,
        unseen=quiet_check.UNSEEN, most=points, asked=question,
    )  # fmt: skip


def _address(opening: doors.Opening) -> str:
    return f"/{'s' if opening.code.screening_id else 'c'}/{opening.code.code}"

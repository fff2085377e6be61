"""The signup page: `/s/<code>`, `/c/<code>`, `/<code>`. No session, no cookie, no script needed."""

import hmac
from dataclasses import dataclass, field

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker import words
from tracker.allies import contact_points as points
from tracker.allies.asking import asked
from tracker.appeals import interest, next_steps
from tracker.arrivals.entry import Welcomed
from tracker.screenings import doors
from tracker.screenings.code import CodeMistyped
from tracker.store.ids import new_id
from tracker.store.keyring import ring
from tracker.usecases.sign_up import sign_up
from tracker.web.frame import errors, floods, form_tokens
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.web.public import quiet_check, thanks
from tracker.words import lazy

bp = for_anyone(Blueprint("signup", __name__))

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
    return _page(doors.opened_by(code), Form(), 200)


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
    opening = doors.opened_by(code)
    with words.speaking(_language()):
        filled = _filled()
        if "speak" in request.form:
            return _page(opening, filled, 200)
        try:
            submission = form_tokens.check("signup", request.form.get("token", "")[:200])
        except form_tokens.Expired as expired:
            filled.wrong["token"] = str(expired)
        if filled.check():
            welcomed = _take_in(code, submission, filled)
            ticked = next_steps.chosen(filled.interests)
            # Whoever is suppressed and may not come in by this door is thanked like everybody else.
            signup_id = welcomed.signup_id or new_id()
            return redirect(thanks.give(signup_id, opening.code.code, ticked, filled.said()).address, 303)
        return _page(opening, filled, 422)


def _take_in(code: str, submission: str, filled: Form) -> Welcomed:
    return sign_up(
        code=code, submission=f"{submission}.{filled.digest()}", name=points.clean_text(filled.name),
        email=filled.clean_email, phone=filled.clean_phone, consent=filled.consent, interests=filled.interests,
        extra_care=filled.protect, language=words.language(), consent_words=str(asked()),
    )  # fmt: skip


def _filled() -> Form:
    sent = request.form
    known = {each.key for each in interest.offered()}
    return Form(
        name=sent.get("name", ""), email=sent.get("email", ""), phone=sent.get("phone", ""), consent=sent.get("consent", ""),
        interests=[key for key in dict.fromkeys(sent.getlist("interests")) if key in known],
        protect=sent.get("protect") == "yes",
    )  # fmt: skip


def _language() -> str:
    """The language that was pressed, else that of the form."""
    sent = request.form.get("speak", request.form.get("lang", ""))
    return sent if sent in words.LANGUAGES else words.language()


def _page(opening: doors.Opening, filled: Form, status: int) -> ResponseReturnValue:
    text = render_template(
        "public/signup.html", opening=opening, form=filled, address=_address(opening), interests=interest.offered(),
        token=form_tokens.fresh("signup"), unseen=quiet_check.UNSEEN, most=points, asked=asked(),
    )  # fmt: skip
    return text, status


def _address(opening: doors.Opening) -> str:
    return f"/{'s' if opening.code.screening_id else 'c'}/{opening.code.code}"

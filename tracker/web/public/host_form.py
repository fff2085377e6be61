"""`/host/`: asking to host a film screening. No session, no cookie, no script needed; a person reads what is asked.

The same form behind a personal link: host_from.py.
"""

import hmac

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker import words
from tracker.allies import contact_points as points
from tracker.screenings import countries
from tracker.signups.asking import MOST, MOST_HEADS, Typed
from tracker.signups.request_to_host import KINDS
from tracker.store.keyring import ring
from tracker.team import settings
from tracker.usecases.ask_to_host import ask_to_host
from tracker.web.frame import form_tokens
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.web.public import quiet_check
from tracker.words import Lazy, _, lazy

bp = for_anyone(Blueprint("host_form", __name__))

FORM = "/host/"
# What kinds are called by who asks.
LABELS: dict[str, Lazy] = {
    "community": lazy("In a community: a church, a library, a club, a home"),
    "campus": lazy("At a school or a university"),
    "festival": lazy("As part of a festival"),
    "virtual": lazy("Online, each at home"),
}
FIELDS = ("name", "email", "phone", *MOST, "heads", "kind")


@bp.get("/host/")
def form() -> ResponseReturnValue:
    """The empty form."""
    return page(Typed(), 200, FORM, form_tokens.fresh("host"))


@bp.post("/host/")
@csrf.exempt  # no session: form_tokens.check() stands there
def send() -> ResponseReturnValue:
    """Write it down, then say so; or give the form back, filled: with what to mend, or in another language."""
    with words.speaking(spoken()):
        typed, fresh = filled(), form_tokens.fresh("host")
        if "speak" in request.form:
            return page(typed, 200, FORM, fresh)
        if request.form.get(quiet_check.UNSEEN):
            return quiet_check.once_more_page()
        submission = ""
        try:
            submission = form_tokens.check("host", request.form.get("token", "")[:200])
        except form_tokens.Expired as expired:
            typed.wrong["token"] = str(expired)
        if not typed.check(KINDS, countries.codes()):
            return page(typed, 422, FORM, fresh)
        ask = typed.ask(words.language())
        ask_to_host(ask, f"{submission}.{digest(typed)}", " / ".join(told()), current_app.config["BASE_URL"])
        return asked("letter" if ask.email else "call")


@bp.get("/host/asked/<any(letter, call):way>")
def thanks(way: str) -> ResponseReturnValue:
    """That we have it. The address tells how we answer, and nothing of who asked."""
    return render_template("public/host_asked.html", way=way), {"Referrer-Policy": "no-referrer"}


def asked(way: str) -> ResponseReturnValue:
    return redirect(f"/host/asked/{way}?lang={words.language()}", 303)


def told() -> list[str]:
    """What stands beside the button, word for word: so it is kept with the request."""
    name = settings.get("organisation")
    return [
        _("What you write here is for %(organisation)s to answer you and to plan the film screening. It is sealed; "
          "organizers alone open it.", organisation=name),
        _("We keep it until it is decided and %(days)s days more. Each of our answers has a link that takes it back at once.",
          days=settings.get("requests_days")),
        _("Asking to host is not a yes to other letters or calls, and does not undo an earlier no."),
    ]  # fmt: skip


def filled() -> Typed:
    """What was typed."""
    sent = request.form
    typed = Typed()
    for name in FIELDS:
        setattr(typed, name, sent.get(name, getattr(typed, name)))
    return typed


def spoken() -> str:
    """The language that was pressed, else that of the form."""
    sent = request.form.get("speak", request.form.get("lang", ""))
    return sent if sent in words.LANGUAGES else words.language()


def digest(typed: Typed, secret: str = "") -> str:
    """Tells two different forms apart, and the same one sent twice from both; nothing to others. `secret`: of the address."""
    said = f"asks\x00{secret}\x00{typed.said()}"
    return hmac.digest(ring().newest("link").secret, said.encode("utf-8", "replace"), "sha256").hex()[:16]


def page(typed: Typed, status: int, address: str, token: str = "") -> ResponseReturnValue:
    """The form. `token`: "" where the address itself is the secret."""
    text = render_template(
        "public/host_form.html", form=typed, address=address, token=token, unseen=quiet_check.UNSEEN, told=told(), points=points,
        most=MOST, most_heads=MOST_HEADS, countries=countries.names(),
        kinds=[(kind, str(LABELS[kind])) for kind in KINDS],
    )  # fmt: skip
    return text, status

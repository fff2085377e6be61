"""Does mail work: a letter to oneself, what the mail server said, and what the world can look up about letters from here."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.letters.draft import sender
from tracker.letters.troubles import said
from tracker.mail.carry import LEFT, Answer
from tracker.mail.dns_look import USUAL_SELECTORS
from tracker.team import settings
from tracker.team.roles import Role
from tracker.usecases import try_mail
from tracker.usecases.try_mail import LookedUp
from tracker.web.frame import refusing
from tracker.web.frame.access import for_roles, me
from tracker.web.frame.fields import Text
from tracker.words import Lazy, _, lazy

bp = for_roles(Role.ADMINISTRATOR)(Blueprint("settings_mail", __name__, url_prefix="/settings/mail"))

# What to do about what the mail server said.
ADVICE: dict[str, Lazy] = {
    "unreachable": lazy("Look at host and port in SMTP_URL, and whether a firewall lets this machine out to it."),
    "sign-in": lazy("Look at account and password in SMTP_URL. Many services want a password made for programs."),
    "certificate": lazy(
        "The name in SMTP_URL must be the one on the server’s certificate, and its date must not be over."
    ),
    "no tls": lazy("Use smtps:// with port 465, or ask the mail service which port offers STARTTLS."),
    "sender": lazy("Ask the mail service to let this account write from the address that letters come from."),
    "broken off": lazy("Try once more. If it stays so, something between here and the server cuts lines."),
    "address": lazy("Look at the address that letters come from, and at your own."),
}
SENT = lazy("The mail server took it. Look into your mailbox, and into its spam.")
LATER = lazy("The server asks to come later: many do so with whom they do not know. Try again in ten minutes.")
FOR_GOOD = lazy("The server refuses the letter itself or its recipient. Its code tells the mail service why.")
# Of each answer of DNS: whether it is well, and what it means.
MEANS: dict[str, tuple[bool, Lazy]] = {
    "silent": (False, lazy("DNS did not answer. That says nothing about your letters: try again, or from another network.")),
    "spf good": (True, lazy("It says who may send, and that all others may not.")),
    "spf missing": (False, lazy("Nobody has said who may send. Add the TXT record that your mail service names.")),
    "spf several": (False, lazy("There are several, and then none of them counts. Make them one.")),
    "spf everybody": (False, lazy("It lets everybody send in your name. End it with -all or ~all.")),
    "spf open": (False, lazy("It names who may send, and leaves open what becomes of others. End it with -all or ~all.")),
    "spf long": (False, lazy("It leads to more than ten others, and then none of it counts. Take out what you do not use.")),
    "dkim good": (True, lazy("The key by which letters are signed is published.")),
    "dkim short": (False, lazy("The key is short: large mailboxes may not believe it. Ask for one of 2048 bits.")),
    "dkim withdrawn": (False, lazy("The key there is withdrawn. Ask your mail service for its present selector.")),
    "dkim missing": (False, lazy("There is no key under this selector. Publish the one that your mail service shows.")),
    "dkim unknown": (False, lazy("No key under any usual name. Write the selector that your mail service shows, and look again.")),
    "dmarc good": (True, lazy("Letters in your name that are neither of the two are put aside or refused.")),
    "dmarc watches": (False, lazy("It only watches (p=none). That is fine to begin with; large mailboxes ask for no more.")),
    "dmarc missing": (False, lazy("There is none. Large mailboxes ask for one: begin with v=DMARC1; p=none.")),
}  # fmt: skip


class Selector(FlaskForm):
    """Under which name the DKIM key is published."""

    selector = Text(lazy("DKIM selector"), 63)


@bp.get("/")
def show() -> ResponseReturnValue:
    return _page(_form())


@bp.post("/letter")
def letter() -> ResponseReturnValue:
    """A letter to oneself; the page says what became of it."""
    form = _form()
    try:
        answer = try_mail.try_mail(me().id, current_app.config["SMTP_URL"], current_app.config["BASE_URL"])
    except Refusal as refusal:
        status = refusing.beside(form, refusal)
        return _page(form), status
    return _page(form, answer=answer)


@bp.post("/look")
def look() -> ResponseReturnValue:
    """What DNS says."""
    form = Selector()
    if not form.validate():
        return _page(form), 422
    try:
        found = try_mail.look_up(form.selector.data or "", current_app.config["BASE_URL"], _server())
    except Refusal as refusal:
        status = refusing.beside(form, refusal)
        return _page(form), status
    return _page(form, found=found)


def told(answer: Answer) -> tuple[str, Lazy]:
    """What the mail server said, and what to do about it."""
    if answer.fate == LEFT:
        return _("It left"), SENT
    advice = ADVICE.get(answer.trouble) or (FOR_GOOD if answer.trouble.startswith("5") else LATER)
    return said(answer.trouble), advice


def _form() -> Selector:
    return Selector(formdata=None, data={"selector": settings.get("dkim_selector")})


def _server() -> tuple[str, int] | None:
    """Tests bring a server of their own."""
    server: tuple[str, int] | None = current_app.config.get("DNS_SERVER")
    return server


def _page(form: Selector, answer: Answer | None = None, found: LookedUp | None = None) -> str:
    who = sender(current_app.config["BASE_URL"])
    return render_template(
        "desk/settings_mail.html", form=form, told=told(answer) if answer else None, found=found, means=MEANS, who=who,
        usual=", ".join(USUAL_SELECTORS), carries=bool(current_app.config["SMTP_URL"]),
    )  # fmt: skip

"""Letters to members of the team."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from markupsafe import Markup

from tracker import clock
from tracker.letters.letter import Words
from tracker.letters.outbox import ToWrite, write
from tracker.mail.page import page
from tracker.team import account
from tracker.team.account import Account
from tracker.team.roles import Role
from tracker.words import _, _n, speaking


def password_link(whose: Account, base_url: str, path: str) -> None:
    """The letter with the link for a new password, in their language; inside a transaction."""
    with speaking(whose.language):
        subject = _("Your link for a new password")
        lines = [
            _("Somebody asked for a new password for the desk. If it was you, choose one here within an hour:"),
            base_url + path,
            _("If not, do nothing: your password stays as it is."),
        ]
    _write("reset", whose, subject, lines, base_url)


def tell_administrators(base_url: str, told: Callable[[], tuple[str, Sequence[str]]]) -> None:
    """A letter to each administrator who is at work, in their language; inside a transaction.

    `told` gives subject and paragraphs; it is called once a reader, while their language is spoken. It names nobody.
    """
    for whose in account.members():
        if whose.role is Role.ADMINISTRATOR and whose.active and not whose.demo:
            with speaking(whose.language):
                subject, lines = told()
            _write("alert", whose, subject, lines, base_url)


def recovery_code_used(whose: Account, base_url: str, left: int) -> None:
    _tell(whose, base_url, lambda: (
        _("A recovery code was used"),
        [
            _("Somebody signed in to the desk with your password and one of your recovery codes."),
            _n("One code is left.", "%(n)s codes are left.", left),
            _if_not_you(),
        ],
    ))  # fmt: skip


def codes_guessed(whose: Account, base_url: str) -> None:
    _tell(whose, base_url, lambda: (
        _("Somebody guesses your codes"),
        [
            _("Somebody typed your right password for the desk, and then many wrong codes of the second factor."),
            _("If it was not you, they know your password: choose another now. That ends what they are at."),
            f"{base_url}/account/forgot",
        ],
    ))  # fmt: skip


def passkey_added(whose: Account, base_url: str) -> None:
    _tell(whose, base_url, lambda: (
        _("A passkey was added"), [_("A passkey was added to your account at the desk."), _if_not_you()],
    ))  # fmt: skip


def app_changed(whose: Account, base_url: str) -> None:
    _tell(whose, base_url, lambda: (
        _("Another authenticator app"),
        [_("Codes for your account at the desk come from another app from now on."), _if_not_you()],
    ))  # fmt: skip


def password_changed(whose: Account, base_url: str) -> None:
    _tell(whose, base_url, lambda: (
        _("Your password was changed"),
        [_("Your account at the desk has a new password. Everywhere you were signed in, you are signed out."), _if_not_you()],
    ))  # fmt: skip


def sheets_wait(whose: Account, sheet_ids: Sequence[str], week: str, base_url: str) -> bool:
    """Paper sheets to type up, to close or to destroy; once a week, inside a transaction. It names nobody. False: it was written."""
    if whose.demo or not whose.active or not whose.email:
        return False
    with speaking(whose.language):
        subject = _n("A paper sheet waits for you", "%(n)s paper sheets wait for you", len(sheet_ids))
        lines = [
            _(
                "Names stand on paper: type up what is missing, close the sheet, tear the paper up small, and tick it off."
            ),
            *(f"{base_url}/desk/sheets/{each}" for each in sheet_ids),
        ]
    return _write("sheets", whose, subject, lines, base_url, once=f"sheets:{whose.id}:{week}")


def _if_not_you() -> str:
    return _("If it was not you, tell an administrator at once: they can shut your account in a moment.")


def _tell(whose: Account, base_url: str, told: Callable[[], tuple[str, Sequence[str]]]) -> None:
    """A letter about their own account, in their language; inside a transaction. The demo's people get none."""
    if not whose.demo:
        with speaking(whose.language):
            subject, lines = told()
        _write("account", whose, subject, lines, base_url)


def _write(
    kind: str, whose: Account, subject: str, lines: Sequence[str], base_url: str, once: str | None = None
) -> bool:
    body = Markup("").join(Markup("<p>{}</p>\n").format(line) for line in lines)
    words: Words = {"subject": subject, "text": "\n\n".join(lines), "html": page(subject, body, whose.language)}
    letter = ToWrite(
        kind=kind, language=whose.language, recipient=whose.email or "", words=words, due_at=clock.now(),
        account_id=whose.id, once=once,
    )  # fmt: skip
    return bool(write([letter], domain=urlsplit(base_url).hostname or "localhost"))

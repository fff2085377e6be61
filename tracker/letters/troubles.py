"""Why a letter did not leave, in words. Stored is the server's code or one of these keys, never its text."""

from tracker.words import _, lazy

# Before the status of a letter that had left and was sent back.
CAME_BACK = "back "

WORDS = {
    "unreachable": lazy("The mail server did not answer"),
    "sign-in": lazy("The mail server refused our account and password"),
    "certificate": lazy("The mail server could not prove who it is"),
    "no tls": lazy("The mail server offers no sealed connection, so nothing was sent"),
    "sender": lazy("The mail server does not let us write from our address"),
    "broken off": lazy("The connection broke in the middle"),
    "address": lazy("No letter can be sent to an address like that"),
    "restored": lazy("It waited when the backup was made that this house was restored from, and may have left since"),
    "sealed": lazy("The letter could not be opened with the keys that are here"),
}


def said(trouble: str) -> str:
    """A sentence for what is stored; "" for nothing."""
    if trouble in WORDS:
        return str(WORDS[trouble])
    if trouble.startswith(CAME_BACK):
        return _("It left, and came back (%(code)s)", code=trouble.removeprefix(CAME_BACK))
    if trouble.startswith("5"):
        return _("The mail server refused it for good (%(code)s)", code=trouble)
    if trouble:
        return _("The mail server said: later (%(code)s)", code=trouble)
    return ""

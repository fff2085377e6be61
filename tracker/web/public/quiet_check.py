"""Looked at twice: when very many sign up at once, programs are told from people without asking people anything.

No puzzle, and no script: a field that nobody sees, a form that nobody fills in within a moment, a form that is sent a few
times at most. Whoever fails gets back what they wrote, and it works when it is sent once more: a person is never lost.
"""

from flask import request
from flask.typing import ResponseReturnValue

from tracker.web.frame import floods, form_tokens, once_more
from tracker.web.frame.form_tokens import Expired
from tracker.words import lazy

# The name of the field that nobody sees: programs fill in what is called so, browsers do not.
UNSEEN = "homepage"
# Nobody reads and fills in the form faster.
LEAST_SECONDS = 3
# One form, sent again by a bad line or mended after going back.
MOST_SENT = 6

AGAIN = lazy("Very many people are signing up at this moment. What you wrote is kept on this page: press once more.")


def doubt() -> ResponseReturnValue | None:
    """The page that gives the form back; None for a form that somebody has written. Asks no database."""
    token = request.form.get("token", "")[:200]
    try:
        submission = form_tokens.check("signup", token)
    except Expired:
        return once_more_page(anew=True)
    if request.form.get(UNSEEN):
        return once_more_page()
    age = form_tokens.age(token)
    early = LEAST_SECONDS - age
    # Before it was made: a clock was set back since, and nobody is to wait until it has caught up.
    if early > 0 and age >= 0:
        # The script of the page waits so long and sends the same form by itself.
        return once_more.page(AGAIN, 429, int(early) + 1)
    (sent,) = floods.seen().submissions.came([submission.encode()])
    return once_more_page(anew=True) if sent > MOST_SENT else None


def once_more_page(anew: bool = False) -> ResponseReturnValue:
    """Gives the form back. `anew`: as a form that was just opened."""
    instead = {UNSEEN: ""} | ({"token": form_tokens.fresh("signup")} if anew else {})
    return once_more.page(AGAIN, 422, instead=instead)

"""The page of the test letter's link: somebody reads this mailbox. Opening it changes nothing.

No form token is asked for: there is no session that a stranger's page could use, and the address itself is the secret.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.letters import reply_to
from tracker.usecases.set_house import somebody_reads
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf

bp = for_anyone(Blueprint("reply_to", __name__))
csrf.exempt(bp)


@bp.get("/reply-to/<token>")
def ask(token: str) -> ResponseReturnValue:
    reply_to.asked_by(token)
    return render_template("public/reply_to.html", done=False)


@bp.post("/reply-to/<token>")
def do(token: str) -> ResponseReturnValue:
    somebody_reads(token)
    return render_template("public/reply_to.html", done=True)

"""The page behind "Shall we keep in touch?". Opening it changes nothing; one button keeps, the other lets it end.

No form token is asked for: there is no session that a stranger's page could use, and the address itself is the secret.
It looks the same for whoever opens it, and for whom nothing is held any more.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.letters.occasion import ME
from tracker.letters.outbox import KEEP
from tracker.store import links
from tracker.usecases.keep_in_touch import keep_in_touch, let_end
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf

bp = for_anyone(Blueprint("keep", __name__))
csrf.exempt(bp)


@bp.get("/keep/<token>")
@bp.get("/keep/<token>/end")
def ask(token: str) -> ResponseReturnValue:
    links.read(KEEP, token)
    return render_template("public/keep.html", token=token, done=False)


@bp.post("/keep/<token>")
def keep(token: str) -> ResponseReturnValue:
    """Their time begins anew. Raises NothingHeld."""
    news = keep_in_touch(links.read(KEEP, token))
    return render_template("public/keep.html", token=token, done=True, news=news)


@bp.post("/keep/<token>/end")
def end(token: str) -> ResponseReturnValue:
    """The same as "Erase everything about me", with the same way back. Raises NothingHeld."""
    ally_id = let_end(links.read(KEEP, token))
    return render_template("public/me_done.html", token=links.sign(ME, ally_id), deed="erase")

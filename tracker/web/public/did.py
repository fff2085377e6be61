"""The page of a check-in's links: Done, Not yet, Not for me. Opening it changes nothing: mail scanners open every link.

No form token is asked for: there is no session that a stranger's page could use, and the address itself is the secret.
"""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from tracker.letters.occasion import DID
from tracker.store import links
from tracker.usecases.self_report import self_report
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.words import Lazy, lazy

bp = for_anyone(Blueprint("did", __name__))
csrf.exempt(bp)

# As it stands in the address: the outcome, what the button says, and what is said to it.
ANSWERS: dict[str, tuple[str, Lazy, Lazy]] = {
    "done": ("said done", lazy("Yes, done"), lazy("You did something. That is what all of this is for.")),
    "not-yet": ("said not yet", lazy("Not yet"), lazy("That is fine. It keeps until it suits you.")),
    "not-for-me": ("said not for me", lazy("Not for me"), lazy("That is fine, and good to know.")),
}


@bp.get("/did/<token>/<answer>")
def ask(token: str, answer: str) -> ResponseReturnValue:
    return _page(token, answer, done=False)


@bp.post("/did/<token>/<answer>")
def do(token: str, answer: str) -> ResponseReturnValue:
    page = _page(token, answer, done=True)
    self_report(links.read(DID, token), ANSWERS[answer][0])
    return page


def _page(token: str, answer: str, done: bool) -> str:
    """Raises LinkUnknown; 404 for an answer that there is not."""
    links.read(DID, token)
    if answer not in ANSWERS:
        abort(404)
    others = {each: says for each, (_outcome, says, _said) in ANSWERS.items() if each != answer}
    _outcome, says, said = ANSWERS[answer]
    return render_template(
        "public/did.html", token=token, answer=answer, says=says, said=said, others=others, done=done
    )

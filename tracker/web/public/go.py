"""The button of a next step: one press more is counted, then the way leads on to where the organizers say.

Opened by GET, as links are: it changes nothing about anybody. The pass in the address says which call to action, campaign
and place it is; where that leads is looked up, so that no address of ours leads just anywhere. A pass for the place
"letter" may stand only behind a POST: mail scanners open what stands in a letter.
"""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from tracker.appeals.next_steps import counted_as, next_step
from tracker.errors import Refusal
from tracker.usecases.count_press import count_press
from tracker.web.frame import passes
from tracker.web.frame.access import for_anyone
from tracker.words import language, lazy

bp = for_anyone(Blueprint("go", __name__))

# Seconds: a month, for a page that was left open.
GOOD_FOR = 31 * 24 * 3600


class LeadsNowhere(Refusal):
    sentence = lazy("This button leads nowhere any more. Go back and load the page again.")
    status = 410


def address(key: str, campaign_id: str, place: str) -> str:
    """Where the button of an interest's next step leads, in the language in force. `place`: see click.PLACES."""
    return f"/go/{passes.give('go', key, campaign_id, place)}?lang={language()}"


@bp.get("/go/<token>")
def press(token: str) -> ResponseReturnValue:
    """Count it, and lead on. Raises LinkUnknown, PassOver, LeadsNowhere."""
    key, campaign_id, place = passes.read("go", token, GOOD_FOR)
    link = next_step(key, language()).get("link")
    if not link:
        raise LeadsNowhere
    if not _looks_ahead():
        count_press(counted_as(key), campaign_id, place)
    return redirect(link, 303)


def _looks_ahead() -> bool:
    """Whether a program fetches it before anybody has pressed, or only asks what is there."""
    purposes = (request.headers.get(name, "").lower() for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return request.method == "HEAD" or any("prefetch" in said or "preview" in said for said in purposes)

"""The lights come up: thanks, one next step, and (after a campaign's code) where did you watch.

The address carries a pass: which signup it was, by which code, what was ticked and what was said about contact. It
writes, never shows: whom it thanks stands nowhere on the page, for an address can be passed on.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.appeals import story_shown
from tracker.appeals.next_steps import next_step
from tracker.records import dataclass
from tracker.screenings import doors
from tracker.screenings.doors import Opening
from tracker.signups.answers import MOST_CHARACTERS
from tracker.usecases.ask_to_host import HOST
from tracker.web.frame import passes
from tracker.web.frame.access import for_anyone
from tracker.web.public import go, host_from, story, where_asked
from tracker.words import language

bp = for_anyone(Blueprint("thanks", __name__))

# Seconds: the way home, and the next morning.
GOOD_FOR = 24 * 3600
# What they may expect: a letter, a call, or nothing, because they said no. OWN: they came by their own link.
OWN = "own"
SAID = ("letter", "call", "counted", OWN)


@dataclass(frozen=True, slots=True)
class Thanks:
    """What the pass in the address says."""

    token: str
    signup_id: str
    code: str
    # Key of the interest whose next step is shown; "" when nothing was ticked.
    ticked: str
    said: str

    @property
    def address(self) -> str:
        return f"/thanks/{self.token}?lang={language()}"

    @property
    def hosting(self) -> str:
        """Where who would like to host asks for all of it at once; "" for others, and for who said no."""
        if self.ticked != HOST or self.said == "counted":
            return ""
        return host_from.address(self.signup_id, self.said == OWN)


def give(signup_id: str, code: str, ticked: str, said: str) -> Thanks:
    return Thanks(passes.give("thanks", signup_id, code, ticked, said), signup_id, code, ticked, said)


def read(token: str) -> Thanks:
    """Raises LinkUnknown and PassOver."""
    signup_id, code, ticked, said = passes.read("thanks", token, GOOD_FOR)
    return Thanks(token, signup_id, code, ticked, said)


@bp.get("/thanks/<token>")
def show(token: str) -> ResponseReturnValue:
    return page(read(token), answered="answered" in request.args)


def page(thanks: Thanks, status: int = 200, **more: object) -> ResponseReturnValue:
    """The page, with what its parts (next step, where did you watch) have to say."""
    opening = doors.opened_by(thanks.code)
    if asks_where(opening):
        more.setdefault("where", where_asked.question(where_of(thanks), opening.campaign.id, opening.film))
    step = next_step(thanks.ticked, language())
    pressed = go.address(thanks.ticked, opening.screening.campaign_id, "thanks") if step.get("link") else ""
    told = story_shown.on_thanks(opening.screening.campaign_id, language())
    text = render_template(
        "public/thanks.html", thanks=thanks, opening=opening, asks_where=asks_where(opening), step=step, go=pressed,
        most_answer=MOST_CHARACTERS, told=told, at=story.address(told), **more,
    )  # fmt: skip
    return text, status


def where_of(thanks: Thanks) -> str:
    """Where the question "where did you watch?" is answered: see watched.py."""
    return f"/thanks/{thanks.token}{where_asked.WHERE}"


def asks_where(opening: Opening) -> bool:
    """Whether we do not know where they watched: the code was the campaign's, or of a screening long over."""
    return opening.screening.standing == "unplaced"

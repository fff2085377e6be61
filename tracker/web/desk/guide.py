"""The first evening in ten minutes: seven steps, each with its page. They tick themselves off by what the house holds."""

from flask import Blueprint, render_template

from tracker.finding import first_evening
from tracker.records import dataclass
from tracker.web.frame.access import CALLING, for_roles, opens
from tracker.words import Lazy, lazy

bp = for_roles(*CALLING)(Blueprint("guide", __name__, url_prefix="/guide"))


@dataclass(frozen=True, slots=True)
class Step:
    """`minutes`: about how long. `name` is also what its link says."""

    name: Lazy
    why: Lazy
    address: str
    minutes: int


STEPS: dict[str, Step] = {
    "film": Step(lazy("Write down the film"), lazy("Title, year, who made it, where it can be seen."), "/desk/films/", 1),
    "campaign": Step(
        lazy("Make a campaign"), lazy("It brings the film to people. Its code is the one for every screen."), "/desk/campaigns/", 1
    ),
    "screening": Step(
        lazy("Write down one film screening"), lazy("Where and when. Whole lists can be imported later."), "/desk/screenings/", 1
    ),
    "print": Step(
        lazy("Print its code"), lazy("Open the film screening, then “Print”: poster, seat cards, sheet."), "/desk/screenings/", 2
    ),
    "signup": Step(
        lazy("Sign up yourself"), lazy("Scan the code, or open the page here. Use your own address: you see what supporters see."), "", 1
    ),
    "reply_to": Step(
        lazy("Say who reads the answers"), lazy("Letters leave only once somebody has said that the mailbox is read."),
        "/desk/settings/", 2,
    ),
    "call": Step(
        lazy("Make the first call"), lazy("Claim it on Today, call yourself, write down how it went."), "/desk/", 2,
    ),
}  # fmt: skip


@bp.get("/")
def show() -> str:
    """A step whose page opens for somebody else only says so."""
    done, code = first_evening.done(), first_evening.newest_code()
    ways = {key: step.address if step.address and opens(step.address) else "" for key, step in STEPS.items()}
    ways["signup"] = f"/c/{code}" if code else ""
    now = next((key for key in STEPS if not done[key]), "")
    return render_template("desk/guide.html", steps=STEPS, done=done, ways=ways, now=now, count=sum(done.values()))

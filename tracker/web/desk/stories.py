"""Stories by state: what waits for a second person, what is published, what was withdrawn."""

from flask import Blueprint, render_template, request

from tracker.appeals import story_listed
from tracker.appeals.story import STATES
from tracker.keeping.clocks import BY_KIND
from tracker.screenings import films, who_works
from tracker.team import colleagues
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns
from tracker.words import LANGUAGES, Lazy, language, lazy

bp = for_roles(*ORGANIZING)(Blueprint("stories", __name__, url_prefix="/stories"))

# Of each state the name of its list, and of one text in it.
LISTS: dict[str, Lazy] = {
    "draft": lazy("To be reviewed"), "published": lazy("Published"), "withdrawn": lazy("Withdrawn"),
}  # fmt: skip
SAID: dict[str, Lazy] = {
    "draft": lazy("waits for a review"), "published": lazy("published"), "withdrawn": lazy("withdrawn"),
}  # fmt: skip


@bp.get("/")
def index() -> str:
    """The list that was asked for, else the first with something in it."""
    lists = story_listed.by_state(story_listed.listed(my_campaigns()))
    filled = next((state for state in STATES if lists[state]), STATES[0])
    tab = request.args.get("list", "")
    tab = tab if tab in lists else filled
    lines = lists[tab]
    return render_template(
        "desk/stories.html", tab=tab, lines=lines, lists=LISTS, said=SAID, languages=LANGUAGES, spoken=language(),
        counts={state: len(each) for state, each in lists.items()}, campaigns=who_works.campaign_names(),
        films={film.id: film.title for film in films.every_film()}, names=colleagues.names_of([line.by for line in lines]),
        days=BY_KIND["stories"].span.days,
    )  # fmt: skip

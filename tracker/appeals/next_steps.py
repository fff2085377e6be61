"""The next step of a tick, in a language: as organizers have written it, else in the house's own words."""

from sqlalchemy import select

from tracker.appeals.interest import FIRST, Interest, NextStep
from tracker.store.db import db
from tracker.words import Lazy, lazy, speaking

# By key; "": nothing was ticked.
SENTENCES: dict[str, Lazy] = {
    "host": lazy("A living room, a classroom or a church hall will do."),
    "volunteer": lazy("An hour at a desk or an evening at a film screening: both help."),
    "write": lazy("A few lines of your own count more than a form."),
    "give": lazy("A small gift helps too, and a small gift every month helps most."),
    "bring": lazy("Tell one person about the film tonight. That is how most people come to it."),
    "learn": lazy("Watch the film once more with somebody who has not seen it, and talk about it."),
    "": lazy("Tell one person about the film tonight. That is how most people come to it."),
}
QUESTIONS: dict[str, Lazy] = {
    "host": lazy("Which month suits you, and where?"),
    "volunteer": lazy("What would you like to do, and when do you have time?"),
}


def next_step(key: str, language: str) -> NextStep:
    """Of the interest with this key ("": nothing was ticked). Title and sentence are always there."""
    row = db.session.scalar(select(Interest).where(Interest.key == key)) if key else None
    own = (row.next_step.get(language) or row.next_step.get("en")) if row is not None else None
    if own:
        return NextStep(**own)
    titles = {"": lazy("One thing you can do now"), **dict(FIRST)}
    with speaking(language):
        title = row.label if row is not None else str(titles.get(key, titles[""]))
        step = NextStep(title=title, sentence=str(SENTENCES.get(key, SENTENCES[""])))
        if key in QUESTIONS:
            step["question"] = str(QUESTIONS[key])
    return step

"""`/accessibility`: what these pages hold to, how it was checked, what does not work, and whom to tell."""

from datetime import date

from flask import Blueprint, render_template

from tracker import times
from tracker.web.frame.access import for_anyone
from tracker.web.public import house_facts
from tracker.web.public.sentence import Section, Sentence, told
from tracker.words import lazy

bp = for_anyone(Blueprint("accessibility", __name__))

# The day on which all that is said here was last gone through by hand. Go through it again before you move it.
LAST_CHECKED = date(2026, 11, 22)

AIM = Section(lazy("What we hold to"), (
    Sentence(lazy("These pages are made to WCAG 2.2, level AA: the signup, and every page that a letter leads to.")),
    Sentence(lazy("They are in English, Korean and Spanish, for light and for dark rooms.")),
))  # fmt: skip
CHECKED = Section(lazy("What was checked"), (
    Sentence(lazy("By a program (axe), in each language, light and dark: it finds nothing.")),
    Sentence(lazy("With the keyboard alone: everything can be reached, and you see where you are.")),
    Sentence(lazy("For screen readers: one main heading, named parts of the page, and a name on every field.")),
    Sentence(lazy("Enlarged to four times the size: nothing is cut off, and nothing scrolls sideways.")),
    Sentence(lazy("Without scripts and with cookies refused: you can sign up all the same.")),
    Sentence(lazy("Text stands out from its ground by 4.5 to 1 or more, the edges of fields and buttons by 3 to 1.")),
    Sentence(lazy("What you press is 44 pixels high or more, but for links in the middle of a sentence.")),
    Sentence(lazy("Every letter comes as plain text too.")),
))  # fmt: skip
NOT_YET = Section(lazy("What does not work yet"), (
    Sentence(lazy("Nobody who lives with a screen reader has tried these pages yet."), shown=False),
    Sentence(lazy("Films and trailers are on other sites, and their captions are not in our hands. These pages play none.")),
))  # fmt: skip
TELL = Section(lazy("Tell us"), (
    Sentence(lazy("Something stands in your way? Write to %(reply_to)s. A person reads it.")),
    Sentence(lazy("Last gone through on %(checked)s.")),
))  # fmt: skip
STATEMENT = (AIM, CHECKED, NOT_YET, TELL)


@bp.get("/accessibility")
def show() -> str:
    facts = {**house_facts.facts(), "checked": times.day_words(LAST_CHECKED, with_year=True)}
    return render_template("public/accessibility.html", sections=told(STATEMENT, facts))

"""The small form of a next step that asks: "Which month suits you, and where?". The thanks page carries it.

No form token is asked for: there is no session that a stranger's page could use, and the pass in the address is the secret.
"""

import unicodedata

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from tracker.signups.answers import MOST_CHARACTERS
from tracker.usecases.answer_appeal import answer_appeal
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.web.public import thanks
from tracker.words import Lazy, lazy

bp = for_anyone(Blueprint("next_step", __name__))
csrf.exempt(bp)

EMPTY = lazy("Write a few words first.")
TOO_LONG = lazy("That is longer than we can keep. 500 characters are enough.")


@bp.post("/thanks/<token>/answer")
def answer(token: str) -> ResponseReturnValue:
    """Keep what they wrote, then say thanks in place. Whoever said no to contact is not asked, and nothing of theirs is kept."""
    given = thanks.read(token)
    if given.said == "counted" or not given.ticked:
        return redirect(given.address, 303)
    text = _clean(request.form.get("answer", ""))
    wrong: Lazy | None = EMPTY if not text else TOO_LONG if len(text) > MOST_CHARACTERS else None
    if wrong is not None:
        return thanks.page(given, 422, answer=text, wrong=str(wrong))
    answer_appeal(given.signup_id, given.ticked, text, by_own_link=given.said == thanks.OWN)
    return redirect(f"{given.address}&answered=yes#next-step", 303)


def _clean(text: str) -> str:
    """As they wrote it, in lines, without what cannot be seen."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    seen = "\n".join(
        "".join(letter for letter in line if unicodedata.category(letter) not in ("Cc", "Cs")).rstrip()
        for line in lines
    )
    return seen.strip()

"""One search box on every page of the desk. What is looked for stands in no address: it waits in the session, sealed."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SearchField

from tracker import times
from tracker.finding.search import MOST_ASKED, AskForSomething, Found
from tracker.store.ids import new_id
from tracker.store.rows import is_id
from tracker.usecases.find import find
from tracker.web.desk.at_work import worker
from tracker.web.frame.access import ORGANIZING, for_roles, shows_contacts, without_names
from tracker.words import lazy

bp = for_roles(*ORGANIZING)(Blueprint("find", __name__, url_prefix="/find"))

# Searches that a browser can go back to.
KEPT = 5


class FindForm(FlaskForm):
    """What for."""

    asked = SearchField(lazy("Look for"))


@bp.post("/")
def ask() -> ResponseReturnValue:
    """Keep the words in the session, and show what they find at an address that does not say them."""
    form = FindForm()
    words = (form.asked.data or "")[:MOST_ASKED] if form.validate() else ""
    if not words.strip():
        form.asked.errors = [str(AskForSomething())]
        return _shown(form, None), 422
    number = new_id()
    kept = {**session.get("asked", {}), number: words}
    session["asked"] = dict(list(kept.items())[-KEPT:])
    return redirect(url_for("desk.find.show", search=number), 303)


@bp.get("/")
@shows_contacts
@without_names
def show() -> ResponseReturnValue:
    """What was found; traced where a name stands."""
    number = request.args.get("search", "")
    words = session.get("asked", {}).get(number, "") if is_id(number) else ""
    form = FindForm(formdata=None, data={"asked": words})
    if not words:
        return _shown(form, None)
    try:
        return _shown(form, find(words, worker()))
    except AskForSomething as refusal:
        form.asked.errors = [str(refusal)]
        return _shown(form, None), 422


def _shown(form: FindForm, found: Found | None) -> str:
    return render_template(
        "desk/find.html", form=form, found=found, most=MOST_ASKED, asked=form.asked.data or "",
        language_words=times.language_words, when_words=times.when_words,
    )  # fmt: skip

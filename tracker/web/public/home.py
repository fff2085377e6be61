"""`/`: where somebody lands who typed only the first part of the address. A code opens the form; the team signs in."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker.screenings import code as codes
from tracker.screenings.code import CodeMistyped, CodeUnknown
from tracker.web.frame.access import for_anyone
from tracker.words import language

bp = for_anyone(Blueprint("home", __name__))


@bp.get("/")
def show() -> ResponseReturnValue:
    """The field for a code; with one, the way to its form, or the sentence that says what is wrong with it."""
    typed = request.args.get("code", "")[:40]
    if not typed.strip():
        return render_template("public/home.html", typed="", wrong="")
    try:
        found = codes.find(typed)
    except (CodeMistyped, CodeUnknown) as refusal:
        return render_template("public/home.html", typed=typed, wrong=str(refusal)), refusal.status
    return redirect(f"/{found.code}" + (f"?lang={language()}" if "lang" in request.args else ""), 303)

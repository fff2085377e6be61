"""Where the links of test letters lead: nothing happens here."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.web.frame.access import for_anyone

bp = for_anyone(Blueprint("a_test", __name__))


@bp.get("/a-test")
def show() -> ResponseReturnValue:
    return render_template("public/a_test.html")

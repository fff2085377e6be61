"""When something breaks: a line in the log by kind and place, a page that says nothing of the inside and keeps what was written.

The number on the page stands in the line. Whatever broke may be needed for a page as well (the database, a template):
the last words need nothing.
"""

import structlog
from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import InternalServerError

from tracker import logs
from tracker.store.ids import new_id
from tracker.web.frame import errors, floods, once_more, request_log
from tracker.words import lazy

log = structlog.get_logger()

KEPT = lazy("Something broke on our side. What you wrote is kept on this page: send it once more in a moment.")


def hang_up(app: Flask) -> None:
    app.register_error_handler(Exception, broken)
    app.register_error_handler(InternalServerError, late)


def late(error: InternalServerError) -> ResponseReturnValue:
    """What broke on the way out of the house, when the view had done its work: Flask wraps it."""
    return broken(error.original_exception or error)


def noted(error: BaseException) -> str:
    """Logged without its text, which could hold a name. The number that stands in the line."""
    reference = new_id()[:8]
    log.error("broken", rule=request_log.rule(), method=request_log.method(), reference=reference, **logs.told(error))
    return reference


def broken(error: BaseException) -> ResponseReturnValue:
    """The page, with that number."""
    reference = noted(error)
    try:
        return _kept(reference) or errors.page(500, reference=reference, bare=True)
    except Exception as again:  # noqa: BLE001
        log.warning("the error page broke", reference=reference, **logs.told(again))
        title, sentence = errors.SAID[500]
        return Response(f"{title}. {sentence} ({reference})\n", 500, content_type="text/plain; charset=utf-8")


def _kept(reference: str) -> ResponseReturnValue | None:
    """What was written by a person without an account is given back, to be sent again."""
    if request.method != "POST" or request.path.startswith("/account"):
        return None
    if floods.limit_of(current_app, request.endpoint or "", request.method) is None:
        return None
    return once_more.page(KEPT, 500, reference=reference)

"""The page that gives back what was written, to be sent once more: it needs no database, so it is there when that is not."""

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from tracker.web.frame import errors, speech
from tracker.web.frame.form_tokens import FromElsewhere, check_origin
from tracker.words import LANGUAGES, Lazy

# Bytes that a person may have written; a larger body is not even read.
MOST_BYTES = 64_000
MOST_FIELDS = 60


def page(
    sentence: Lazy, status: int, after: int = 0, instead: dict[str, str] | None = None, reference: str = ""
) -> ResponseReturnValue:
    """`after`: seconds to wait, for a program. `instead`: fields that go back otherwise than they came."""
    # From a page behind a secret address a browser names no origin; whoever can send that form has the secret already.
    if "token" not in (request.view_args or {}):
        try:
            check_origin()
        except FromElsewhere as elsewhere:
            return errors.page(elsewhere.status, sentence=str(elsewhere), bare=True)
    written = _written()
    if written is None:
        answer = make_response(errors.page(status, bare=True, reference=reference))
    else:
        others = instead or {}
        fields = [(name, value) for name, value in written if name not in others] + list(others.items())
        answer = make_response(_form(sentence, fields, reference), status)
    if after:
        answer.headers["Retry-After"] = str(after)
    return answer


def _form(sentence: Lazy, fields: list[tuple[str, str]], reference: str) -> Response:
    spoken = dict(fields).get("lang", "")
    if spoken in LANGUAGES:
        speech.speak(spoken)
    return make_response(
        render_template(
            "errors/once_more.html", bare=True, sentence=str(sentence), fields=fields, reference=reference,
            address=request.full_path.rstrip("?"),
        )
    )  # fmt: skip


def _written() -> list[tuple[str, str]] | None:
    """The fields, as they came; None for what is no form that a person wrote."""
    if (request.content_length or 0) > MOST_BYTES:
        return None
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:  # a body that cannot be read
        return None
    return [(name, value) for name, value in fields if name != "speak"] if len(fields) <= MOST_FIELDS else None

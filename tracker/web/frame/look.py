"""One style sheet for each face: tokens, base and the face's own, joined, made small and compressed when the server starts.

On a crowded network one request beats three; the address carries a hash of the content, so it is kept for a year.
"""

import gzip
import hashlib
import re
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request

FACES = {
    "public": ("tokens", "base", "public"),
    "desk": ("tokens", "base", "desk", "ahead", "ladder", "calls"),
}
A_YEAR = 31_536_000

bp = Blueprint("look", __name__)


class Sheet:
    """A joined style sheet."""

    def __init__(self, texts: list[str]) -> None:
        self.plain = _small("\n".join(texts)).encode("utf-8")
        self.packed = gzip.compress(self.plain, 9, mtime=0)
        self.hash = hashlib.sha256(self.plain).hexdigest()[:12]


def hang_up(app: Flask) -> None:
    """Join the sheets; templates say `look('desk')` for an address."""
    folder = Path(app.static_folder or "") / "look"
    sheets = {
        face: Sheet([(folder / f"{name}.css").read_text("utf-8") for name in names]) for face, names in FACES.items()
    }
    app.extensions["houselights_look"] = sheets
    app.jinja_env.globals["look"] = lambda face: f"/look/{face}-{sheets[face].hash}.css"
    app.register_blueprint(bp)


@bp.get("/look/<face>-<hash_>.css")
def sheet(face: str, hash_: str) -> Response:
    """The sheet of a face. An old hash gets the present sheet, to be kept for a minute only."""
    found = current_app.extensions["houselights_look"].get(face)
    if found is None:
        abort(404)
    answer = Response(found.plain, content_type="text/css; charset=utf-8")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = Response(found.packed, content_type="text/css; charset=utf-8", headers={"Content-Encoding": "gzip"})
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = (
        f"public, max-age={A_YEAR}, immutable" if hash_ == found.hash else "public, max-age=60"
    )
    return answer


def _small(css: str) -> str:
    """Without comments, and without white space that means nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    return css.replace(": ", ":").replace(";}", "}").strip()

"""What pages load, as few bytes as there need be: one style sheet for each face (tokens, base and the face's own, joined
and made small), the scripts of the signup page, of the host's and of typing up, the mark. Compressed when the server starts.

On a crowded network one request beats three; the address carries a hash of the content, so it is kept for a year.
"""

import gzip
import hashlib
import re
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request

FACES = {
    "public": ("tokens", "base", "public"),
    # After public, on pages that nobody opens in the auditorium.
    "reads": ("reads",),
    "own": ("own",),
    "host": ("host",),
    "shows": ("shows",),
    "kiosk": ("tokens", "base", "public", "kiosk"),
    # Typing up a paper sheet, on the host's page and at the desk.
    "sheet": ("sheet",),
    "desk": ("tokens", "base", "figures", "desk", "ahead", "ladder", "calls", "stories"),
}
# By the name in their address: where the files lie below static/.
SCRIPTS = {
    "signup": "public/signup.js", "host": "host/evening.js", "kiosk": "kiosk/form.js", "kiosk_sealing": "kiosk/sealing.js",
    "kiosk_waiting": "kiosk/waiting.js", "kiosk_worker": "kiosk/worker.js", "sheet": "parts/sheet.js",
}  # fmt: skip
PICTURES = {"mark": "look/mark.svg"}
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
A_YEAR = 31_536_000

bp = Blueprint("look", __name__)


class Piece:
    """Something a page loads."""

    def __init__(self, text: str, ending: str) -> None:
        self.plain, self.ending = text.encode("utf-8"), ending
        self.packed = gzip.compress(self.plain, 9, mtime=0)
        self.hash = hashlib.sha256(self.plain).hexdigest()[:12]


def hang_up(app: Flask) -> None:
    """Join the sheets; templates say `look('desk')`, `look('signup', 'js')` for an address."""
    folder = Path(app.static_folder or "")
    pieces = {("css", face): Piece(_small(_joined(folder, names)), "css") for face, names in FACES.items()}
    pieces |= {("js", name): Piece(_bare((folder / path).read_text("utf-8")), "js") for name, path in SCRIPTS.items()}
    pieces |= {("svg", name): Piece((folder / path).read_text("utf-8"), "svg") for name, path in PICTURES.items()}
    app.extensions["houselights_look"] = pieces
    app.jinja_env.globals["look"] = address
    app.register_blueprint(bp)


@bp.get("/look/<name>-<hash_>.<any(css, js, svg):ending>")
def sheet(name: str, hash_: str, ending: str) -> Response:
    """A piece. An old hash gets the present one, to be kept for a minute only."""
    found: Piece | None = current_app.extensions["houselights_look"].get((ending, name))
    if found is None:
        abort(404)
    answer = Response(found.plain, content_type=f"{TYPES[ending]}; charset=utf-8")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.data = found.packed
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = (
        f"public, max-age={A_YEAR}, immutable" if hash_ == found.hash else "public, max-age=60"
    )
    return answer


def address(name: str, ending: str = "css") -> str:
    """Where a page finds a piece."""
    found: Piece = current_app.extensions["houselights_look"][ending, name]
    return f"/look/{name}-{found.hash}.{ending}"


def text_of(name: str, ending: str) -> str:
    """A piece as it is sent."""
    found: Piece = current_app.extensions["houselights_look"][ending, name]
    return found.plain.decode("utf-8")


def _joined(folder: Path, names: tuple[str, ...]) -> str:
    return "\n".join((folder / "look" / f"{name}.css").read_text("utf-8") for name in names)


def _small(css: str) -> str:
    """Without comments, and without white space that means nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    return css.replace(": ", ":").replace(";}", "}").strip()


def _bare(script: str) -> str:
    """Without lines that are comments, and without the blanks before the others."""
    lines = (line.strip() for line in script.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//"))

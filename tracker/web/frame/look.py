"""What pages load, as few bytes as there need be: one style sheet for each face (tokens, base and the face's own, joined
and made small), the scripts of the signup page, of the host's and of typing up, the mark. Compressed when the server starts.

On a crowded network one request beats three; the address carries a hash of the content, so it is kept for a year.
"""

import gzip
import hashlib
import re
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request

from tracker.team import logo
from tracker.web.frame.dress import dress

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
    "desk": ("tokens", "base", "figures", "charts", "desk", "ahead", "ladder", "calls", "stories", "find"),
    # After desk: a report, on a screen and on one sheet of A4 or Letter.
    "report": ("report",),
    # After desk: how other programs use the API.
    "api": ("api",),
}
# By the name in their address: where the files lie below static/.
SCRIPTS = {
    "signup": "public/signup.js", "host": "host/evening.js", "kiosk": "kiosk/form.js", "kiosk_sealing": "kiosk/sealing.js",
    "kiosk_waiting": "kiosk/waiting.js", "kiosk_worker": "kiosk/worker.js", "sheet": "parts/sheet.js",
}  # fmt: skip
PICTURES = {"mark": "look/mark.svg"}
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
A_YEAR = 31_536_000

# Two colours in an address, and what they dress: see team.colours.
COLOURS = re.compile(r"([0-9a-f]{6})-([0-9a-f]{6})", re.ASCII)
OWN = (
    ":root{--accent:#%(ink)s;--lamp:#%(lamp)s;--lamp-edge:#%(ink)s;--c1:#%(ink)s}"
    "@media (prefers-color-scheme:dark){:root{--accent:#%(lamp)s;--lamp-edge:#%(lamp)s;--c1:#%(lamp)s}}"
    ".dark{--accent:#%(lamp)s;--lamp-edge:#%(lamp)s;--c1:#%(lamp)s}"
)

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
    app.jinja_env.globals.update(look=address, logo=_logo)
    app.register_blueprint(bp)


def address(name: str, ending: str = "css") -> str:
    """Where a piece is; of a sheet with colours in it, dressed in the organisation's own."""
    pieces: dict[tuple[str, str], Piece] = current_app.extensions["houselights_look"]
    own = dress().colours.replace(" ", "-") + "/" if ending == "css" and FACES[name][0] == "tokens" else ""
    return f"/look/{own.lstrip('/')}{name}-{pieces[ending, name].hash}.{ending}"


def _logo() -> tuple[str, int, int] | None:
    """Where the organisation's logo is, and its size in dots; None without one."""
    if not dress().logo:
        return None
    mark, width, height = dress().logo.split()
    return f"/look/logo/{mark}.png", int(width), int(height)


@bp.get("/look/logo/<mark>.png")
def picture(mark: str) -> Response:
    """The logo; another one has another address."""
    shown = logo.now()
    if shown is None or shown.mark != mark:
        abort(404)
    return _kept(Response(logo.png(), content_type="image/png"), A_YEAR)


@bp.get("/look/<colours>/<name>-<hash_>.css")
def dressed(colours: str, name: str, hash_: str) -> Response:
    """A sheet in two colours of an organisation's; which ones is said by the address, so that it can be kept for a year."""
    pieces: dict[tuple[str, str], Piece] = current_app.extensions["houselights_look"]
    pair, plain = COLOURS.fullmatch(colours), pieces.get(("css", name))
    if pair is None or plain is None or FACES[name][0] != "tokens":
        abort(404)
    found = Piece(plain.plain.decode("utf-8") + OWN % {"ink": pair[1], "lamp": pair[2]}, "css")
    return _answer(found, hash_ == plain.hash)


@bp.get("/look/<name>-<hash_>.<any(css, js, svg):ending>")
def sheet(name: str, hash_: str, ending: str) -> Response:
    """A piece. An old hash gets the present one, to be kept for a minute only."""
    found: Piece | None = current_app.extensions["houselights_look"].get((ending, name))
    if found is None:
        abort(404)
    return _answer(found, hash_ == found.hash)


def _answer(found: Piece, present: bool) -> Response:
    answer = Response(found.plain, content_type=f"{TYPES[found.ending]}; charset=utf-8")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.data = found.packed
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    return _kept(answer, A_YEAR if present else 60)


def _kept(answer: Response, seconds: int) -> Response:
    answer.headers["Cache-Control"] = f"public, max-age={seconds}" + (", immutable" if seconds == A_YEAR else "")
    return answer


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

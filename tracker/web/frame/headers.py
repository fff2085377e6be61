"""What every answer says about itself (ASVS 3.4, 14.3). By hand: the kept libraries for this are idle."""

from flask import Flask, Response, current_app, request
from werkzeug.routing import RequestRedirect

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'"
)
A_YEAR = 31_536_000


def hang_up(app: Flask) -> None:
    app.after_request(say)


def say(answer: Response) -> Response:
    """Pages are kept by nobody unless a view said otherwise; addresses with a token leak to nobody."""
    told = answer.headers
    if isinstance(request.routing_exception, RequestRedirect):
        _without_host(answer)
    told.setdefault("Content-Security-Policy", POLICY)
    told.setdefault("X-Content-Type-Options", "nosniff")
    told.setdefault("Referrer-Policy", "no-referrer" if _has_token() else "same-origin")
    told.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    told.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    told.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
    told.setdefault("Cache-Control", "no-store")
    if current_app.config["BASE_URL"].startswith("https://"):
        told.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}; includeSubDomains")
    return answer


def _without_host(answer: Response) -> None:
    """Where a slash is missing Werkzeug leads on to the host that was asked for: which anybody can name."""
    answer.headers["Location"] = "/" + answer.headers["Location"].partition("://")[2].partition("/")[2].lstrip("/")
    answer.set_data(b"")


def _has_token() -> bool:
    """Where nothing was found by an address, or not by that method, there may be one in it all the same."""
    return request.view_args is None or "token" in request.view_args

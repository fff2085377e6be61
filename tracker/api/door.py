"""The front door for other programs. No page behind it opens a session or sets a cookie; whoever comes shows a token."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response
from werkzeug.exceptions import HTTPException

from tracker.api import answers, asked, docs, figures, paging
from tracker.api.entering import enter, look_in
from tracker.api.routes import Route
from tracker.api.table import EVERY
from tracker.errors import Refusal
from tracker.usecases.tell_figures import NotToldYet
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf

PAGES = (figures, docs)


def open_door(app: Flask) -> None:
    """Hang up what it answers."""
    door = Blueprint("api", __name__, url_prefix=asked.BASE)
    for page in PAGES:
        door.register_blueprint(page.bp)
    for bp in _of_table():
        door.register_blueprint(bp)
    figures.hang_up(app)
    paging.hang_up(app)
    door.register_error_handler(Refusal, answers.refused)
    door.register_error_handler(NotToldYet, figures.not_yet)
    door.register_error_handler(HTTPException, answers.told)
    door.register_error_handler(Exception, answers.broke)
    # Where there is no such address, or it does not take that method, no blueprint is asked.
    app.register_error_handler(HTTPException, answers.told_where)
    door.after_request(unlisted)
    app.register_blueprint(door)


def _of_table() -> list[Blueprint]:
    """One blueprint for each module of the table. With a slash at the end or without: neither leads anywhere else."""
    blueprints: dict[str, Blueprint] = {}
    for route in EVERY:
        bp = blueprints.get(route.module)
        if bp is None:
            bp = blueprints[route.module] = for_anyone(Blueprint(route.module, __name__))
            # No browser's cookie opens anything here: the token is in a header.
            csrf.exempt(bp)
        view = _opened(route)
        bp.add_url_rule(route.path, route.view.__name__, view, methods=[route.method], strict_slashes=False)
    return list(blueprints.values())


def _opened(route: Route) -> Callable[..., Response]:
    def view(**ids: str) -> Response:
        token = enter(route.needs) if route.needs else look_in()
        return answers.hal(route.view(asked.of(token, route.filters), **ids))

    view.__doc__ = route.view.__doc__
    return view


def unlisted(answer: Response) -> Response:
    """No search engine keeps it, wherever it found the address."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer

"""The front door of accounts: who comes here is not in yet, so each page says for itself who may see it."""

from flask import Blueprint, Flask

from tracker.web.account import authenticator, forgot, joining, rhythm, second_factor, security, settings, sign_in
from tracker.web.frame import access, role_names, sessions


def open_door(app: Flask) -> None:
    """Hang up its pages, and with them the sessions and the guard of all faces."""
    sessions.hang_up(app)
    security.hang_up(app)
    access.hang_up(app)
    role_names.hang_up(app)
    app.jinja_env.globals["base_url"] = app.config["BASE_URL"]
    door = Blueprint("account", __name__, url_prefix="/account")
    for page in (sign_in, second_factor, authenticator, joining, forgot, settings, rhythm):
        door.register_blueprint(page.bp)
    app.register_blueprint(door)

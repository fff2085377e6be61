"""The front door of accounts: who comes here is not in yet, so each page says for itself who may see it."""

from flask import Blueprint, Flask

from tracker.web.account import (
    again,
    authenticator,
    devices,
    forgot,
    joining,
    passkey,
    recovery_code,
    rhythm,
    second_factor,
    security,
    settings,
    sign_in,
    ways,
)
from tracker.web.frame import access, role_names, sessions

PAGES = (
    sign_in, passkey, second_factor, recovery_code, authenticator, joining, forgot,
    settings, ways, devices, again, rhythm,
)  # fmt: skip


def open_door(app: Flask) -> None:
    """Hang up its pages, and with them the sessions and the guard of all faces."""
    sessions.hang_up(app)
    security.hang_up(app)
    access.hang_up(app)
    role_names.hang_up(app)
    app.jinja_env.globals["base_url"] = app.config["BASE_URL"]
    door = Blueprint("account", __name__, url_prefix="/account")
    for page in PAGES:
        door.register_blueprint(page.bp)
    app.register_blueprint(door)

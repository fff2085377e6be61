"""What pages call the roles."""

from flask import Flask

from tracker.team.roles import Role
from tracker.words import lazy

ROLE_NAMES = {
    Role.ADMINISTRATOR: lazy("Administrator"),
    Role.COORDINATOR: lazy("Coordinator"),
    Role.ORGANIZER: lazy("Organizer"),
    Role.CALLER: lazy("Caller"),
    Role.VIEWER: lazy("Viewer"),
}


def hang_up(app: Flask) -> None:
    app.jinja_env.globals["role_name"] = lambda role: str(ROLE_NAMES[Role(role)])

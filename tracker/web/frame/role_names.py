"""What pages call the roles, and what each may do."""

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

ROLE_MEANS = {
    Role.ADMINISTRATOR: lazy("Runs the house: the team, settings, keys. Sees all campaigns."),
    Role.COORDINATOR: lazy("Sees all campaigns, decides what is doubtful, publishes."),
    Role.ORGANIZER: lazy("Film screenings, hosts and follow-ups of the campaigns they are put on."),
    Role.CALLER: lazy("Calls and writes to allies, one claimed card at a time."),
    Role.VIEWER: lazy(
        "Reads published reports, and nothing else: no names, no lists. For the film’s team and funders."
    ),
}


def hang_up(app: Flask) -> None:
    app.jinja_env.globals["role_name"] = lambda role: str(ROLE_NAMES[Role(role)])
    app.jinja_env.globals["role_means"] = lambda role: str(ROLE_MEANS[Role(role)])

"""/healthz: for a load balancer and for who looks after the house.

503 only when the database does not answer: then no page works. A missing worker delays letters but loses nothing, so it
is said in words and the status stays 200: no site should go dark because its post is late. The same for backups and chores.
"""

from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.store.db import db
from tracker.store.heartbeat import alive
from tracker.team import failing_chores, settings
from tracker.web.frame.access import for_anyone

bp = for_anyone(Blueprint("health", __name__))

# A night and a morning.
BACKUP_LATE = timedelta(hours=36)


@bp.get("/healthz")
def tell() -> tuple[Response, int]:
    """{"database": "well" | "away", "worker": "well" | "none seen" | "unknown"}.

    Where nightly backups are set up, also {"backup": "well" | "late" | "none yet", "backup_made": a moment or ""}.
    While chores of the worker fail, {"chores": their names}, too.
    """
    try:
        workers = alive("worker")
        told: dict[str, str | list[str]] = {**(_backup() if current_app.config["BACKUP_PATH"] else {})}
        if failing := sorted(failing_chores.failing()):
            told["chores"] = failing
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(database="away", worker="unknown"), 503
    return jsonify(database="well", worker="well" if workers else "none seen", **told), 200


def _backup() -> dict[str, str]:
    made = settings.get("backup_made")
    if not made:
        return {"backup": "none yet", "backup_made": ""}
    late = clock.now() - datetime.fromisoformat(made) > BACKUP_LATE
    return {"backup": "late" if late else "well", "backup_made": made}

"""/healthz: for a load balancer and for who looks after the house.

503 only when the database does not answer: then no page works. A missing worker delays letters but loses nothing, so it
is said in words and the status stays 200: no site should go dark because its post is late.
"""

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from tracker.store.db import db
from tracker.store.heartbeat import alive
from tracker.web.frame.access import for_anyone

bp = for_anyone(Blueprint("health", __name__))


@bp.get("/healthz")
def tell() -> tuple[Response, int]:
    """{"database": "well" | "away", "worker": "well" | "none seen" | "unknown"}."""
    try:
        workers = alive("worker")
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(database="away", worker="unknown"), 503
    return jsonify(database="well", worker="well" if workers else "none seen"), 200

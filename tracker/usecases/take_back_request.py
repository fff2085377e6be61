"""Whoever asked to host takes it back by the link in our letter, or it was never them: what was written is forgotten."""

from tracker.allies import answer_by_link
from tracker.letters import outbox
from tracker.signups import requests
from tracker.signups.request_to_host import OPEN, RequestToHost
from tracker.store.db import db
from tracker.store.transactions import transaction


def take_back_request(request_id: str) -> bool:
    """False where a film screening has come of it: that a person calls off. Twice is once."""
    with transaction():
        request = _hold(request_id)
        if request is None:
            return True
        if request.state == "approved":
            return False
        if request.state in OPEN:
            requests.decide(request, "taken back", None)
        requests.empty(request)
        outbox.withdraw_answers(request.id)
        return True


def _hold(request_id: str) -> RequestToHost | None:
    """The ally first, as whoever erases them does."""
    named = db.session.get(RequestToHost, request_id)
    if named is not None and named.ally_id:
        answer_by_link.find(named.ally_id)
    return db.session.get(RequestToHost, request_id, with_for_update=True, populate_existing=True)

"""Somebody opens a request to host: who asks stands there with their contact, and that is written down."""

from tracker.followups.claiming import Worker
from tracker.signups import requests
from tracker.store.transactions import transaction
from tracker.team import rations, trace


def look_at_request(request_id: str, who: Worker) -> None:
    """Before the page is shown. Where nothing is held of who asks, nothing is written. Raises what requests.reachable()
    raises, and RationSpent.
    """
    request = requests.reachable(request_id, who.campaigns, who.careful)
    if requests.is_gone(request) or not trace.unseen("request shown", who.account_id, [request_id]):
        return
    with transaction():
        rations.take("card", who.account_id, request_id)
        trace.note("request shown", who.account_id, "request", request_id)

"""A process says that it lives."""

from tracker.store.heartbeat import beat
from tracker.store.transactions import transaction


def say_alive(process_id: str, kind: str) -> None:
    with transaction():
        beat(process_id, kind)

"""A process says that it lives, and looks at the keys: whether a new one came, whether one is to be destroyed here too."""

from tracker.keeping import key_destroying
from tracker.store import key_record, undertakings
from tracker.store.heartbeat import beat, fall_silent
from tracker.store.keyring import look
from tracker.store.transactions import transaction


def say_alive(process_id: str, kind: str) -> None:
    held = look()
    if key_destroying.put_away(held):
        held = look()
    with transaction():
        key_record.register(held)
        beat(process_id, kind)


def say_gone(process_id: str) -> None:
    """It ends: nobody need wait for it, and nothing that it was at has ended it."""
    with transaction():
        fall_silent(process_id)
        undertakings.let_go_of_all()

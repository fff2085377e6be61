"""An administrator says for how long each kind of thing is kept. A shorter time holds from the next night on."""

from collections.abc import Mapping

from tracker.keeping import bounds
from tracker.store.transactions import transaction
from tracker.team import trace


def set_keeping(wanted: Mapping[str, int | None], account_id: str) -> bool:
    """`wanted`: every setting of keeping.bounds. False: nothing is new. Raises the refusals there."""
    with transaction():
        bounds.check(wanted)
        changed = bounds.put(wanted)
        if changed:
            trace.note("keeping changed", account_id, detail=", ".join(changed))
        return bool(changed)

"""What would bring two joined allies back as they were, 30 days after they were joined."""

from datetime import timedelta

from tracker.allies.merge import Merge
from tracker.store.old import Old

UNDOABLE = timedelta(days=30)

OLD = (
    Old(
        Merge, held=lambda: Merge.notes_sealed.is_not(None), over=lambda before: Merge.at < before,
        empties=(Merge.notes_sealed,),
    ),
)  # fmt: skip

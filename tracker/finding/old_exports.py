"""Files that nobody fetched within a day. Their parts go with them."""

from sqlalchemy import true

from tracker.finding.export import Export
from tracker.store.old import Old

OLD = (Old(Export, held=true, over=lambda before: Export.asked_at < before),)

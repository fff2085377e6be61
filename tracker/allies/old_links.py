"""Fresh links whose half hour is long over."""

from tracker.allies.own_link import OwnLink
from tracker.store.old import Old

OLD = (Old(OwnLink, held=lambda: OwnLink.id.is_not(None), over=lambda before: OwnLink.ends_at < before),)

"""Kits of campaigns that nobody fetched. Their parts go with them."""

from sqlalchemy import true

from tracker.screenings.kit import Kit
from tracker.store.old import Old

OLD = (Old(Kit, held=true, over=lambda before: Kit.asked_at < before),)

"""Deliveries that are over, those that nobody took, and webhooks that were withdrawn."""

from tracker.hooks.delivery import HookDelivery
from tracker.hooks.hook import Hook
from tracker.store.old import Old

# From the day it happened: a receiver that was away for a month has to ask for what it missed.
DELIVERIES = (
    Old(HookDelivery, held=lambda: HookDelivery.id.is_not(None), over=lambda before: HookDelivery.at < before),
)  # fmt: skip
# From their end: what was told to whom last year can still be told.
HOOKS = (Old(Hook, held=lambda: Hook.withdrawn_at.is_not(None), over=lambda before: Hook.withdrawn_at < before),)

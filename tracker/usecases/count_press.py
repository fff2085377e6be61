"""Somebody presses the button of a next step: on the thanks page, or behind a letter. A number grows; nobody is named."""

from tracker import clock
from tracker.appeals import counting
from tracker.appeals.click import PLACES
from tracker.appeals.interest import by_key
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.store.transactions import transaction


def count_press(key: str, campaign_id: str, place: str) -> None:
    """`place`: see click.PLACES. What is not there is not counted."""
    with transaction():
        row = by_key(key)
        if row and place in PLACES and is_id(campaign_id) and db.session.get(Campaign, campaign_id):
            counting.add(row.id, campaign_id, place, clock.now().date())

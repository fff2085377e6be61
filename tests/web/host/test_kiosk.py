"""Tablets on the host's page: a host makes one, opens it and ends it."""

import re

from flask import Flask

from tests.host_evening import Evening
from tracker.signups import kiosks
from tracker.signups.kiosk import Kiosk
from tracker.store.db import db
from tracker.store.transactions import transaction


def test_a_host_makes_one_opens_it_and_ends_it_and_none_of_another_evening(app: Flask, evening: Evening) -> None:
    made = evening.post("kiosk", name="By the stairs")
    page = evening.client.get(evening.path).text
    assert made.status_code == 303 and "By the stairs" in page and page.count('class="square"') == 1
    address = re.findall(r'href="http://[^"]+(/kiosk/[^"]+)"', page)[0]
    assert app.test_client().get(address).status_code == 200
    [kiosk] = kiosks.of_screening(evening.screening_id)
    assert kiosk.made_by_id is None and 'rel="noopener"' in page
    assert "So that you can tell it" in evening.post("kiosk", name=" ").text
    other = evening.other_id
    with transaction():
        theirs = kiosks.make(other, "Elsewhere", "en", None).id
    assert evening.post("kiosk", withdraw=theirs).status_code == 404
    assert evening.post("kiosk", withdraw=kiosk.id).status_code == 303
    assert app.test_client().get(address).status_code == 404
    assert "It takes no more entries." in evening.client.get(evening.path).text
    assert db.session.get_one(Kiosk, theirs).withdrawn_at is None

"""Paper that is left is told to whoever typed it, else to the point person; once a week, and of nobody by name."""

from typing import Any

import pytest
from flask import Flask

from tests import invented
from tests.daytime import afternoon_zone
from tests.paper_sheets import printed, typed
from tracker.letters.letter import Letter
from tracker.screenings import who_works
from tracker.screenings.screening import Screening
from tracker.signups.sheet_line import Typist
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.team.account import Account
from tracker.usecases import type_up
from tracker.usecases.destroy_sheet import destroy_sheet
from tracker.usecases.give_host_link import give_host_link
from tracker.usecases.remind_of_sheets import remind_of_sheets

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
BASE = "https://houselights.example"


def told() -> list[tuple[str | None, str]]:
    db.session.rollback()
    rows = db.session.query(Letter).filter_by(kind="sheets").order_by(Letter.written_at, Letter.id)
    return [(row.account_id, (row.words or {})["text"]) for row in rows]


def test_the_typist_hears_of_their_sheets_and_the_point_person_of_a_hosts(app: Flask, later: Any) -> None:
    with app.app_context():
        rosa, hana = invented.account("organizer", "Rosa M."), invented.account("organizer", "Hana S.")
        house = invented.House(rosa, hana)
        with transaction() as session:
            settings.put("zone", afternoon_zone())
            session.get_one(Screening, house.screening_id).point_person_id = hana
        own, hosts, untouched = printed(house.screening_id, copies=3)
        from tracker.screenings.host_link import token_of

        host = Typist(host=token_of(give_host_link(house.screening_id, "", "", rosa)), pen="p")
        type_up.type_line(own, typed(1), Typist(rosa))
        type_up.type_line(hosts, typed(2), host)
        later(hours=1)
        assert remind_of_sheets(BASE) == 0, "they are at it"
        later(days=2)
        assert remind_of_sheets(BASE) == 2 and remind_of_sheets(BASE) == 0
        letters = dict(told())
        assert own in letters[rosa] and hosts not in letters[rosa] and hosts in letters[hana]
        assert untouched not in letters[rosa] + letters[hana] and "heron" not in letters[rosa].lower()
        type_up.close_sheet(own, 1, 0, Typist(rosa))
        type_up.close_sheet(hosts, 1, 0, host)
        destroy_sheet(hosts, host)
        later(days=9)
        assert remind_of_sheets(BASE) == 1 and told()[-1][0] == rosa
        destroy_sheet(own, Typist(hana))
        later(days=17)
        assert remind_of_sheets(BASE) == 0


def test_who_left_or_works_elsewhere_is_passed_over_and_at_last_the_coordinators_hear(app: Flask, later: Any) -> None:
    """A letter went to whoever had closed it, who had left: to nobody."""
    with app.app_context():
        rosa, wren, hana = (invented.account("organizer", name) for name in ("Rosa M.", "Wren T.", "Hana S."))
        cora, gone = invented.account("coordinator", "Cora B."), invented.account("coordinator", "Old C.", active=False)
        house = invented.House(rosa, wren, hana)
        with transaction() as session:
            settings.put("zone", afternoon_zone())
            session.get_one(Screening, house.screening_id).point_person_id = hana
        [one] = printed(house.screening_id)
        type_up.type_line(one, typed(1), Typist(rosa))
        type_up.type_line(one, typed(2), Typist(wren))
        type_up.close_sheet(one, 2, 0, Typist(wren))

        def whose() -> set[str | None]:
            later(days=8)
            before = len(told())
            remind_of_sheets(BASE)
            return {account_id for account_id, _text in told()[before:]}

        assert whose() == {wren}
        with transaction() as session:
            session.get_one(Account, wren).active = False
        assert whose() == {rosa}
        with transaction():
            who_works.set_campaigns(rosa, frozenset())
        assert whose() == {hana}
        with transaction() as session:
            session.get_one(Account, hana).active = False
        assert whose() == {cora} and gone

"""Two allies who were one person are joined, and parted again when that was a mistake."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.alike_pair import GOES, STAYS, TwoOfThem, everything
from tracker.allies.ally import Ally
from tracker.allies.by_address import by_address
from tracker.store.db import db
from tracker.usecases.part_allies import part_allies


@pytest.fixture
def two(app: Flask) -> Iterator[TwoOfThem]:
    with app.app_context():
        yield TwoOfThem()


def test_joined_and_parted_everything_is_as_it_was(two: TwoOfThem) -> None:
    before = everything()
    merge_id = two.join()
    assert by_address(str(GOES["email"])) == by_address(str(STAYS["email"])) == two.stays
    part_allies(merge_id, two.by)
    after = everything()
    for table in before:
        assert after[table] == before[table], table
    assert db.session.get_one(Ally, two.goes).contact == GOES

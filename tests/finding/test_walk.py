"""A long list of allies is walked through in goes: whoever fits stands on one of its pages, and on one alone."""

from datetime import timedelta

import pytest
from flask import Flask

from tests import invented
from tracker import clock
from tracker.allies.ally import Ally
from tracker.finding import allies, among
from tracker.finding.filters import Filters
from tracker.followups.claiming import Worker
from tracker.store.db import db
from tracker.store.transactions import transaction


def walked(who: Worker, size: int, **wanted: str) -> list[list[str]]:
    """Ids page by page, to the end."""
    pages: list[list[str]] = []
    after = None
    while not pages or after is not None:
        page = allies.page_of(Filters(**wanted), who, after, size)
        pages.append([line.id for line in page.lines])
        after = page.next
        assert len(pages) < 40, "it never ends"
    return pages


@pytest.fixture
def crowd(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Eighteen who signed up; nine of them at the same moment, every third one careful, every second one by letter alone."""
    monkeypatch.setattr(allies, "WALKED", 4)
    monkeypatch.setattr(among, "MANY", 0)
    with app.app_context():
        rosa = invented.account()
        here, elsewhere = invented.campaign(rosa), invented.campaign()
        at, there, now = invented.screening(here), invented.screening(elsewhere), clock.now()
        ids = []
        for n in range(18):
            ids.append(invented.ally(care=n % 3 == 0, phone_consent="no" if n % 2 else "yes"))
            invented.signup(ids[-1], at)
            invented.signup(invented.ally(), there)
            with transaction() as session:
                session.get_one(Ally, ids[-1]).acted_at = now - timedelta(hours=min(n, 9))
        db.session.expire_all()
        yield ids, Worker(rosa, frozenset({here}), careful=False), Worker(rosa, None, careful=True)


def test_whoever_fits_stands_on_one_page_however_many_acted_at_one_moment(crowd):
    ids, rosa, ines = crowd
    for size in (3, 50):
        shown = [each for page in walked(rosa, size) for each in page]
        assert sorted(shown) == sorted(ids) and shown[:9] == ids[:9]
        assert len([each for page in walked(ines, size) for each in page]) == 36


def test_who_has_asked_for_extra_care_is_left_out_of_each_go_and_of_the_number(crowd):
    ids, rosa, ines = crowd
    calls = [each for n, each in enumerate(ids) if n % 2 == 0]
    mine = [each for n, each in enumerate(ids) if n % 2 == 0 and n % 3]
    shown = [each for page in walked(rosa, 3, consent="both") for each in page]
    assert sorted(shown) == sorted(mine)
    assert set(calls) <= {each for page in walked(ines, 3, consent="both") for each in page}


def test_a_list_that_was_not_walked_to_its_end_says_that_there_may_be_more(crowd, monkeypatch):
    ids, rosa, _ines = crowd
    page = allies.page_of(Filters(), rosa, None, 3)
    assert page.at_least and page.number < len(ids)
    monkeypatch.setattr(among, "MANY", 1_000)
    page = allies.page_of(Filters(), rosa, None, 3)
    assert (page.at_least, page.number, len(page.lines)) == (False, len(ids), 3)

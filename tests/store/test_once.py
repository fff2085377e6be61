"""A page asks the same question once; who writes asks again."""

from flask import Flask

from tests.web.desk.test_few_questions import questions
from tracker.store.once import begin, forget, once
from tracker.store.transactions import transaction
from tracker.team import settings, trace


def test_a_page_is_told_the_same_until_somebody_writes(app: Flask):
    with app.app_context():
        asked: list[int] = []

        def ask() -> int:
            settings.get("zone")
            asked.append(1)
            return len(asked)

        assert (once("n", ask), once("n", ask)) == (1, 2), "nobody has said that a page is read"
        begin()
        assert [once("n", ask), once("n", ask)] == [3, 3]
        with transaction():
            assert once("n", ask) == 4, "rules look at what is there now"
            settings.put("zone", "Asia/Seoul")
            assert settings.get("zone") == "Asia/Seoul"
        assert settings.get("zone") == "Asia/Seoul"
        assert [once("n", ask), once("n", ask)] == [5, 5]


def test_what_lasts_outlives_a_deed_that_does_not_change_it(app: Flask):
    with app.app_context():
        begin()
        assert once("n", lambda: "before", lasts=True) == "before"
        zone = settings.get("zone")
        with transaction():
            trace.note("signed in", None)
        assert once("n", lambda: "after", lasts=True) == "before"
        with questions() as asked:
            assert settings.get("zone") == zone
        assert asked == []
        with transaction():
            settings.put("zone", "Asia/Seoul")
        assert settings.get("zone") == "Asia/Seoul"
        forget("n")
        assert once("n", lambda: "after", lasts=True) == "after"

"""A page asks the same question once; who writes asks again."""

from flask import Flask

from tracker.store.once import begin, once
from tracker.store.transactions import transaction
from tracker.team import settings


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

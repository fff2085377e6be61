"""Mail provider, scanners, shared mailbox: they read our letters and open every link in them."""

import re

import pytest
from sqlalchemy import select

from tests.letters_world import BASE_URL, World, world
from tests.smtp import Post
from tracker import clock
from tracker.allies.ally import Ally
from tracker.keeping import asking
from tracker.letters import keep_in_touch
from tracker.store.db import Base, db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases.deliver_due import deliver_due

__all__ = ["world"]
pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def everything() -> dict[str, list[str]]:
    db.session.rollback()
    return {
        table.name: sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
        for table in Base.metadata.sorted_tables
    }


def ask(ally_id: str) -> None:
    """Shall we keep in touch?"""
    with transaction() as session:
        ally = session.get_one(Ally, ally_id)
        put = asking.Asked(new_id(), ally_id, clock.now().date(), True)
        keep_in_touch.write_to(ally, str((ally.contact or {})["email"]), put.id, put.ends_on, BASE_URL)


@pytest.fixture
def delivered(engine_name: str, world: World, smtp: Post) -> Post:
    """The first letter and the question whether to keep in touch, to somebody with extra care and to somebody without."""
    for care in (True, False):
        ask(world.add(care=care))
    world.write()
    while deliver_due(new_id(), smtp.url, BASE_URL):
        pass
    assert len(smtp.letters) == 4
    return smtp


def test_adversary_mail_provider_each_letter_goes_to_one_recipient_alone(delivered: Post) -> None:
    for letter in delivered.letters:
        assert len(letter.recipients) == 1
        assert [letter.message[name] for name in ("Cc", "Bcc")] == [None, None]
        assert letter.message["To"].count("@") == 1


def test_adversary_mail_provider_with_extra_care_and_in_the_question_nothing_says_what_it_is_about(
    delivered: Post,
) -> None:
    subjects = [str(letter.message["Subject"]) for letter in delivered.letters]
    assert subjects.count("Shall we keep in touch?") == 2
    telling = [subject for subject in subjects if "Utopia" in subject]
    assert len(telling) == 1, "without extra care the first letter may say which film"
    nameless = [letter for letter in delivered.letters if "Lantern" not in str(letter.message["From"])]
    assert len(nameless) == 2, "and with it not even the sender's name tells"


def test_adversary_mail_provider_no_picture_and_nothing_that_reports_an_opening(delivered: Post) -> None:
    for letter in delivered.letters:
        page = letter.message.get_body(("html",)).get_content()
        assert not re.search(r"<img|<script|<link|url\(|http://(?!houselights)", page)
        assert set(re.findall(r"https?://([^/\"'\s<]+)", page)) <= {"houselights.example"}
        assert "Disposition-Notification-To" not in letter.message and "Return-Receipt-To" not in letter.message


def test_adversary_scanner_that_opens_every_link_changes_nothing(world: World, delivered: Post) -> None:
    links = {
        path for letter in delivered.letters
        for path in re.findall(r"https://houselights\.example(/[^\s<>\"]+)", letter.message.get_body(("plain",)).get_content())
    }  # fmt: skip
    assert len(links) >= 8
    before = everything()
    for path in links:
        for method in ("GET", "HEAD", "OPTIONS"):
            assert world.browser().open(path, method=method).status_code < 500
    assert everything() == before


def test_adversary_shared_mailbox_a_letters_links_show_nothing_that_is_held(world: World, delivered: Post) -> None:
    for letter in delivered.letters:
        words = letter.message.get_body(("plain",)).get_content()
        for path in re.findall(r"https://houselights\.example(/[^\s<>\"]+)", words):
            page = world.browser().get(path).text
            assert not [held for held in ("Mina", "@example.org", "+1512") if held in page], path

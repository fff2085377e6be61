"""The privacy notice: its facts are those of the house, and change with them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.letters_world import World
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import session, settings
from tracker.web.frame import access
from tracker.web.frame.role_names import ROLE_NAMES
from tracker.web.public import privacy, sentence
from tracker.words import LANGUAGES, speaking


def page(world: World, language: str = "en") -> str:
    """Without the quotes that HTML spells."""
    answer = world.browser().get(f"/privacy?lang={language}")
    assert answer.status_code == 200
    return str(answer.text.replace("&#39;", "'"))


def set_campaign(**values: object) -> None:
    with transaction() as rows:
        campaign = rows.query(Campaign).first()
        for name, value in values.items():
            setattr(campaign, name, value)


def test_an_empty_house_says_what_holds_without_campaign_and_address(app: Flask, client: FlaskClient):
    text = client.get("/privacy").text
    assert "The pages for supporters set no cookie." in text
    for unknown in ("%(", "months", "first letter, or we", "None", "Write to us about"):
        assert unknown not in text, unknown


def test_organisation_and_address_are_those_of_the_settings(world: World):
    assert "Lantern Crossing is responsible" in page(world)
    assert 'href="mailto:rosa@houselights.example"' in page(world)
    with transaction():
        settings.put("organisation", "<b>Ferry & Sons</b>")
        settings.put("reply_to", "new@houselights.example")
    assert "&lt;b&gt;Ferry &amp; Sons&lt;/b&gt; is responsible" in page(world)
    assert "@houselights.example" not in page(world), "nobody has said that the new one is read"


def test_months_are_those_of_the_campaigns(world: World):
    set_campaign(retention_months=7)
    assert "After 7 months without a sign" in page(world)
    set_campaign(retention_months=1)
    assert "After 1 month without a sign" in page(world)
    invented.campaign(name="Another")
    text = page(world)
    assert "After 1 month to 18 months without a sign" in text
    assert text.count("without a sign from you, we erase you") == 1


@pytest.mark.parametrize(("answers", "all_", "some"), [
    ((True, True), True, False), ((True, False), False, True), ((False, False), False, False),
])  # fmt: skip
def test_what_the_first_letter_asks_is_as_the_campaigns_have_it(
    world: World, answers: tuple[bool, ...], all_: bool, some: bool
):
    other = invented.campaign(name="Another")
    for campaign_id, answer in zip((world.campaign_id, other), answers, strict=True):
        with transaction() as rows:
            rows.get_one(Campaign, campaign_id).confirmed_first = answer
    text = page(world)
    assert ("Until you press the button in our first" in text, "In some campaigns, until you press" in text) == (
        all_,
        some,
    )


def test_roles_are_those_that_the_guard_lets_in(world: World, monkeypatch: pytest.MonkeyPatch):
    assert "Roles that can: Administrator, Coordinator." in page(world)
    reveal = world.app.view_functions["desk.ally.reveal"]
    monkeypatch.setattr(reveal, access.SAID, frozenset(access.ORGANIZING))
    assert "Roles that can: Administrator, Coordinator, Organizer." in page(world)


def test_idle_time_is_the_sessions_own(world: World, monkeypatch: pytest.MonkeyPatch):
    assert "signed out after 2 hours without" in page(world)
    monkeypatch.setattr(session, "IDLE", session.IDLE / 4)
    assert "signed out after 30 minutes without" in page(world)


def test_where_the_line_is_not_encrypted_the_notice_does_not_say_so(world: World):
    assert "encrypted on its way" in page(world)
    world.app.config["BASE_URL"] = "http://localhost:8000"
    assert "encrypted on its way" not in page(world)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said_in_every_language(app: Flask, language: str):
    with speaking(language):
        for section in privacy.NOTICE:
            for each in section.sentences:
                facts = dict.fromkeys(each.needs, "…")
                [(_title, [said])] = sentence.told([sentence.Section(section.title, (each,))], facts)
                assert said and "%" not in said


def test_each_section_has_its_heading_and_the_page_its_languages_and_day(world: World):
    text = page(world)
    assert text.count("<h1") == 1 and text.count("<h2>") == len(privacy.NOTICE)
    assert 'class="langs"' in text and "As it stands on" in text
    assert db.session.query(Campaign).count() == 1


def test_every_public_page_leads_to_both(client: FlaskClient):
    for path in ("/", "/privacy", "/nothing-here", "/account/sign-in"):
        text = client.get(f"{path}?lang=es").text
        assert 'href="/privacy?lang=es"' in text and 'href="/accessibility?lang=es"' in text, path


def test_roles_are_named_in_the_language_of_the_page(world: World):
    with speaking("ko"):
        wanted = str(ROLE_NAMES[access.Role.COORDINATOR])
    assert wanted in page(world, "ko")

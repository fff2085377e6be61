"""Keys: one list, the dialog on `?`, and the page without a script."""

import re

import pytest

from tracker.team.roles import Role
from tracker.web.desk import keys


def test_the_plain_page_lists_every_key_of_every_page(signed_in):
    page = signed_in(Role.CALLER).get("/desk/keys/").text
    for name, own in keys.PAGES.values():
        assert str(name) in page
        assert all(f"<kbd>{each.shown or each.key}</kbd></dt><dd>{each.words}</dd>" in page for each in own)


def test_the_plain_page_tells_of_the_box_on_every_page_to_whom_it_opens(signed_in):
    said = f"<dt><kbd>/</kbd></dt><dd>{keys.FIND.words}</dd>"
    for role, told in ((Role.ORGANIZER, True), (Role.VIEWER, False)):
        browser = signed_in(role)
        assert (said in browser.get("/desk/keys/").text) is told
        assert ('data-key="/"' in browser.get("/desk/more").text) is told


def test_no_page_names_a_key_by_itself_that_the_list_does_not_have(signed_in):
    page = signed_in(Role.ORGANIZER).get("/desk/").text
    listed = set(re.findall(r'data-pressed="([^"]+)"', page))
    assert set(re.findall(r'data-key="([^"]+)"', page)) <= listed
    assert {each.key for each in keys.TODAY} <= listed


def test_every_key_of_a_page_is_another():
    for _name, own in keys.PAGES.values():
        pressed = [each.key for each in (*own, *keys.EVERYWHERE)]
        assert len(pressed) == len(set(pressed))


@pytest.mark.browser
def test_the_list_opens_on_its_key_is_left_with_escape_and_switches_the_others_off(open_desk_page, desk_shown):
    page = open_desk_page("desk")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    page.keyboard.press("?")
    assert dialog.is_visible() and "take the next one" in dialog.inner_text()
    assert page.evaluate("document.activeElement.closest('dialog')?.id") == "keys"
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.locator("#asked").focus()
    page.keyboard.press("?")
    assert not dialog.is_visible() and page.locator("#asked").input_value() == "?"
    page.locator("#asked").fill("")
    page.locator("#asked").blur()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "asked"
    page.locator("#asked").blur()
    page.get_by_role("link", name="Keyboard shortcuts").click()
    dialog.get_by_label("Keys are on in this browser").uncheck()
    dialog.get_by_role("button", name="Close").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "asked"
    page.evaluate("localStorage.clear()")


@pytest.mark.browser
def test_the_card_lists_its_own_outcomes_by_the_words_on_their_buttons(open_desk_page, desk_shown):
    card = next(name for name, _language in desk_shown.pages if name.startswith("desk~follow-ups~"))
    page = open_desk_page(card)
    page.keyboard.press("?")
    assert "how it went" in page.get_by_role("dialog").inner_text()
    assert page.locator("dialog dt kbd").count() > 5

"""Each page says in one line what it is for."""

import pytest

from tracker.team.roles import Role
from tracker.web.desk.door import MENU
from tracker.web.desk.more import PARTS
from tracker.web.desk.purposes import purposes

ENTRIES = [entry[0] for entry in MENU] + [page[0] for _name, pages in PARTS for page in pages]


def test_every_entry_of_the_menu_and_of_more_says_what_it_is_for_in_one_line():
    told = purposes()
    assert [each for each in ENTRIES if not told.get(each)] == []
    assert [str(line) for line in told.values() if not 12 <= len(str(line)) <= 110 or "\n" in str(line)] == []


def test_the_line_stands_on_the_page_itself(signed_in):
    browser = signed_in(Role.ADMINISTRATOR)
    without = [
        path for path in ENTRIES if f'<p class="purpose soft">{purposes()[path]}</p>' not in browser.get(path).text
    ]
    assert without == []


@pytest.mark.parametrize("role", [Role.CALLER, Role.VIEWER])
def test_others_see_it_where_the_page_opens(signed_in, role):
    assert 'class="purpose soft"' in signed_in(role).get("/desk/more").text

"""Each page says in one line what it is for."""

from tracker.team.roles import Role
from tracker.web.desk.door import MENU
from tracker.web.desk.more import PARTS
from tracker.web.desk.purposes import SAY_IT_THEMSELVES, purposes

ENTRIES = [entry[0] for entry in MENU] + [page[0] for _name, pages in PARTS for page in pages]


def test_every_entry_of_the_menu_and_of_more_says_what_it_is_for_in_one_line():
    told = purposes()
    assert [each for each in ENTRIES if not told.get(each)] == []
    assert [str(line) for line in told.values() if not 12 <= len(str(line)) <= 110 or "\n" in str(line)] == []


def test_the_line_stands_on_the_page_itself_once(signed_in):
    browser = signed_in(Role.ADMINISTRATOR)
    heads = {
        path: browser.get(path).text.partition('<header class="dark band">')[2].partition("</header>")[0]
        for path in ENTRIES
    }
    said = {
        path: f'<p class="purpose soft">{str(purposes()[path]).removesuffix(".")}.</p>' in heads[path]
        for path in ENTRIES
    }
    assert {path for path in ENTRIES if not said[path]} == SAY_IT_THEMSELVES
    assert [path for path in SAY_IT_THEMSELVES if '<p class="soft">' not in heads[path]] == []


def test_callers_and_viewers_see_it_where_the_page_opens(signed_in):
    assert 'class="purpose soft"' in signed_in(Role.CALLER).get("/desk/more").text
    said = signed_in(Role.VIEWER).get("/desk/published/").text
    assert '<p class="soft">What' in said and "Each stays as it is: a fact of that day." in said

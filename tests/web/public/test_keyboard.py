"""Each story with the keys alone, JavaScript off and no cookie: sign up, be thanked, mend what is wrong, press what letters ask."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.answering import plainly
from tests.privacy.keeps import keeps
from tests.public_links import LINKS, Link
from tests.public_pages import UNLIKE
from tests.public_scene import Scene, on_stage
from tests.shown import house

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"width": 360, "height": 740}

# What has the focus: where it stands in the page, and whether it can be seen to have it. Ticks show it on their box.
FOCUSED = """() => {
    const each = document.activeElement, style = getComputedStyle(each), box = each.getBoundingClientRect();
    if (each === document.body) return null;
    const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const stops = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')];
    return {place: stops.indexOf(each), said: each.outerHTML.slice(0, 120), href: each.getAttribute('href'),
            marked: seen && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2};
}"""
# How many stops there are: a group of radio buttons is one; what is folded away is none.
STOPS = """() => {
    const radios = [...document.querySelectorAll('input[type=radio]')];
    const others = document.querySelectorAll('a[href], button, input:not([type=hidden], [type=radio]), select, textarea, summary');
    const met = [...others].filter(each => each.tabIndex >= 0 && each.checkVisibility());
    return met.length + new Set(radios.map(each => each.name)).size;
}"""


MOST_STOPS = 200


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scene, str]]:
    """A scene, and the address at which a server in this process answers for it."""
    with house(tmp_path_factory.mktemp("live")) as app, on_stage(app) as scene, plainly(app) as port:
        yield scene, f"http://127.0.0.1:{port}"


@pytest.fixture
def keys(new_context: Any) -> Iterator["Page"]:
    """A phone with a keyboard, without JavaScript; no page may leave a cookie."""
    context = new_context(viewport=PHONE, java_script_enabled=False, locale="en-US", reduced_motion="reduce")
    yield context.new_page()
    assert context.cookies() == []


def tab_to(page: "Page", selector: str) -> None:
    """Tab until it has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"no Tab leads to {selector}")


def next_stop(page: "Page", last: Any) -> Any:
    """What Tab comes to next; a date's field has stops of its own inside: month, day, year, calendar."""
    for _ in range(5):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or last is None or stop["place"] != last["place"]:
            break
    return stop


def enter(page: "Page") -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def words(page: "Page") -> str:
    return str(page.locator("body").inner_text())


def heading(page: "Page") -> str:
    return str(page.locator("h1").inner_text())


@keeps("With the keyboard alone: everything can be reached, and you see where you are.")
@pytest.mark.parametrize("name", UNLIKE)
def test_tab_comes_to_everything_in_its_order_and_is_seen_there(
    open_page: Callable[..., "Page"], made_alike: set[str], name: str
) -> None:
    if name in made_alike:
        return  # it was walked by another name
    page = open_page(name, "en", viewport=PHONE)
    # Where a page begins at a field in its middle, too, it is walked from its top.
    page.evaluate(
        "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }"
    )
    stops = list[Any]()
    while len(stops) < MOST_STOPS and (stop := next_stop(page, stops[-1] if stops else None)) is not None:
        # Past its end a page may be left, or begun anew: which of them is the browser's own affair.
        if stops and stop["place"] == stops[0]["place"]:
            break
        stops.append(stop)
    # Boxes among which arrows lead, once one has been come to, are one stop.
    assert len(stops) == page.evaluate(STOPS), "something cannot be reached"
    places = [stop["place"] for stop in stops]
    assert places == sorted(set(places)), "the order of the page"
    assert stops[0]["href"] == "#main", "the way past the top comes first"
    assert not [stop["said"] for stop in stops if not stop["marked"]]


def test_signing_up_and_being_thanked(live: tuple[Scene, str], keys: "Page") -> None:
    scene, base = live
    keys.goto(f"{base}/s/{scene.codes['room']}")
    tab_to(keys, "#name")
    keys.keyboard.type("서민지")
    tab_to(keys, "#email")
    keys.keyboard.type("minji@example.org")
    tab_to(keys, "[name=interests][value=host]")
    keys.keyboard.press("Space")
    tab_to(keys, "[name=consent]")
    keys.keyboard.press("Space")
    tab_to(keys, "#send")
    enter(keys)
    assert heading(keys).casefold() == "thank you"
    assert "A letter is on its way" in keys.locator("body").inner_text()


def test_enter_in_a_field_sends_the_form_and_does_not_change_the_language(
    live: tuple[Scene, str], keys: "Page"
) -> None:
    scene, base = live
    keys.goto(f"{base}/s/{scene.codes['room']}?lang=ko")
    tab_to(keys, "#name")
    keys.keyboard.type("민지")
    enter(keys)
    assert keys.locator("#errors").is_visible(), "it was sent: the choice is missing"
    assert keys.locator("html").get_attribute("lang") == "ko"
    assert keys.locator("#name").input_value() == "민지"


def test_the_list_of_what_is_wrong_leads_to_each_field(live: tuple[Scene, str], keys: "Page") -> None:
    scene, base = live
    keys.goto(f"{base}/s/{scene.codes['room']}")
    tab_to(keys, "#send")
    enter(keys)
    links = keys.locator("#errors a")
    for number in range(links.count()):
        target = str(links.nth(number).get_attribute("href"))
        links.nth(number).focus()
        keys.keyboard.press("Enter")
        assert keys.locator(f"{target}:focus").count() == 1, target


@pytest.mark.parametrize(
    "link",
    [
        pytest.param(link, id=name)
        for name, link in LINKS.items()
        if link.again is not None and not link.sends and not link.to
    ],
)
def test_what_a_letter_asks_is_pressed_with_the_keys(live: tuple[Scene, str], keys: "Page", link: Link) -> None:
    scene, base = live
    address = base + link.at(link.token(scene))
    keys.goto(address)
    asked = words(keys)
    tab_to(keys, "button.act")
    enter(keys)
    assert words(keys) != asked
    if not link.page:  # the mail program's own answer; a person who opens the address has just been led to the page
        return
    answer = keys.goto(address)
    if answer is not None and answer.status == 200:
        tab_to(keys, "button.act")
        enter(keys)
    assert str(link.again) in words(keys)


def test_a_code_typed_on_the_first_page_opens_the_form(live: tuple[Scene, str], keys: "Page") -> None:
    scene, base = live
    keys.goto(f"{base}/")
    tab_to(keys, "#code")
    keys.keyboard.type(scene.codes["room"].upper())
    enter(keys)
    assert heading(keys).casefold() == "beyond utopia"

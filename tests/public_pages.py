"""Every public page there is, and how somebody comes to it. A new page is one line in PAGES; a page whose address holds a
secret is one line in LINKS (tests/public_links.py).

What is here is looked at by axe, by the Nu Html Checker, at 400 % zoom and with forced colours, weighed, read for English
left over, and photographed by script/shots. A route of tracker.web.public that nobody comes to fails
tests/house/test_public_pages.py.
"""

from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.test import TestResponse

from tests import paper_sheets
from tests.public_links import LINKS, Link, at_large, one_letter_off, watched
from tests.public_visitor import Visitor
from tracker import clock
from tracker.letters.occasion import CONFIRM, DID, ME, NOT_ME, STOP
from tracker.letters.outbox import KEEP
from tracker.letters.to_asker import BACK
from tracker.signups.request_to_host import RequestToHost
from tracker.store import links
from tracker.store.transactions import transaction
from tracker.usecases.forget_address import forget_address
from tracker.web.frame.floods import Floods, Judged

# Routes that answer with no page for people.
NO_PAGES = {
    "health.tell": "JSON, for a load balancer",
    "metrics.tell": "plain text, for Prometheus: tests/web/public/test_metrics.py",
    "signup.short": "leads to the form",
    "unsubscribe.do": "plain text, for mail programs",
    "watched.back": "leads to the thanks page",
    "calendar_feed.feed": "iCalendar",
    "calendar_feed.one": "iCalendar",
    "sitemap.pages": "XML, for search engines",
    "sitemap.robots": "plain text, for search engines",
    "story.picture": "a picture: tests/web/public/test_story.py",
    "report.pdf": "a PDF: tests/web/public/test_report.py",
    "report.xlsx": "a workbook: tests/web/public/test_report.py",
    "go.press": "counts, and leads on: tests/web/public/test_next_step.py",
}


@dataclass(frozen=True)
class Page:
    """One page: how a visitor comes to it, and what its status is then."""

    reach: Callable[[Visitor], TestResponse]
    status: int = 200


class Full(Floods):
    """So many have come that everybody is asked to come back."""

    def judge(self, *_told: object) -> Judged:
        return Judged.LATER


def _given_back(visitor: Visitor) -> TestResponse:
    """A form that was sent while very many were sending theirs."""
    door, extensions = _door(visitor, "room"), visitor.scene.app.extensions
    token, before = visitor.hidden(door)["token"], extensions["houselights_floods"]
    extensions["houselights_floods"] = Full()
    try:
        return visitor.sign_up(door, token=token, **FILLED)
    finally:
        extensions["houselights_floods"] = before


ELSEWHERE = {"Origin": "https://elsewhere.example"}
ONE_OF_EACH = {"name": "x" * 201, "email": "heron@", "phone": "12", "consent": ""}
FILLED = {
    "name": "연길행밤기차의등불을하나하나세던자매들 Wolfeschlegelsteinhausenbergerdorff",
    "interests": ["host", "write"],
}


def _signup(door: str, status: int = 422, **fields: object) -> Page:
    return Page(lambda v: v.sign_up(_door(v, door), **fields), status)


def _thanks(door: str, **fields: object) -> Page:
    return Page(lambda v: v.thanked(_door(v, door), **fields))


def _door(visitor: Visitor, name: str) -> str:
    return f"/{'c' if name.endswith(('campaign', 'quiet')) else 's'}/{visitor.scene.codes[name]}"


def _looked(near: str, status: int = 200, chosen: str = "") -> Page:
    """The search for where they watched, on the thanks page."""
    sent = {"screening": chosen} if chosen else {"near": near}
    return Page(lambda v: v.post(f"/thanks/{at_large(v.scene)}/where", **sent), status)


def _watched(status: int = 200, **sent: str) -> Page:
    return Page(lambda v: v.post(f"/watched/{watched(v.scene)}", **sent), status)


def _answered(text: str, status: int) -> Page:
    link = LINKS["thanks-answer"]
    return Page(lambda v: v.post(link.pressed_at(link.token(v.scene)), answer=text), status)


def _confirm(key: str, pressed: bool) -> Page:
    """The page behind a letter's button, by what was ticked."""

    def reach(visitor: Visitor) -> TestResponse:
        address = f"/confirm/{visitor.scene.sign(CONFIRM, visitor.scene.who_ticked(key))}"
        return visitor.post(address) if pressed else visitor.get(address)

    return Page(reach)


def _data(deed: str, status: int = 200, **sent: str) -> Page:
    """The page of everything, after one of its deeds."""
    return Page(lambda v: v.own_data(v.scene.known(v.language), deed, **sent), status)


def _nothing_left(visitor: Visitor) -> TestResponse:
    ally_id = visitor.scene.known()
    forget_address(ally_id)
    return visitor.post(f"/me/open/{visitor.scene.fresh(ally_id)}")


def _me_language(visitor: Visitor) -> TestResponse:
    token = visitor.scene.sign(ME, visitor.scene.known())
    return visitor.post(f"/me/{token}/language", language=visitor.language)


def _stop_of_a_changed_link(visitor: Visitor) -> TestResponse:
    return visitor.get(f"/stop/{one_letter_off(visitor.scene.sign(STOP), 20)}")


def _back_of_what_is_planned(visitor: Visitor) -> TestResponse:
    """Somebody takes back what a film screening has come of."""
    request_id = visitor.scene.request()
    with transaction() as session:
        row = session.get_one(RequestToHost, request_id)
        row.state, row.screening_id, row.decided_at = "approved", visitor.scene.screening_id, clock.now()
    return visitor.post(f"/host/back/{visitor.scene.sign(BACK, request_id)}")


def _code_off(visitor: Visitor) -> str:
    return one_letter_off(visitor.scene.codes["room"], 7)


def _host_heads_wrong(visitor: Visitor) -> TestResponse:
    address = visitor.scene.host()
    return visitor.post(f"{address}/heads", token=visitor.hidden(address)["token"], heads="many")


HERON = {
    "number": "1",
    "name": "연길행",
    "email": "heron@example.org",
    "consent": "yes",
    "interests": "learn",
    "language": "ko",
}


def _host_sheets(visitor: Visitor) -> TestResponse:
    address = visitor.scene.host()
    paper_sheets.printed(visitor.scene.screening_id, copies=3)
    return visitor.get(f"{address}/sheets")


def _host_sheet(visitor: Visitor, line: dict[str, str] | None = None, **totals: str) -> TestResponse:
    """A sheet as it opens; after a line; after the numbers with which it is closed."""
    address = visitor.scene.host()
    [sheet_id] = paper_sheets.printed(visitor.scene.screening_id)
    page = f"{address}/sheets/{sheet_id}"
    token = visitor.hidden(page)["token"]
    shown = visitor.post(page, token=token, **line) if line else visitor.get(page)
    return visitor.post(f"{page}/close", token=token, **totals) if totals else shown


PAGES = {
    "whats-on": Page(lambda v: v.get("/")),
    "whats-on-wrong-code": Page(lambda v: v.get(f"/?code={_code_off(v)}"), 404),
    "whats-on-narrowed": Page(lambda v: v.get("/?near=78704&within=100&access=captions&spoken=en")),
    "whats-on-none": Page(lambda v: v.get("/?near=99950&within=25")),
    "whats-on-mistaken": Page(lambda v: v.get("/?near=787&from=2099-02-01&to=2099-01-01"), 422),
    "screening": Page(lambda v: v.get(f"/screening/{v.scene.ahead['listed']}")),
    "screening-cancelled": Page(lambda v: v.get(f"/screening/{v.scene.ahead['cancelled']}")),
    "screening-unlisted": Page(lambda v: v.get(f"/screening/{v.scene.ahead['unlisted']}")),
    "screening-private": Page(lambda v: v.get(f"/screening/{v.scene.ahead['private']}"), 404),
    "film": Page(lambda v: v.get(f"/film/{v.scene.ahead['film']}")),
    "films": Page(lambda v: v.get("/film/")),
    "privacy": Page(lambda v: v.get("/privacy")),
    "accessibility": Page(lambda v: v.get("/accessibility")),
    "signup": Page(lambda v: v.get(_door(v, "room"))),
    "signup-campaign": Page(lambda v: v.get(_door(v, "campaign"))),
    "signup-cancelled": Page(lambda v: v.get(_door(v, "cancelled"))),
    "signup-long-over": Page(lambda v: v.get(_door(v, "over"))),
    "signup-switched": Page(lambda v: v.sign_up(_door(v, "room"), **FILLED, lang="en", speak=v.language)),
    "signup-long-names": _signup("long", **FILLED, email="", phone=""),
    "signup-all-wrong": _signup("room", **ONE_OF_EACH),
    "signup-one-wrong": _signup("campaign", consent=""),
    "signup-expired": _signup("room", token="x"),
    "error-given-back": Page(_given_back, 429),
    # As printed codes write it.
    "signup-in-capitals": Page(lambda v: v.get(_door(v, "room").upper())),
    "signup-campaign-in-capitals": Page(lambda v: v.get(_door(v, "campaign").upper())),
    "signup-mistyped-code": Page(lambda v: v.get(f"/s/{_code_off(v)}"), 404),
    "thanks-question": _thanks("room", interests=["host"]),
    "thanks-link": _thanks("room", interests=["give"]),
    "thanks-sentence": _thanks("room", interests=["write"]),
    "thanks-call": _thanks("room", email="", phone="+1 512 555 0147", interests=["volunteer"]),
    "thanks-counted": _thanks("room", email="", consent="no", interests=["host"]),
    "thanks-campaign": _thanks("campaign", interests=["learn"]),
    "thanks-campaign-none": _thanks("quiet", interests=["host"]),
    "thanks-campaign-counted": _thanks("campaign", email="", consent="no"),
    "thanks-long-names": _thanks("long-campaign"),
    "thanks-story": _thanks("told-campaign", interests=["give"]),
    "story": Page(lambda v: v.get(f"/stories/{v.scene.stories['all']}")),
    "story-in-korean-alone": Page(lambda v: v.get(f"/stories/{v.scene.stories['korean']}")),
    "story-gone": Page(lambda v: v.get("/stories/0123456789abcdef"), 404),
    "thanks-looked": _looked("Austin"),
    "thanks-looked-in-vain": _looked("Yanji-si"),
    "thanks-chosen-gone": _looked("", 422, chosen="0" * 16),
    "thanks-answer-empty": _answered(" ", 422),
    "thanks-answer-long": _answered("연길행밤기차의등불을" * 51, 422),
    "watched-looked": _watched(near="78704"),
    "watched-looked-in-vain": _watched(near="Yanji-si"),
    "watched-none": Page(lambda v: v.get(f"/watched/{watched(v.scene, 'quiet')}")),
    "watched-nobody": Page(lambda v: v.get(LINKS["watched"].at(links.sign("watched", v.scene.nobody())))),
    "confirm-link-asked": _confirm("give", pressed=False),
    "confirm-link-done": _confirm("give", pressed=True),
    "confirm-question-asked": _confirm("host", pressed=False),
    "confirm-question-done": _confirm("host", pressed=True),
    "host": Page(lambda v: v.get("/host/")),
    "host-all-wrong": Page(
        lambda v: v.ask_to_host(name="x" * 201, email="heron@", phone="12", city="", heads="some", kind=""), 422
    ),
    "host-expired": Page(lambda v: v.ask_to_host(token="x"), 422),
    "host-switched": Page(lambda v: v.ask_to_host(more="연길행밤기차의등불을" * 40, lang="en", speak=v.language)),
    "host-asked-call": Page(lambda v: v.get("/host/asked/call")),
    "host-back-planned": Page(_back_of_what_is_planned),
    "confirm-nobody": Page(lambda v: v.post(f"/confirm/{v.scene.sign(CONFIRM, v.scene.nobody())}"), 410),
    "did-not-yet": Page(lambda v: v.post(f"/did/{v.scene.sign(DID, v.scene.follow_up())}/not-yet")),
    "not-me-confirmed": Page(lambda v: v.post(f"/not-me/{v.scene.sign(NOT_ME, v.scene.confirmed())}")),
    "keep-at-its-end": Page(lambda v: v.get(f"/keep/{v.scene.sign(KEEP, v.scene.question())}/end")),
    "keep-nobody": Page(lambda v: v.post(f"/keep/{v.scene.sign(KEEP, v.scene.nobody())}"), 410),
    "me-at-a-deed": Page(lambda v: v.get(f"/me/{v.scene.sign(ME, v.scene.known())}/stop")),
    "me-language-done": Page(_me_language),
    "me-over-asked": Page(lambda v: v.get(f"/me/open/{v.scene.fresh(v.scene.known())}/again")),
    "me-data-corrected": _data("correct", name="민지", call="", phone=""),
    "me-data-name-long": _data("correct", 422, name="x" * 201, call="Mina", phone="+1 512 555 0101"),
    "me-data-phone-wrong": _data("correct", 422, name="Mina", call="Mina", phone="12"),
    "me-data-address": _data("address", email="other@example.org"),
    "me-data-address-wrong": _data("address", 422, email="heron@"),
    "me-data-consent": _data("consent", email="no", phone="yes"),
    "me-data-care": _data("care"),
    "me-data-erasing": _data("erase"),
    "me-data-nothing": Page(_nothing_left),
    "me-data-elsewhere": Page(lambda v: v.get("/me/data/correct"), 410),
    "host-tonight": Page(lambda v: v.get(v.scene.host())),
    "host-heads-wrong": Page(_host_heads_wrong, 422),
    "host-sheets": Page(_host_sheets),
    "host-sheet": Page(_host_sheet),
    "host-sheet-wrong": Page(lambda v: _host_sheet(v, {"number": "x", "email": "heron@", "phone": "12"}), 422),
    "host-sheet-typed": Page(lambda v: _host_sheet(v, HERON)),
    "host-sheet-closed": Page(lambda v: _host_sheet(v, HERON, on_paper="2", illegible="1")),
    "host-sheet-refused": Page(lambda v: _host_sheet(v, HERON, on_paper="4", illegible="1"), 422),
    "host-closed": Page(lambda v: v.get("/host/x"), 404),
    "report-closed": Page(lambda v: v.get("/report/x"), 404),
    "link-changed": Page(_stop_of_a_changed_link, 404),
    "go-changed": Page(lambda v: v.get("/go/x"), 404),
    "api-docs": Page(lambda v: v.get("/api/v2/docs")),
    "a-test": Page(lambda v: v.get("/a-test")),
    "error-400": Page(lambda v: v.error(400), 400),
    "error-403": Page(lambda v: v.sign_up(_door(v, "room"), headers=ELSEWHERE), 403),
    "error-404": Page(lambda v: v.get("/nothing/here"), 404),
    "error-405": Page(lambda v: v.post("/a-test"), 405),
    "error-410": Page(lambda v: v.error(410), 410),
    "error-413": Page(lambda v: v.error(413), 413),
    "error-429": Page(lambda v: v.error(429), 429),
    "error-500": Page(lambda v: v.error(500), 500),
    "error-503": Page(lambda v: v.error(503), 503),
}


def _asked(link: Link) -> Page:
    return Page(lambda v: v.get(link.at(link.token(v.scene))))


def _done(link: Link) -> Page:
    return Page(lambda v: link.press(v, link.token(v.scene)))


def _again(link: Link) -> Page:
    def reach(visitor: Visitor) -> TestResponse:
        token = link.token(visitor.scene)
        link.press(visitor, token)
        return link.press(visitor, token)

    return Page(reach, link.again_status)


for _name, _link in LINKS.items():
    if not _link.to:
        PAGES[f"{_name}-asked"] = _asked(_link)
    if _link.again is not None and _link.page:
        PAGES[f"{_name}-done"] = _done(_link)
        # Where the page of a button is that of another link, what it says is the same however often it is pressed.
        if not _link.to:
            PAGES[f"{_name}-again"] = _again(_link)

# Without those that differ from another in a sentence alone.
UNLIKE = [
    name for name in PAGES if not name.endswith("-again") and not name.startswith(("error-40", "error-41", "error-42"))
]

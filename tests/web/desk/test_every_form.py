"""A list of hostile strings goes through every field of every form that the desk shows, found by reading the pages."""

import base64
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import drawn, invented, paper_sheets, told_reports, told_stories, world
from tests.hostile import HOSTILE
from tests.members import browser_of
from tracker import clock
from tracker.allies.likeness import Likeness
from tracker.followups.rung import Rung
from tracker.hooks.delivery import HookDelivery
from tracker.hooks.hook import Kind
from tracker.hooks.hooks import HookFacts
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.notice import Notice
from tracker.letters.reply import Reply
from tracker.screenings.crews import CrewFacts
from tracker.signups import kiosk_sealing
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KioskEntry
from tracker.store.db import db
from tracker.team.token import Scope
from tracker.usecases import withdraw_report, withdraw_story
from tracker.usecases.change_team import make_team
from tracker.usecases.give_kiosk import give_kiosk
from tracker.usecases.make_hook import make_hook
from tracker.usecases.make_token import make_token
from tracker.usecases.share_report import share_report

# What a browser lets nobody type in: of these each form gets every eighth string, and the next form the next; of the others
# every other one. MORE_EXAMPLES=2 asks for all.
CHOSEN = {"hidden", "radio", "checkbox", "submit", "button"}
EVERY, OF_TYPED = (1, 1) if drawn.MORE > 1 else (8, 2)


class Forms(HTMLParser):
    """The POST forms of a page: where they lead, and the names of their fields; which of these forms can be typed in."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found, self.typed = path, list[tuple[str, list[str]]](), set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form" and (told.get("method") or "").lower() == "post":
            self.found.append((urljoin(self.path, told.get("action") or self.path), []))
        elif tag in ("input", "select", "textarea", "button") and told.get("name") and self.found:
            self.found[-1][1].append(str(told["name"]))
            if tag == "textarea" or (tag == "input" and told.get("type") not in CHOSEN):
                self.typed.add(self.found[-1][0])


@pytest.fixture
def desk(inside: Flask) -> tuple[FlaskClient, list[str]]:
    return open_desk(inside)


def open_desk(inside: Flask) -> tuple[FlaskClient, list[str]]:
    """An administrator's browser, and the addresses of pages with something on them."""
    inside.config["WTF_CSRF_ENABLED"] = True  # pages print their token; the browser sends one by itself
    chief = invented.account("administrator", "Rosa M.")
    house = invented.House(chief)
    ally = invented.ally()
    follow_up = invented.follow_up(
        ally, house.campaign_id, invented.signup(ally, house.screening_id, house.host), point_person_id=chief
    )
    here = world.one_screening()
    browser = browser_of(inside, chief)
    paths = [
        rule.rule
        for rule in inside.url_map.iter_rules()
        if rule.rule.startswith(("/desk", "/account/")) and "GET" in (rule.methods or ())
    ]
    whole = [path for path in paths if "<" not in path]
    some = [f"/desk/allies/{ally}", f"/desk/campaigns/{here.campaign_id}", f"/desk/campaigns/{here.campaign_id}/change",
            f"/desk/films/{here.film_id}/change", f"/desk/venues/{here.venue_id}/change", f"/desk/venues/{here.venue_id}/join",
            *[f"/desk/screenings/{here.id}{deed}" for deed in ("", "/change", "/repeat", "/cancel", "/heads", "/join")],
            f"/desk/screenings/{here.id}/print", f"/desk/screenings/{here.id}/figures",
            *[f"/desk/campaigns/{each}/figures" for each in (here.campaign_id, house.campaign_id)],
            f"/desk/figures/compare?a={here.campaign_id}&b={house.campaign_id}",
            f"/desk/screenings/{here.id}/talkback", f"/desk/campaigns/{here.campaign_id}/print",
            f"/desk/write/new?campaign={here.campaign_id}", *_of_the_lobby(here.id, chief),
            f"/desk/sheets/{paper_sheets.printed(here.id)[0]}",
            f"/desk/calls-to-action/{house.host}", f"/desk/team/{chief}", f"/desk/team/{chief}/hand-over", f"/desk/follow-ups/{follow_up}",
            *_of_alike(ally), _of_hooks(ally),
            f"/desk/team/{chief}/retire/", f"/desk/teams/{make_team(CrewFacts('Texas', frozenset({chief})), chief)}",
            *_of_requests(ally, house), *_of_stories(chief), *_of_reports(here.campaign_id, chief),
            *_of_playbook(), *_of_letters(chief, house, ally, follow_up)]  # fmt: skip
    assert browser.post("/desk/claim", data={"claim": follow_up}).status_code == 303
    return browser, whole + some


def _of_hooks(ally: str) -> str:
    """A webhook that fails, with what it was told."""
    hook_id, _secret = make_hook(
        HookFacts("Spreadsheet", "https://automation.example/incoming", list(Kind), contacts=True), None
    )
    now = clock.now()
    for state, status, trouble in (("delivered", 200, ""), ("failed", None, "unreachable"), ("waiting", 503, "")):
        row = HookDelivery(
            hook_id=hook_id, event="signup.recorded", about_id=ally, ally_id=ally, at=now, due_at=now, state=state, tries=2,
            ended_at=None if state == "waiting" else now, status=status, trouble=trouble,
        )  # fmt: skip
        row.body, row.answer = '{"ally":{"alias":"Quiet Heron 7kq2"}}', "<b>Thank you</b>"
        invented.write(row)
    return f"/desk/settings/hooks/{hook_id}"


def _of_alike(ally: str) -> list[str]:
    """Somebody who may be the same person."""
    one_id, other_id = sorted((ally, invented.ally("Minji Seo")))
    pair = Likeness(one_id=one_id, other_id=other_id, evidence="phone", strength=50, found_at=clock.now())
    invented.write(pair)
    return [f"/desk/duplicates/{pair.id}"]


def _of_requests(ally: str, house: invented.House) -> list[str]:
    """One of somebody we know, and one of somebody else, with a film screening near."""
    own = f"/desk/requests/{invented.request(ally, campaign_id=house.campaign_id)}"
    near = invented.screening(house.campaign_id, visibility="listed", at=clock.now() + timedelta(days=9))
    other = f"/desk/requests/{invented.request()}"
    return [
        own,
        f"{own}/ask",
        f"{own}/decline",
        f"{own}/offer/{near}",
        f"{other}/approve",
        "/desk/requests/?list=decided",
    ]


def _of_the_lobby(screening_id: str, chief: str) -> list[str]:
    """A tablet, and an entry that opens and is no entry of ours."""
    kiosk = db.session.get_one(Kiosk, give_kiosk(screening_id, "By the stairs", "en", chief))
    entry = KioskEntry(
        kiosk_id=kiosk.id, submission="0" * 16, received_at=clock.now(), state="doubtful", why="unreadable"
    )
    entry.envelope = base64.b64encode(kiosk_sealing.seal("yes", kiosk.public_key, kiosk.id, "0" * 16)).decode()
    invented.write(entry)
    return [
        f"/desk/screenings/{screening_id}/kiosks", f"/desk/screenings/kiosks/{kiosk.id}", f"/desk/kiosk-entries/{entry.id}",
    ]  # fmt: skip


def _of_playbook() -> list[str]:
    """Of the ladder, too."""
    book = invented.playbook()
    call, letter = invented.step(book, "ring"), invented.step(book, "write", "letter")
    steps = [f"/desk/playbook/steps/{step}" for step in (call, letter)]
    rung = db.session.scalars(select(Rung.id)).first()
    return [
        f"/desk/playbook/{book}/steps/new", *steps, f"{steps[0]}/instead", f"{steps[1]}/letter", f"/desk/ladder/{rung}",
    ]  # fmt: skip


def _of_stories(chief: str) -> list[str]:
    """One to be reviewed, one published, one withdrawn."""
    waiting, told = told_stories.tell(invented.account(), "en"), told_stories.published("en")
    gone = told_stories.tell(chief, "en")
    withdraw_story.withdraw(gone, chief)
    pages = [f"/desk/stories/{each}" for each in (waiting, told, gone)]
    return [*pages, f"{pages[0]}/change", f"{pages[0]}/review/en"]


def _of_reports(campaign_id: str, chief: str) -> list[str]:
    """A draft, one that is published, one that was withdrawn."""
    reports = [told_reports.published(campaign_id, chief) for _n in range(2)]
    withdraw_report.withdraw(reports[0], chief)
    draft = f"/desk/reports/drafts/{told_reports.drafted(campaign_id, chief)}"
    share_report(reports[1], "Foundation X", 90, chief)
    make_token("Foundation’s spreadsheet", (Scope.READ_FIGURES,), chief)
    return [
        *(f"/desk/reports/drafts/{told_reports.to_come(campaign_id, chief, failed)}" for failed in (False, True)),
        f"/desk/reports/{reports[1]}/links",
        f"/desk/published/{reports[1]}",
        f"/desk/campaigns/{campaign_id}/reports",
        draft,
        f"{draft}/change",
        *(f"/desk/reports/{each}" for each in reports),
    ]


def _of_letters(chief: str, house: invented.House, ally: str, follow_up: str) -> list[str]:
    """A change to tell, letters to many, a failed letter, messages with and without a card."""
    now = clock.now()
    notice = Notice(
        screening_id=house.screening_id, kind="moved", made_at=now,
        before={"zone": "America/Chicago", "day": "2099-10-23", "starts_at": None, "venue_id": None, "screen": ""},
    )  # fmt: skip
    words = {"en": {"subject": "News", "text": "Dear {call}"}}
    many = [
        BulkLetter(
            title=state, campaign_id=house.campaign_id, selection={"campaign_id": house.campaign_id}, words=words, state=state,
            made_at=now, made_by_id=chief, started_at=None if state == "draft" else now,
        )
        for state in ("draft", "sending", "stopped")
    ]  # fmt: skip
    replies = [
        Reply(mark=b"1" * 32, received_at=now),
        Reply(mark=b"2" * 32, received_at=now, ally_id=ally, follow_up_id=follow_up, settled_at=now),
    ]
    for reply in replies:
        reply.message = {"sender": "jo@example.org", "subject": "Hello", "text": "Hello"}
    invented.write(notice, *many, *replies)
    return [
        f"/desk/notices/{notice.id}", *[f"/desk/write/{each.id}" for each in many], f"/desk/write/{many[0].id}/change",
        f"/desk/replies/{replies[0].id}",
    ]  # fmt: skip


@pytest.mark.long
def test_no_field_of_the_desk_breaks_on_anything_typed(desk: tuple[FlaskClient, list[str]]) -> None:
    browser, paths = desk
    forms: dict[str, list[str]] = {}
    typed: set[str] = set()
    for path in paths:
        page = browser.get(path)
        assert page.status_code < 500, path
        reader = Forms(path)
        reader.feed(page.text)
        forms.update({to: names for to, names in reader.found if "sign-out" not in to})
        typed |= reader.typed
    assert len(forms) >= 50 and len(typed) >= 25, (sorted(forms), sorted(typed))
    # Last what may end this very sign-in, and what closes the house.
    last = ("/desk/team/", "/account/", "/desk/panic/")
    in_order = sorted(forms.items(), key=lambda form: [form[0].startswith(each) for each in reversed(last)])
    for number, (to, names) in enumerate(in_order):
        every = OF_TYPED if to in typed else EVERY
        for words in HOSTILE[number % every :: every]:
            answer = browser.post(to, data={name: words for name in names if name != "csrf_token"})
            assert answer.status_code < 500, (to, words)
            assert answer.status_code not in (401, 423) or to.startswith(last), (to, "nobody was signed in any more")
            assert "<script>alert(1)</script>" not in answer.text, to

"""Where did you watch? On the thanks page, and by the link of a letter."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from tests import world as worlds
from tests.hostile import HOSTILE
from tests.letters_world import Browser
from tests.world import A_MOMENT
from tracker import clock
from tracker.allies import person
from tracker.screenings import code as codes
from tracker.screenings.doors import standing
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store import links
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction

# Two hours after A_MOMENT a film of 115 minutes has been over for five minutes.
NOW = A_MOMENT + timedelta(minutes=120)


class Evening:
    """A campaign whose code was on the end card of several cinemas; and another campaign, as noise."""

    def __init__(self, app) -> None:
        self.app = app
        with transaction():
            film = worlds.film(running_minutes=115, where_to_watch=[{"name": "Hulu", "url": "https://hulu.example"}])
            self.campaign = worlds.campaign(film)
            self.other = worlds.campaign(film, "Another")
            self.austin = self.show("Barton Street Cinema", city="Austin", postcode="78704")
            self.noise = worlds.screening(self.other, worlds.venue("Noise Hall"), starts_at=A_MOMENT)
        self.campaign_id, self.austin_id, self.noise_id = self.campaign.id, self.austin.id, self.noise.id
        self.code = str(codes.code_of(campaign_id=self.campaign_id, source="screen"))

    def show(self, name: str, starts_at=A_MOMENT, postcode: str = "", city: str = "Austin", **more) -> Screening:
        place = worlds.venue(name, city=city, postcode=postcode)
        return worlds.screening(self.campaign, place, starts_at=starts_at, **more)

    def add(self, *names: str, **more) -> list[str]:
        with transaction():
            self.campaign = db.session.get_one(type(self.campaign), self.campaign_id)
            return [self.show(name, **more).id for name in names]

    def browser(self) -> FlaskClient:
        return Browser(self.app.test_client())

    def thanks(self, email: str = "mina@example.org", code: str = "", consent: str = "yes") -> str:
        """The address of the thanks page, after a signup."""
        client, path = self.browser(), f"/c/{code or self.code}"
        if code:
            path = f"/s/{code}"
        token = re.search(r'name="token" value="([^"]+)"', client.get(path).text)[1]
        told = {"token": token, "name": "Mina", "email": email, "consent": consent, "lang": "en"}
        answer = client.post(path, data=told)
        assert answer.status_code == 303, answer.text
        return answer.location.partition("?")[0]

    def where(self) -> list[str]:
        """Where every signup is: a screening's id, or what it stands for."""
        db.session.rollback()
        rows = db.session.query(Screening).join(Signup, Signup.screening_id == Screening.id).order_by(Signup.at)
        return [row.standing or row.id for row in rows]

    def signup(self) -> Signup:
        db.session.rollback()
        return db.session.query(Signup).one()


@pytest.fixture
def evening(app):
    with time_machine.travel(NOW, tick=False), app.app_context():
        yield Evening(app)


def choices(page: str) -> list[str]:
    return re.findall(r'name="screening" value="(\w+)"', page)


def test_what_has_just_ended_is_offered_and_one_press_moves_the_signup(evening):
    [later] = evening.add("Lone Oak Six", city="Round Rock", starts_at=A_MOMENT - timedelta(minutes=30))
    evening.add("Unlisted Hall", visibility="unlisted")
    evening.add("Private Hall", visibility="private")
    evening.add("Too early", starts_at=A_MOMENT - timedelta(hours=4))
    client, address = evening.browser(), evening.thanks()
    page = client.get(address).text
    assert choices(page) == [evening.austin_id, later, "home", "unsaid"]
    assert "ended 5 minutes ago" in page
    assert "on Hulu" in page
    assert evening.where() == ["unplaced"]
    answer = client.post(f"{address}/where", data={"screening": evening.austin_id})
    assert answer.status_code == 303
    assert evening.where() == [evening.austin_id]
    said = client.get(answer.location)
    assert "Written down: Barton Street Cinema, Austin" in said.text
    assert said.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in said.headers


def test_an_answer_can_be_corrected_and_the_page_repeats_it_for_half_an_hour_only(evening):
    client, address = evening.browser(), evening.thanks()
    client.post(f"{address}/where", data={"screening": evening.austin_id})
    first = evening.signup().placed_at
    answer = client.post(f"{address}/where", data={"screening": "home"})
    assert evening.where() == ["streaming"]
    assert evening.signup().placed_at == first
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        page = client.get(answer.location).text
        assert "At home" not in page
        assert "that is answered" in page
    client.post(f"{address}/where", data={"screening": "unsaid"})
    assert evening.where() == ["unplaced"]
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        assert client.post(f"{address}/where", data={"screening": "home"}).status_code == 410
    assert evening.where() == ["unplaced"]


def test_too_many_at_once_are_not_listed_but_asked_for_by_city(evening):
    evening.add(*(f"Cinema {n}" for n in range(6)))
    client, address = evening.browser(), evening.thanks()
    page = client.get(address).text
    assert choices(page) == ["home", "unsaid"]
    assert "In which city?" in page


@pytest.mark.parametrize(
    "near", ["78704", "78799", "78704-1234", "austin", " AUSTIN ", "Austin, TX", "austin, texas", "aus"]
)
def test_a_typed_postcode_or_city_finds_it_and_is_in_no_address(evening, near):
    evening.add("Far away", city="Boston", postcode="02134")
    client, address = evening.browser(), evening.thanks()
    answer = client.post(f"{address}/where", data={"near": near})
    assert answer.status_code == 200
    assert choices(answer.text) == [evening.austin_id, "home", "unsaid"]
    assert f'action="{address}/where?lang=en#where"' in answer.text
    assert evening.where() == ["unplaced"]


def test_what_is_not_found_is_said_and_what_was_typed_is_still_there(evening):
    client, address = evening.browser(), evening.thanks()
    page = client.post(f"{address}/where", data={"near": "Nowhere"}).text
    assert "no film screening near “Nowhere”" in page
    assert 'value="Nowhere"' in page
    assert choices(page) == ["home", "unsaid"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_or_chosen_is_answered(evening, typed):
    client, address = evening.browser(), evening.thanks()
    for data in ({"near": typed}, {"screening": typed}, {"near": typed, "screening": ""}):
        answer = client.post(f"{address}/where", data=data)
        assert answer.status_code in (200, 422)
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
    assert evening.where() == ["unplaced"]


def test_a_choice_that_is_none_changes_nothing_and_says_so(evening):
    client, address = evening.browser(), evening.thanks()
    [unlisted] = evening.add("Unlisted Hall", visibility="unlisted")
    [to_come] = evening.add("Tomorrow", starts_at=NOW + timedelta(hours=20))
    [cancelled] = evening.add("Cancelled", status="cancelled", cancelled_at=NOW)
    home = standing(evening.other.id, "streaming").id
    for each in (unlisted, to_come, cancelled, evening.noise_id, home, new_id(), "streaming", "\x00"):
        answer = client.post(f"{address}/where", data={"screening": each})
        assert answer.status_code == 422, each
        assert "no longer on the list" in answer.text
    assert evening.where() == ["unplaced"]


def test_no_question_after_a_screenings_own_code(evening):
    own = str(codes.code_of(screening_id=evening.austin_id))
    address = evening.thanks(code=own)
    client = evening.browser()
    assert "Where did you watch?" not in client.get(address).text
    answer = client.post(f"{address}/where", data={"screening": "home"})
    assert answer.status_code == 303
    assert evening.where() == [evening.austin_id]


def test_a_stranger_with_the_same_address_learns_nothing_and_changes_nothing(evening):
    client, address = evening.browser(), evening.thanks()
    client.post(f"{address}/where", data={"screening": evening.austin_id})
    signup_id = evening.signup().id
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        from tracker.web.public import thanks

        with evening.app.test_request_context():
            strangers = thanks.give(signup_id, evening.code, "", "letter").address.partition("?")[0]
            nobodys = thanks.give(new_id(), evening.code, "", "letter").address.partition("?")[0]
        told = []
        for each in (strangers, nobodys):
            before = client.get(each).text
            answer = client.post(f"{each}/where", data={"screening": "home"})
            after = client.get(answer.location).text
            told.append([re.sub(r"/thanks/[^\"#?]+", "", text) for text in (before, after)])
            assert "Written down: At home" in after
        assert told[0] == told[1]
    assert evening.where() == [evening.austin_id]


def test_of_somebody_erased_nothing_moves_and_the_page_answers_alike(evening):
    client, address = evening.browser(), evening.thanks()
    ally_id = evening.signup().ally_id
    with transaction():
        person.forget(ally_id)
    answer = client.post(f"{address}/where", data={"screening": "home"})
    assert "Written down: At home" in client.get(answer.location).text
    link = links.sign("watched", evening.signup().id)
    assert client.post(f"/watched/{link}", data={"screening": "home"}).status_code == 303
    assert evening.where() == ["unplaced"]


def test_who_wants_no_contact_can_still_say_where(evening):
    client, address = evening.browser(), evening.thanks(consent="no")
    client.post(f"{address}/where", data={"screening": evening.austin_id})
    assert evening.where() == [evening.austin_id]


def test_the_letters_link_asks_on_opening_and_moves_at_any_time(evening):
    client = evening.browser()
    evening.thanks()
    link = f"/watched/{links.sign('watched', evening.signup().id)}"
    for _ in range(2):
        page = client.get(link)
        assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert evening.where() == ["unplaced"]
    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        found = client.post(link, data={"near": "787"})
        assert evening.austin_id in choices(found.text)
        answer = client.post(link, data={"screening": evening.austin_id})
        assert "Written down: Barton Street Cinema, Austin" in client.get(answer.location).text
        assert evening.signup().placed_at == clock.now()
        client.post(link, data={"screening": "home"})
    assert evening.where() == ["streaming"]
    assert client.post(link, data={"screening": evening.noise_id}).status_code == 422


def test_a_changed_link_is_not_here_and_one_of_a_signup_that_is_gone_says_thanks(evening):
    client = evening.browser()
    for link in ("x", links.sign("stop", new_id()), links.sign("watched", new_id())[:-1] + "!"):
        assert client.get(f"/watched/{link}").status_code == 404
        assert client.post(f"/watched/{link}", data={"screening": "home"}).status_code == 404
    gone = f"/watched/{links.sign('watched', new_id())}"
    assert client.get(gone).status_code == 200
    assert client.post(gone, data={"screening": "home"}).status_code == 200
    assert client.get("/thanks/x/where").status_code == 404
    assert client.post("/thanks/x/where").status_code == 404


def test_the_page_of_a_search_loaded_anew_is_the_question(evening):
    client, address = evening.browser(), evening.thanks()
    answer = client.get(f"{address}/where")
    assert answer.status_code == 303
    assert "Where did you watch?" in client.get(answer.location).text

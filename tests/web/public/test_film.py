"""The page of a film: facts, dates, where to watch it, and the way to sign up from home."""

from datetime import timedelta

import pytest

from tests import world
from tests.programme import Programme, programme
from tests.web.public.test_screening import known
from tracker import clock
from tracker.screenings import campaigns, films
from tracker.screenings.campaign import Campaign
from tracker.screenings.campaigns import CampaignFacts
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.store.transactions import transaction

__all__ = ["programme"]

FACTS = {
    "director": "Madeleine Gavin", "makers": "Producers: Jana Edelbaum, Rachel Cohen\nWith thanks to all who spoke", "year": 2023,
    "synopsis": "Families try to leave.\nA pastor helps.", "awards": "Audience Award\nAnother", "trailer_url": "https://watch.example/trailer",
    "where_to_watch": [{"name": "Hulu", "url": "https://www.hulu.com/"}, {"name": "Prime Video", "url": "https://www.primevideo.com/"}],
    "original_title": "비욘드 유토피아",
}  # fmt: skip


def own_campaign(film_id: str, name: str, **facts: object) -> str:
    """As the desk makes it: with a code for those who watch at home."""
    with transaction():
        return campaigns.add(CampaignFacts(name=name, film_id=film_id, **facts), None).id


def page_of(programme: Programme) -> str:
    return programme.get(f"/film/{programme.film_id}")


def test_it_says_what_is_known_and_leads_out_without_telling_from_where(programme: Programme) -> None:
    programme.change_film(**FACTS)
    page = page_of(programme)
    for words in ("비욘드 유토피아", "Madeleine Gavin", "<dt>Producers</dt><dd>Jana Edelbaum, Rachel Cohen</dd>",
                  "With thanks to all who spoke",
                  "2023", "115 minutes", "English, Korean", "<p>A pastor helps.</p>", "<li>Another</li>",
                  "These lead to other sites"):  # fmt: skip
        assert words in page, words
    for url in ("https://www.hulu.com/", "https://www.primevideo.com/", "https://watch.example/trailer"):
        assert f'<a href="{url}" rel="external noopener noreferrer">' in page
    assert "<iframe" not in page and "<img" not in page and "<video" not in page
    told = known(page)
    assert (told["@type"], told["name"], told["director"]["name"]) == ("Movie", "Beyond Utopia", "Madeleine Gavin")
    assert (told["datePublished"], told["duration"], told["award"]) == ("2023", "PT115M", ["Audience Award", "Another"])
    assert told["sameAs"] == ["https://www.hulu.com/", "https://www.primevideo.com/"]


def test_next_dates_are_the_listed_ones_of_this_film(programme: Programme) -> None:
    programme.add("a", days=9, venue={"name": "Lone Oak Six"})
    programme.add("b", days=3, venue={"name": "Alder Hall"})
    programme.add("c", visibility="unlisted", venue={"name": "Hidden House"})
    with transaction():
        other = world.campaign(world.film("A third film"))
        world.screening(other, world.venue("Elsewhere"), starts_at=programme.evening(4), visibility="listed")
    page = page_of(programme)
    assert page.index("Alder Hall") < page.index("Lone Oak Six")
    assert "Hidden House" not in page and "Elsewhere" not in page


def test_whoever_saw_it_at_home_signs_up_for_each_campaign_that_runs(programme: Programme) -> None:
    assert "Sign up from home" not in page_of(programme), "a campaign without a code leads nowhere"
    today = clock.now().date()
    runs = own_campaign(programme.film_id, "Runs", ends_on=today)
    own_campaign(programme.film_id, "Over", starts_on=today - timedelta(9), ends_on=today - timedelta(1))
    own_campaign(programme.film_id, "Not yet", starts_on=today + timedelta(1))
    page = page_of(programme)
    assert "Sign up from home" in page and page.count('href="/s/') == 1
    own_campaign(programme.film_id, "Runs too")
    page = page_of(programme)
    assert "Sign up: Runs<" in page and "Sign up: Runs too<" in page
    with transaction() as session:
        streaming = session.query(Screening).filter_by(campaign_id=runs, standing="streaming").one()
    code = page.partition("Sign up: Runs<")[0].rpartition('href="/s/')[2][:8]
    door = programme.client.get(f"/s/{code}?lang=en")
    assert door.status_code == 200 and "Beyond Utopia" in door.text
    assert streaming.standing == "streaming"


def test_a_film_that_nobody_may_know_of_yet_has_no_page(programme: Programme) -> None:
    with transaction() as session:
        session.get_one(Campaign, programme.campaign_id).starts_on = clock.now().date() + timedelta(days=30)
    assert programme.client.get(f"/film/{programme.film_id}").status_code == 404
    for visibility in ("private", "unlisted"):
        programme.add(visibility, visibility=visibility)
        assert programme.client.get(f"/film/{programme.film_id}").status_code == 404
    programme.add("listed")
    assert programme.client.get(f"/film/{programme.film_id}").status_code == 200
    assert programme.client.get("/film/nothing").status_code == 404


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_navigation_leads_to_the_one_film_or_to_all_of_them(programme: Programme) -> None:
    assert "Films</a>" in programme.get("/") and "Another film" in programme.get("/film/")
    with transaction() as session:
        other = session.query(Film).filter_by(title="Another film").one()
        session.query(Campaign).filter_by(film_id=other.id).one().starts_on = clock.now().date() + timedelta(days=2)
    page = programme.get("/")
    assert f'href="/film/{programme.film_id}?lang=en"' in page and "The film</a>" in page
    for words in ("What’s on</a>", "Host a screening</a>", "Privacy</a>"):
        assert words in page
    assert programme.client.get("/film/").location == f"/film/{programme.film_id}"


def test_every_fact_of_a_film_can_be_filled_in_at_the_desk() -> None:
    from tracker.web.desk.film import FilmForm

    fields = {name for name in vars(FilmForm) if not name.startswith("_")}
    told = set(films.FilmFacts.__dataclass_fields__) - {"where_to_watch"}
    assert told <= fields and {"place_1", "url_1"} <= fields

"""The form that logs a film screening."""

import re
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.desk_rows import Desk
from tests.drawn import so_many
from tracker.screenings import listing, venues
from tracker.screenings.screening import Screening
from tracker.team.roles import Role

PATH = "/desk/screenings/new"


def told(desk: Desk, campaign: str, **more: str) -> dict[str, str]:
    return {"campaign": campaign, "kind": "theatrical", "day": "2023-10-23", "time": "19:00", "country": "US", **more}


def logged(campaign: str) -> list[Screening]:
    return [line.screening for line in listing.page(listing.Wanted(campaign_id=campaign)).lines if line.screening.day]


def test_logging_leads_to_its_page_which_tells_its_code(at_desk: Desk):
    campaign = at_desk.campaign()
    at_desk.venue()
    answer = at_desk.client.post(PATH, data=told(at_desk, campaign, venue="Barton Street Cinema, Austin"))
    (row,) = logged(campaign)
    assert (answer.status_code, answer.location) == (303, f"/desk/screenings/{row.id}")
    page = at_desk.client.get(answer.location).text
    assert re.search(r"Its code is [A-Z]{4}-[A-Z]{3}[A-Z47]\.", page)
    assert "Mon\u00a023\u00a0Oct" in page


def test_a_new_venue_can_be_filled_in_without_leaving_the_form(at_desk: Desk):
    campaign = at_desk.campaign()
    at_desk.client.post(PATH, data=told(at_desk, campaign, name="Pine Street Arthouse", city="Denver", region="CO"))
    (row,) = logged(campaign)
    assert (row.zone, venues.by_id(row.venue_id).city) == ("America/Denver", "Denver")


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"day": "2024-03-10", "time": "02:30"}, "time", "does not exist that night in America/Chicago"),
        ({"day": ""}, "day", "On which day?"),
        ({"day": "23/10/2023"}, "day", "That is no day."),
        ({"day": "0001-01-01"}, "day", "No film is shown in that year."),
        ({"day": "9999-12-31"}, "day", "No film is shown in that year."),
        ({"time": "25:00"}, "time", "That is no time of day."),
        ({"kind": ""}, "kind", "Choose what kind it is."),
        ({"kind": "premiere"}, "kind", "Choose one from the list."),
        ({"campaign": "0" * 16}, "campaign", "Choose one from the list."),
        ({"campaign": "\x00"}, "campaign", "Choose one from the list."),
        ({"film": "nothing"}, "film", "Choose one from the list."),
        ({"point_person": "' OR 1=1"}, "point_person", "Choose one from the list."),
        ({"visibility": "secret"}, "visibility", "Choose one from the list."),
        ({"venue": "Nowhere"}, "venue", "No venue is called"),
        ({"venue": ""}, "venue", "Where is it?"),
        ({"name": "Another"}, "name", "not both"),
        ({"zone": "Asia/Seoul"}, "zone", "keeps America/Chicago"),
        ({"venue": "", "name": "New", "zone": "Mars/Olympus"}, "zone", "is not a time zone"),
        ({"venue": "", "name": "New", "region": ""}, "zone", "Which clock does it keep?"),
        ({"venue": "", "name": "New", "country": "USA"}, "country", "Shorter"),
        ({"venue": "", "name": "New", "country": "1!"}, "country", "two letters"),
        ({"capacity": "99999999999999999999"}, "capacity", "Write a whole number between 1 and 1,000,000."),
        ({"capacity": "-1"}, "capacity", "Write a whole number"),
        ({"capacity": "many"}, "capacity", "Write a whole number"),
        ({"screen": "x" * 61}, "screen", "Shorter, in at most 60 characters."),
        ({"screen": "\x00"}, "screen", "cannot be printed"),
        ({"note": "a\x00b"}, "note", "cannot be printed"),
        ({"note": "x" * 300_000}, "note", "Shorter"),
        ({"ticket_url": "javascript:alert(1)"}, "ticket_url", "A whole address is needed"),
        ({"ticket_url": "http://["}, "ticket_url", "A whole address is needed"),
        ({"host_email": "nobody"}, "host_email", "That is no email address."),
        ({"languages": "Klingon & co"}, "languages", "language codes"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(at_desk: Desk, wrong, field, sentence):
    campaign = at_desk.campaign()
    at_desk.venue()
    data = {**told(at_desk, campaign, venue="Barton Street Cinema", screen="Screen 3"), **wrong}
    answer = at_desk.client.post(PATH, data=data)
    assert answer.status_code == 422
    beside = re.search(rf'<p id="{field}-why">(.*?)</p>', answer.text, re.DOTALL)
    assert beside, answer.text
    assert sentence in beside[1]
    assert logged(campaign) == []
    if "screen" not in wrong:
        assert 'value="Screen 3"' in answer.text, "what was written is still there"


def test_stored_text_never_comes_back_as_html(at_desk: Desk):
    campaign, hostile = at_desk.campaign("<script>alert(1)</script>"), "<img src=x onerror=alert(1)>{{7*7}}"
    data = told(
        at_desk, campaign, name=hostile, city=hostile, region="TX", screen=hostile, note=hostile, host_name=hostile
    )
    answer = at_desk.client.post(PATH, data=data, follow_redirects=True)
    assert answer.status_code == 200
    for page in (answer, at_desk.client.get("/desk/screenings/"), at_desk.client.get("/desk/venues/")):
        assert "<img" not in page.text
        assert page.text.count("<script") == page.text.count('<script src="/static/')
        assert "{{7*7}}" in page.text


FIELDS = [
    "campaign",
    "film",
    "kind",
    "venue",
    "name",
    "address",
    "city",
    "region",
    "postcode",
    "country",
    "day",
    "time",
    "zone",
    "screen",
    "capacity",
    "languages",
    "subtitles",
    "talkback",
    "ticket_url",
    "host_name",
    "host_email",
    "host_phone",
    "point_person",
    "visibility",
    "note",
]
PLAUSIBLE = st.sampled_from(
    ["", "theatrical", "virtual", "2024-03-10", "02:30", "7 pm", "America/Chicago", "US", "KR", "TX", "0", "1", "ko,en",
     "Barton Street Cinema", "https://example.org/", "a@example.org", "\x00", "9" * 30, "-1", "٣", "²", "unlisted", "&" * 200]
)  # fmt: skip


@settings(max_examples=so_many(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    data=st.dictionaries(st.sampled_from(FIELDS), PLAUSIBLE | st.text(max_size=300), max_size=24), known=st.booleans()
)
def test_whatever_is_posted_is_logged_or_answered_with_a_sentence(at_desk: Desk, data: dict[str, str], known: bool):
    seen = venues.search("Barton")[0]
    if not seen:
        at_desk.venue()
        at_desk.campaign()
    if known:
        from tracker.screenings import campaigns

        base = told(at_desk, campaigns.seen(None)[0].id, venue="Barton Street Cinema")
        data = {**base, **{name: value for name, value in data.items() if name != "campaign"}}
    raw = {name: value.encode("utf-8", "surrogatepass") for name, value in data.items()}
    answer = at_desk.client.post(PATH, data=raw)
    assert answer.status_code in (303, 422)


def test_changing_fills_the_form_with_what_is_known_and_keeps_the_campaign(at_desk: Desk):
    campaign, other = at_desk.campaign(), at_desk.campaign("Another")
    made = at_desk.screening(campaign, at_desk.venue(), screen="Screen 3", host={"name": "Ada Lindqvist"})
    page = at_desk.client.get(f"/desk/screenings/{made}/change").text
    for value in ("Screen 3", "Ada Lindqvist", "2023-10-23", "19:00", "Barton Street Cinema, Austin, TX"):
        assert f'value="{value}"' in page
    data = told(at_desk, other, venue="Barton Street Cinema", kind="festival", screen="Screen 4", visibility="private")
    assert at_desk.client.post(f"/desk/screenings/{made}/change", data=data).status_code == 303
    row = at_desk.one(Screening, made)
    assert (row.campaign_id, row.kind, row.screen, row.visibility) == (campaign, "festival", "Screen 4", "private")


def test_an_organizer_finds_only_what_belongs_to_their_campaigns(at_desk: Desk):
    organizer = at_desk.account(Role.ORGANIZER)
    theirs, others = at_desk.campaign("Theirs", by=organizer), at_desk.campaign("Others")
    mine, hidden = at_desk.screening(theirs), at_desk.screening(others)
    client = at_desk.signed_in(organizer)
    assert client.get(f"/desk/screenings/{mine}").status_code == 200
    for path in ("", "/change", "/repeat", "/cancel", "/join", "/heads"):
        assert client.get(f"/desk/screenings/{hidden}{path}").status_code == 404
    for path in ("/change", "/repeat", "/cancel", "/reinstate", "/join", "/heads"):
        assert client.post(f"/desk/screenings/{hidden}{path}", data={}).status_code == 404
    assert client.get(f"/desk/campaigns/{others}").status_code == 404
    assert hidden not in client.get("/desk/screenings/").text
    at_desk.venue()
    answer = client.post(PATH, data=told(at_desk, others, venue="Barton Street Cinema"))
    assert answer.status_code == 422
    assert len(logged(others)) == 1


@pytest.mark.parametrize("row_id", ["nothing", "0" * 16, "%00", "x" * 4000, "'"])
@pytest.mark.parametrize(
    "page", ["screenings/{}", "screenings/{}/change", "campaigns/{}", "films/{}", "venues/{}", "venues/{}/join"]
)
def test_what_is_not_there_is_not_there(at_desk: Desk, page: str, row_id: str):
    assert at_desk.client.get("/desk/" + page.format(row_id)).status_code == 404


def test_times_can_be_typed_as_people_write_them(at_desk: Desk):
    campaign = at_desk.campaign()
    at_desk.venue()
    for n, written in enumerate(("7:00 pm", "19:00", "7 p.m.", "19:00:00")):
        at_desk.client.post(
            PATH, data=told(at_desk, campaign, venue="Barton Street Cinema", time=written, screen=str(n))
        )
    from tracker.screenings import calendar

    assert [calendar.clock_time(row) for row in logged(campaign)] == [time(19)] * 4
    assert {row.day for row in logged(campaign)} == {date(2023, 10, 23)}


def test_who_keeps_in_touch_with_the_host_works_on_the_campaign(at_desk: Desk):
    campaign = at_desk.campaign()
    at_desk.venue()
    sent = told(at_desk, campaign, venue="Barton Street Cinema, Austin")
    elsewhere = at_desk.account(Role.ORGANIZER)
    answer = at_desk.client.post(PATH, data={**sent, "host_contact": elsewhere})
    assert answer.status_code == 422 and "works on this campaign" in answer.text
    at_desk.client.post(PATH, data={**sent, "host_contact": at_desk.account_id})
    (row,) = logged(campaign)
    assert row.host_contact_id == at_desk.account_id

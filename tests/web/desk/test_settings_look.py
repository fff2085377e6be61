"""How supporters see the house: its logo, its colours, its languages."""

import re
from io import BytesIO

import pytest
from PIL import Image

from tests import world
from tests.files.test_logos import HEAD, SHAPES, picture
from tracker.screenings import code as codes
from tracker.store.transactions import transaction
from tracker.team import logo
from tracker.team.roles import Role


@pytest.fixture
def admin(signed_in):
    return signed_in(Role.ADMINISTRATOR)


def door(app) -> str:
    with app.app_context():
        at = world.one_screening()
        with transaction():
            made = codes.make("poster", screening_id=at.id)
        return f"/s/{made.code if hasattr(made, 'code') else made}"


def send(admin, data: bytes, name: str = "logo.svg"):
    return admin.post(
        "/desk/settings/look/logo", data={"logo": (BytesIO(data), name)}, content_type="multipart/form-data"
    )


def test_a_logo_is_shown_at_an_address_of_its_own_and_gone_once_taken_away(app, admin, client):
    assert send(admin, HEAD + SHAPES).status_code == 303
    [address] = re.findall(r'src="(/look/logo/[0-9a-f]{12}\.png)"', admin.get("/desk/settings/look/").text)
    answer = client.get(address)
    assert answer.mimetype == "image/png" and "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    with Image.open(BytesIO(answer.data)) as shown:
        assert shown.size == (600, 150)
    send(admin, picture("PNG", (100, 80)), "logo.png")
    assert client.get(address).status_code == 404
    admin.post("/desk/settings/look/logo/remove")
    assert "/look/logo/" not in admin.get("/desk/settings/look/").text
    with app.app_context():
        assert (logo.now(), logo.png()) == (None, b"")


def test_what_is_no_logo_is_refused_beside_its_field(app, admin):
    for data in (b"", b"not a picture", HEAD + b"<script/></svg>"):
        assert send(admin, data).status_code == 422
    with app.app_context():
        assert logo.now() is None


def test_colours_dress_every_page_by_an_address_that_says_them(app, admin, client):
    before = re.findall(r'href="(/look/[^"]+\.css)"', client.get("/privacy").text)
    assert admin.post("/desk/settings/look/colours", data={"ink": "#1b4f8a", "lamp": "#7FC4FF"}).status_code == 303
    page = client.get("/privacy").text
    [dressed] = [each for each in re.findall(r'href="(/look/[^"]+\.css)"', page) if "/1b4f8a-7fc4ff/public-" in each]
    sheet = client.get(dressed).text
    assert (
        "--accent:#1b4f8a" in sheet
        and "--lamp:#7fc4ff" in sheet
        and "immutable" in client.get(dressed).headers["Cache-Control"]
    )
    assert "/1b4f8a-7fc4ff/desk-" in admin.get("/desk/settings/look/").text
    for wrong in (dressed.replace("1b4f8a", "1b4f8g"), dressed.replace("public", "signup"), "/look/x/public-y.css"):
        assert client.get(wrong).status_code == 404
    admin.post("/desk/settings/look/colours", data={"usual": "yes"})
    assert re.findall(r'href="(/look/[^"]+\.css)"', client.get("/privacy").text) == before


def test_a_colour_that_nobody_could_read_is_refused_and_the_nearest_is_one_press_away(admin):
    answer = admin.post("/desk/settings/look/colours", data={"ink": "#ffcc00", "lamp": "#7fc4ff"})
    assert answer.status_code == 422
    assert "1.29 to 1" in answer.text and "Take #846909 instead" in answer.text
    offered = dict(
        re.findall(
            r'name="(ink|lamp)" value="([^"]+)"', answer.text.partition('class="swatch"')[0].rpartition("<form")[2]
        )
    )
    assert offered == {"ink": "#846909", "lamp": "#7fc4ff"}
    assert admin.post("/desk/settings/look/colours", data=offered).status_code == 303


def test_a_language_that_is_not_offered_is_not_spoken_to_supporters_and_stays_at_the_desk(app, admin, client):
    path = door(app)
    assert 'value="es"' in client.get(path).text
    assert admin.post("/desk/settings/look/languages", data={"languages": ["en", "ko"]}).status_code == 303
    page = client.get(path, query_string={"lang": "es"}, headers={"Accept-Language": "es"}).text
    assert '<html lang="en">' in page and 'value="es"' not in page and 'value="ko"' in page
    assert '<html lang="es">' in admin.get("/desk/", query_string={"lang": "es"}).text
    admin.post("/desk/settings/look/languages", data={"languages": ["ko", "xx"]})
    assert '<html lang="ko">' in client.get("/privacy", headers={"Accept-Language": "es, en"}).text
    assert admin.post("/desk/settings/look/languages", data={}).status_code == 422


def test_who_does_not_administer_changes_nothing(signed_in):
    browser = signed_in(Role.COORDINATOR)
    for deed in ("logo", "logo/remove", "colours", "languages"):
        assert browser.post(f"/desk/settings/look/{deed}").status_code == 403

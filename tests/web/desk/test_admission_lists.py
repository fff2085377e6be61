"""A distributor's list at the desk: brought, its columns told, looked at, written down, taken back; by nobody from elsewhere."""

import io
import re

from tests.desk_rows import Desk
from tests.files.nights import NIGHTS
from tests.hostile import HOSTILE
from tests.usecases.test_write_admissions import LIST, Rooms, said
from tracker.team.roles import Role

COLUMNS = {"column-0": "theatre", "column-1": "city", "column-2": "region", "column-3": "day", "column-4": "admissions"}


def bring(desk: Desk, data: bytes, name: str = "list.csv"):
    return desk.client.post(
        "/desk/admissions/", data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data"
    )


def test_a_list_is_brought_looked_at_written_down_and_taken_back(at_desk: Desk):
    rooms = Rooms(at_desk)
    assert "Bring a list by theatre and day" in at_desk.client.get(f"/desk/campaigns/{rooms.campaign}").text
    brought = bring(at_desk, LIST.encode())
    assert brought.status_code == 303
    columns = brought.location
    page = at_desk.client.get(columns).text
    for at, says in enumerate(COLUMNS.values()):
        assert re.search(rf'name="column-{at}".*?<option value="{says}" selected>', page, re.DOTALL), says
    looked = at_desk.client.post(columns, data=COLUMNS | {"campaign": rooms.campaign})
    assert looked.status_code == 303
    here = looked.location.rstrip("/")
    page = at_desk.client.get(f"{here}/").text
    assert "Write down 2 figures" in page and "It is a total, not a theatre." in page
    name = re.search(r'name="(venue-[0-9a-f]{64})"', page)
    assert name
    answered = at_desk.client.post(f"{here}/write", data={name[1]: rooms.harbor}, follow_redirects=True).text
    assert "Your answers are kept" in answered and "Write down 3 figures" in answered
    assert said(rooms.first) == [[]], "what was just answered is shown before it is written"
    assert "3 figures were written down." in at_desk.client.post(f"{here}/write", follow_redirects=True).text
    assert said(rooms.first, rooms.there) == [[("admissions", 1204)], [("admissions", 88)]]
    assert "What people counted stayed." in at_desk.client.post(f"{here}/undo", follow_redirects=True).text
    assert at_desk.client.post(f"{here}/undo").status_code == 409
    assert said(rooms.first) == [[]]
    assert "Taken back" in at_desk.client.get("/desk/admissions/").text


def test_what_cannot_be_meant_is_said_beside_the_columns(at_desk: Desk):
    rooms = Rooms(at_desk)
    columns = bring(at_desk, b"Theatre,Date,Admissions\nBarton Street Cinema,10/11/2023,5\n").location
    for told, words in (
        ({"column-0": "theatre", "column-1": "day"}, "which the number of admissions"),
        ({"column-1": "day", "column-2": "admissions"}, "which column is the theatre"),
        ({"column-0": "theatre", "column-1": "theatre", "column-2": "admissions"}, "Two columns mean the same"),
        ({"column-0": "theatre", "column-1": "on day"}, "has to be a whole one"),
        ({"column-0": "theatre", "column-1": "day", "column-2": "admissions"}, "Say which comes first"),
    ):
        answer = at_desk.client.post(columns, data=told | {"campaign": rooms.campaign})
        assert answer.status_code == 422 and words in answer.text, words
    told = {"column-0": "theatre", "column-1": "day", "column-2": "admissions", "order": "month"}
    assert at_desk.client.post(columns, data=told).status_code == 422, "a list belongs to a campaign"
    assert at_desk.client.post(columns, data=told | {"campaign": rooms.campaign}).status_code == 303
    for data, name in ((b"", "a.csv"), (NIGHTS.encode(), "nights.ics"), (b"%PDF-1.7", "a.csv")):
        assert bring(at_desk, data, name).status_code == 422


def test_hostile_names_come_back_as_words_and_nobody_from_elsewhere_sees_the_list(at_desk: Desk):
    rooms = Rooms(at_desk)
    rows = "".join(
        f'"{each[:150].replace(chr(34), chr(34) * 2)}",2023-10-23,1\n' for each in HOSTILE if "\x00" not in each
    )
    import_id = rooms.look(f"Theatre,Date,Admissions\n{rows}")
    page = at_desk.client.get(f"/desk/admissions/{import_id}/").text
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;img src=x" in page
    stranger = at_desk.as_one(Role.ORGANIZER)
    for address in ("", "columns"):
        assert stranger.get(f"/desk/admissions/{import_id}/{address}").status_code == 404
    for deed in ("write", "undo", "answers"):
        assert stranger.post(f"/desk/admissions/{import_id}/{deed}").status_code == 404
    assert at_desk.as_one(Role.CALLER).get("/desk/admissions/").status_code == 403

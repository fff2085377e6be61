"""The menu and More offer each member of the team what opens for them, and nothing else."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tracker.team.roles import Role
from tracker.web.desk.more import PARTS
from tracker.web.frame.access import CALLING

SignedIn = Callable[[Role], FlaskClient]


def offered(page: str) -> list[str]:
    return re.findall(r'<(?:a|th scope="row" class="before"><b><a) href="(/(?:desk|account)/[^"]*)"', page)


@pytest.mark.parametrize("role", CALLING)
def test_every_page_that_is_offered_opens(signed_in: SignedIn, role: Role):
    client = signed_in(role)
    paths = set(offered(client.get("/desk/more").text))
    assert {"/desk/more", "/account/"} <= paths
    assert {client.get(path).status_code for path in paths} == {200}


@pytest.mark.parametrize("role", CALLING)
def test_nothing_is_kept_back_that_would_open(signed_in: SignedIn, role: Role):
    client = signed_in(role)
    paths = set(offered(client.get("/desk/more").text))
    opening = {path for _name, pages in PARTS for path, *_ in pages if client.get(path).status_code == 200}
    assert opening <= paths


def test_a_part_of_which_nothing_opens_is_left_out(signed_in: SignedIn):
    assert "Film screenings" not in signed_in(Role.CALLER).get("/desk/more").text
    assert "Film screenings" in signed_in(Role.ORGANIZER).get("/desk/more").text

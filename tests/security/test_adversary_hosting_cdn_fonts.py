"""Hosting, a CDN, a maker of fonts: they are told nothing, because nobody but this house is asked, and it keeps no address."""

import re

from flask import Flask

from tests.engines import TOP
from tests.privacy.looking import everything
from tests.public_scene import on_stage
from tests.public_visitor import Visitor
from tests.security.conftest import Said

LOADS = re.compile(
    r"<(?:script|img|link(?! rel=\"canonical\")|iframe|video|audio|object|embed|form)\b[^>]*?\b(?:src|href|data|action)=[\"']([^\"']*)"
)
ADDRESS = "203.0.113.77"


def test_adversary_no_page_loads_anything_from_elsewhere(walked: list[Said]) -> None:
    loaded = [
        (said.asked, address) for said in walked for address in LOADS.findall(said.text) if said.kind == "text/html"
    ]
    assert len(loaded) > 200
    assert [one for one in loaded if re.match(r"(?:\w+:)?//", one[1])] == []


def test_adversary_no_sheet_script_or_picture_of_ours_names_another_host() -> None:
    for path in (TOP / "static").rglob("*"):
        if path.is_file():
            named = re.findall(r"(?:https?:)?//[\w.-]+\.\w+", path.read_text("latin-1"))
            assert [each for each in named if "www.w3.org" not in each] == [], path.name


def test_adversary_no_address_of_a_visitor_is_kept(app: Flask, capfd) -> None:
    with on_stage(app) as scene:
        for _ in range(3):
            app.test_client().post(
                f"/s/{scene.codes['room']}", data={"consent": "no"}, environ_overrides={"REMOTE_ADDR": ADDRESS}
            )
        Visitor(scene).sign_up(f"/s/{scene.codes['room']}")
        assert ADDRESS.encode() not in everything()
    assert ADDRESS not in "".join(capfd.readouterr())
    assert ADDRESS not in repr(
        [vars(part) for part in vars(app.extensions["houselights_floods"]).values() if hasattr(part, "__dict__")]
    )

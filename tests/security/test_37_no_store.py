"""ASVS 14.3.2: what can hold a person is kept by no browser and no proxy."""

from tests.security.conftest import Said

FOR_ALL = ("/look/", "/static/")


def test_37_only_what_is_the_same_for_all_may_be_kept(walked: list[Said]) -> None:
    kept = [said.asked for said in walked if said.headers["Cache-Control"] != "no-store"]
    assert kept and [asked for asked in kept if not asked.split(" ")[1].startswith(FOR_ALL)] == []


def test_37_signing_out_clears_the_cache(walked: list[Said]) -> None:
    [left] = [said for said in walked if said.rule == "sign-out"]
    assert left.headers["Clear-Site-Data"] == '"cache"'

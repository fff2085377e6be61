"""ASVS 14.3.2: what can hold a person is kept by no browser and no proxy."""

from tests.security.conftest import Said

FOR_ALL = ("/look/", "/static/")
# These are the same for everybody, too: kept, and asked about each time (tests/web/public/test_whats_on.py). By address, or
# by the name of the page in tests/public_pages.py.
ASKED_ABOUT = {
    "/", "/calendar.ics", "/film/", "/robots.txt", "/sitemap.xml", "film", "films", "screening", "screening-cancelled",
    "screening-unlisted", "whats-on",
}  # fmt: skip


def test_37_only_what_is_the_same_for_all_may_be_kept(walked: list[Said]) -> None:
    kept = [said for said in walked if said.headers["Cache-Control"] != "no-store"]
    assert kept
    for said in kept:
        what = said.asked.split(" ")[1]
        asked_about = what in ASKED_ABOUT and said.headers["Cache-Control"] == "public, no-cache"
        assert what.startswith(FOR_ALL) or asked_about, said.asked


def test_37_signing_out_clears_the_cache(walked: list[Said]) -> None:
    [left] = [said for said in walked if said.rule == "sign-out"]
    assert left.headers["Clear-Site-Data"] == '"cache"'

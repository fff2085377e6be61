"""ASVS 3.4.3, 3.4.6: no answer lets a page run what the house did not send, and no page needs it."""

import re

from tests.engines import TOP
from tests.security.conftest import Said

MUST = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
# A block of data is no script: no browser executes it (HTML, "prepare the script element", step 8).
DATA = r'\stype="application/ld\+json">'
INLINE = re.compile(
    rf"<script(?![^>]*\ssrc=|{DATA})|<style|\sstyle=|\son[a-z]+\s*=\s*[\"']|[\"']\s*javascript:", re.IGNORECASE
)


def test_13_every_answer_carries_the_whole_policy(walked: list[Said]) -> None:
    for said in walked:
        told = dict(part.strip().split(" ", 1) for part in said.headers["Content-Security-Policy"].split(";"))
        assert {name: told.get(name) for name in MUST} == MUST, said.asked
        assert not re.search(r"unsafe|\*|http:|https:|data:", said.headers["Content-Security-Policy"]), said.asked


def test_13_no_page_has_an_inline_script_or_style(walked: list[Said]) -> None:
    pages = [said for said in walked if said.kind == "text/html" and said.body]
    assert len(pages) > 100
    assert [said.asked for said in pages if INLINE.search(said.text)] == []


def test_13_no_template_has_one_either() -> None:
    # A letter, and the page that somebody takes home as a file: neither is opened in a browser from us.
    alone = {"letter.html", "me_file.html"}
    found = [
        path.name
        for path in (TOP / "templates").rglob("*.html")
        if INLINE.search(path.read_text("utf-8")) and path.name not in alone
    ]
    assert found == []

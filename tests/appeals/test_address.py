"""Where a button may lead, and how its host reads."""

import pytest

from tests.hostile import HOSTILE
from tracker.appeals import address


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://give.example.org", "https://give.example.org"),
        ("HTTPS://Give.Example.ORG/a?b=c#d", "https://give.example.org/a?b=c#d"),
        ("https://example.org:8443/a%20b", "https://example.org:8443/a%20b"),
        ("https://example.org/밤?q=빛", "https://example.org/%EB%B0%A4?q=%EB%B9%9B"),
        ("https://영화.example/", "https://xn--vj5bo21a.example/"),
        ("http://localhost:8000/x", "http://localhost:8000/x"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
    ],
)
def test_an_address_of_the_open_web_is_kept_in_ascii(written: str, kept: str) -> None:
    assert address.clean(written) == kept
    assert address.clean(kept) == kept, "what is kept is kept the same again"


@pytest.mark.parametrize(
    "written",
    [
        *HOSTILE, "", "example.org", "//example.org", "http://example.org", "ftp://example.org/", "data:text/html,x",
        "javascript://example.org/%0aalert(1)", "https:example.org", "https:///example.org", "https://", "https://.",
        "https://me:secret@example.org/", "https://example.org@evil.example/", "https://example.org\\@evil.example/",
        "https://example.org:99999/", "https://example.org:x/", "https://[::1", "https://10.0.0.1/", "https://[fe80::1]/",
        "https://a..example/", "https://intranet/", "https://exa mple.org/", "https://example.org/\nx",
        "https://example.org/\u202egnp.exe", "https://example.org/" + "x" * 500, "https://" + "x" * 64 + ".example/",
        "https://example.org/<script>", 'https://example.org/"onclick=',
    ],
)  # fmt: skip
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(address.LinkWrong):
        address.clean(written)


def test_a_host_in_other_letters_reads_both_ways() -> None:
    assert address.host_words("https://give.example.org/x") == "give.example.org"
    assert address.host_words(address.clean("https://영화.example/")) == "xn--vj5bo21a.example (영화.example)"

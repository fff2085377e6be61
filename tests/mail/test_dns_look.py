"""SPF, DKIM and DMARC, asked of a real DNS server."""

import pytest

from tests.dns_server import MUTE, answering
from tracker.mail import dns_look
from tracker.mail.dns_look import Looker

KEY = "v=DKIM1; k=rsa; p=" + "A" * 392
TEN = " ".join(f"include:{each}.example" for each in "abcdefghij")


@pytest.mark.parametrize(
    ("records", "state"),
    [
        (["v=spf1 include:mail.example ~all"], "spf good"), (["v=spf1 redirect=_spf.example"], "spf good"),
        (["site-verification=1", "V=SPF1 mx -ALL"], "spf good"), ([f"v=spf1 {TEN} -all"], "spf good"),
        ([f"v=spf1 {TEN} mx -all"], "spf long"), (["v=spf1 +all"], "spf everybody"), (["v=spf1 all"], "spf everybody"),
        (["v=spf1 include:mail.example ?all"], "spf open"), (["v=spf1 ip4:192.0.2.1"], "spf open"),
        (["v=spf1 -all", "v=spf1 mx -all"], "spf several"), ([], "spf missing"), (["v=spf10 -all"], "spf missing"),
    ],
)  # fmt: skip
def test_who_may_send(records: list[str], state: str) -> None:
    with answering({"lantern.example": records}) as server:
        assert dns_look.spf(Looker(server), "lantern.example").state == state


def test_keys_are_found_under_the_name_that_was_told_or_a_usual_one() -> None:
    told = {"k1._domainkey.lantern.example": [KEY], "own._domainkey.lantern.example": ["v=DKIM1; p="],
            "old._domainkey.lantern.example": [KEY[:200]],
            "ed._domainkey.lantern.example": ["v=DKIM1; k=ed25519; p=" + "A" * 44]}  # fmt: skip
    with answering(told) as server:
        looker = Looker(server)
        found = dns_look.dkim(looker, "lantern.example")
        assert (found.state, found.where, found.record) == ("dkim good", "k1._domainkey.lantern.example", KEY)
        states = {each: dns_look.dkim(looker, "lantern.example", each).state for each in ("own", "old", "ed", "nobody")}
        assert states == {"own": "dkim withdrawn", "old": "dkim short", "ed": "dkim good", "nobody": "dkim missing"}
        assert dns_look.dkim(looker, "elsewhere.example").state == "dkim unknown"


def test_a_part_of_a_domain_goes_by_the_whole_one() -> None:
    told = {"_dmarc.lantern.example": ["v=DMARC1; p=reject"], "_dmarc.watch.example": ["v=DMARC1; p=none; rua=mailto:a@b.example"],
            "_dmarc.odd.example": ["v=DMARC1;p=quarantine"]}  # fmt: skip
    with answering(told) as server:
        states = [dns_look.dmarc(Looker(server), name).state for name in
                  ("letters.lantern.example", "lantern.example", "watch.example", "odd.example", "none.example")]  # fmt: skip
    assert states == ["dmarc good", "dmarc good", "dmarc watches", "dmarc good", "dmarc missing"]


def test_no_answer_is_told_as_that_and_nobody_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns_look, "PATIENCE", 0.3)
    with answering({"lantern.example": MUTE, "_dmarc.lantern.example": ["v=DMARC1; p=none"]}) as server:
        looker = Looker(server)
        assert dns_look.spf(looker, "lantern.example").state == "silent"
        assert dns_look.dmarc(looker, "lantern.example").state == "silent"
        assert dns_look.dmarc(Looker(server), "lantern.example").state == "dmarc watches"


def test_what_is_no_name_in_dns_is_no_answer() -> None:
    with answering({}) as server:
        assert dns_look.spf(Looker(server), "a" * 80 + ".example").state == "silent"

"""ASVS 3.4.5: an address with a secret in it is told to nobody."""

from tests.security.conftest import Said


def test_15_addresses_with_a_token_are_told_to_nobody(walked: list[Said]) -> None:
    secret = [said for said in walked if "<token>" in said.rule]
    assert len(secret) > 50
    assert {said.headers["Referrer-Policy"] for said in secret} == {"no-referrer"}


def test_15_no_other_address_is_told_to_another_house(walked: list[Said]) -> None:
    # "strict-origin" (the page behind a fresh link) tells the host alone.
    assert {said.headers["Referrer-Policy"] for said in walked} <= {"no-referrer", "same-origin", "strict-origin"}

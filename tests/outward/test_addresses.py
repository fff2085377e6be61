"""Which addresses may be reached, and how a web address is written."""

import ipaddress

import pytest

from tracker.outward.addresses import NoWebAddress, TlsNeeded, may_be_reached, place_of

OWN = (ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("::1/128"))
PRIVATE = (
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.192", "192.168.1.1", "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "168.63.129.16", "203.0.113.7",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1",
    "2001:db8::1", "2002:7f00:1::", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
)  # fmt: skip
PUBLIC = (
    "1.1.1.1",
    "93.184.216.34",
    "172.15.0.1",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700:4700::1111",
    "::ffff:1.1.1.1",
)


@pytest.mark.parametrize("number", PRIVATE)
def test_no_private_number_is_reached_however_it_is_written(number: str) -> None:
    assert not may_be_reached(ipaddress.ip_address(number))


def test_the_open_network_is_reached_and_a_network_of_our_own_if_it_was_said() -> None:
    assert all(may_be_reached(ipaddress.ip_address(each)) for each in PUBLIC)
    for each in ("10.1.2.3", "::1", "::ffff:10.1.2.3"):
        assert may_be_reached(ipaddress.ip_address(each), OWN)
    assert not may_be_reached(ipaddress.ip_address("10.2.0.1"), OWN)


@pytest.mark.parametrize("written", [
    "", "automation.example", "ftp://automation.example/", "https://", "https:///x", "https://who:secret@automation.example/",
    "https://automation.example/#part", "https://automation.example/a b", "https://automation.example/\r\nX: y",
    "https://automation.example\\@127.0.0.1/", "https://automation.example:99999/", "https://automation.example:0/",
    "https://[fe80::1%25eth0]/", "https://bücher.example/", "javascript:alert(1)", "https://automation.example/" + "x" * 500,
])  # fmt: skip
def test_what_is_no_whole_address_is_refused(written: str) -> None:
    with pytest.raises(NoWebAddress):
        place_of(written, OWN)


def test_plain_http_is_refused_where_no_network_is_our_own() -> None:
    with pytest.raises(TlsNeeded):
        place_of("http://automation.example/")
    assert place_of("http://automation.example/", OWN).port == 80
    place = place_of("https://Automation.Example:8443/in?key=1")
    assert (place.host, place.named, place.path) == ("automation.example", "automation.example:8443", "/in?key=1")
    assert place_of("https://[2606:4700::1]").named == "[2606:4700::1]"

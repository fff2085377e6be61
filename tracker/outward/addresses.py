"""Which addresses of the network may be reached, and how a web address is written.

Whoever may say where we send something could make us ask our own machine, its neighbours or the metadata of its host. So what a
name stands for is judged after it was looked up, and connected to as that very number: docs/decisions/0034-webhooks.md.
"""

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MOST_WRITTEN = 500
PORTS = {"https": 443, "http": 80}
# What is nobody's on the open network (IANA's special-purpose registry), and Azure's host, which answers under a public number.
CLOSED = tuple(map(ipaddress.IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
    "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32",
)))  # fmt: skip
# Of IPv6 only this is given out; in it: protocols with IPv4 inside (2001::/23, 2002::/16), and what is for documents.
GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
CLOSED_6 = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


class NoWebAddress(Refusal):
    sentence = lazy("A whole address is needed, such as https://automation.example/incoming.")
    field = "address"


class TlsNeeded(Refusal):
    sentence = lazy("The address has to begin with https://: what is sent there must not be read on its way.")
    field = "address"


@dataclass(frozen=True, slots=True)
class Place:
    """A web address, taken apart. `path`: with what follows a question mark."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def named(self) -> str:
        """As the header Host names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def place_of(written: str, own: Sequence[Network] = ()) -> Place:
    """A web address as somebody wrote it; plain http only where there are networks of our `own` at all.

    Raises NoWebAddress and TlsNeeded.
    """
    if not written or len(written) > MOST_WRITTEN or re.search(r"[^!-~]", written) or "\\" in written:
        raise NoWebAddress
    try:
        parts = urlsplit(written)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise NoWebAddress from None
    scheme = parts.scheme.lower()
    if scheme not in PORTS or not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise NoWebAddress
    if port == 0 or "%" in host or not re.fullmatch(r"[0-9a-z._:-]+", host):
        raise NoWebAddress
    if scheme == "http" and not own:
        raise TlsNeeded
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(scheme, host, port or PORTS[scheme], path)


def is_own(address: Address, own: Sequence[Network]) -> bool:
    """Whether it lies in a network that the house was told is its own (OWN_NETWORKS)."""
    return any(address in network for network in own if network.version == address.version)


def may_be_reached(address: Address, own: Sequence[Network] = ()) -> bool:
    """On the open network, or in one of our own. A number of IPv4 that is written as IPv6 is judged as what it is."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return may_be_reached(address.ipv4_mapped, own)
        if is_own(address, own):
            return True
        return address in GIVEN_OUT and not any(address in each for each in CLOSED_6)
    return is_own(address, own) or not any(address in each for each in CLOSED)

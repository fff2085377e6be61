"""Who passed a request on: X-Forwarded-* are believed from TRUSTED_PROXIES alone, and from nobody by default."""

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

import structlog
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


log = structlog.get_logger()

UNTRUSTED = "X-Forwarded-For is not believed: behind a proxy everybody counts as one address. Name the proxy in TRUSTED_PROXIES."

MOST_KNOWN = 1_000


class Trusted:
    """Gives a request the address and scheme that a trusted proxy says; leaves every other one as it came.

    A host that is forwarded is not asked for: links are made from BASE_URL.
    """

    def __init__(self, app: "WSGIApplication", proxies: list[str]) -> None:
        self.app, self.believing = app, ProxyFix(app, x_for=1, x_proto=1)
        self.networks = [ip_network(each, strict=False) for each in proxies]
        self.warned = False
        # Addresses of proxies that were seen: they come with every request. Nobody else's is kept.
        self.known = set[str]()

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        if self._knows(environ.get("REMOTE_ADDR", "")):
            return self.believing(environ, start)
        if "HTTP_X_FORWARDED_FOR" in environ and not self.warned:
            self.warned = True
            log.warning("forwarded by nobody in TRUSTED_PROXIES", meaning=UNTRUSTED)
        return self.app(environ, start)

    def address(self, remote: str, forwarded: str | None) -> str:
        """The client's: the last entry that a trusted proxy wrote, as ProxyFix reads it."""
        return (forwarded or "").rpartition(",")[2].strip() or remote if self._knows(remote) else remote

    def _knows(self, address: str) -> bool:
        if address in self.known:
            return True
        if not self._is_named(address):
            return False
        if len(self.known) < MOST_KNOWN:
            self.known.add(address)
        return True

    def _is_named(self, address: str) -> bool:
        if not self.networks:
            return False
        try:
            ip = ip_address(address)
        except ValueError:  # a socket in the file system
            return False
        # A door that is open to both kinds of addresses sees the old ones inside new ones.
        mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
        return any((mapped or ip) in network for network in self.networks)


def hang_up(app: Flask) -> None:
    """Raises ValueError for an entry of TRUSTED_PROXIES that is no address and no network."""
    trusted = Trusted(app.wsgi_app, app.config["TRUSTED_PROXIES"])
    app.extensions["houselights_proxies"] = trusted
    app.wsgi_app = trusted  # type: ignore[assignment]


def address(app: Flask, remote: str, forwarded: str | None) -> str:
    """Whose request it is, before the application is asked."""
    trusted: Trusted = app.extensions["houselights_proxies"]
    return trusted.address(remote, forwarded)


def say_if_untold(base_url: str, proxies: list[str]) -> None:
    """At the start: https comes from a TLS front, and nobody has said where it stands."""
    if base_url.startswith("https://") and not proxies:
        log.warning("BASE_URL is https and TRUSTED_PROXIES is empty", meaning=UNTRUSTED)

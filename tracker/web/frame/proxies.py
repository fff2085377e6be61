"""Who passed a request on: X-Forwarded-* are believed from TRUSTED_PROXIES alone, and from nobody by default."""

from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Trusted:
    """Gives a request the address and scheme that a trusted proxy says; leaves every other one as it came."""

    def __init__(self, app: "WSGIApplication", proxies: list[str]) -> None:
        self.app, self.believing = app, ProxyFix(app, x_for=1, x_proto=1, x_host=1)
        self.networks = [ip_network(each, strict=False) for each in proxies]

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        believed = self._knows(environ.get("REMOTE_ADDR", ""))
        return self.believing(environ, start) if believed else self.app(environ, start)

    def _knows(self, address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in self.networks)
        except ValueError:  # a socket in the file system
            return False


def hang_up(app: Flask) -> None:
    """Raises ValueError for an entry of TRUSTED_PROXIES that is no address and no network."""
    if app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = Trusted(app.wsgi_app, app.config["TRUSTED_PROXIES"])  # type: ignore[assignment]

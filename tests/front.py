"""A TLS front before the house, as deploy/ tells it: the file as it is, with this test's ports, certificate and folders put in."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.authority import Authority
from tests.server import TOP, wait_until

NAME = "allies.example.org"
LONG = 20.0
# As Debian's own nginx.conf sets it for every site.
NGINX = """
daemon off;
pid {folder}/pid;
error_log {folder}/nginx.log;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    types {{ text/html html; }}
    default_type application/octet-stream;
    gzip on;
    access_log {folder}/access.log;
    proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {site}
}}
"""


def program(name: str) -> str:
    """Where it is; skips where it is not."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip(f"{name} is not on this machine: deploy/ was not tried with it")
    return found


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Front:
    """A running one."""

    port: int
    folder: Path
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, source: str = "127.0.0.1", **headers: str
    ) -> Answer:
        """By its name, over TLS. `source`: which of this machine's own addresses asks."""
        line = self.line(source)
        try:
            told = {"Host": NAME, **{name.replace("_", "-"): value for name, value in headers.items()}}
            line.request(method, path, body, told)
            answer = line.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            line.close()

    def line(self, source: str = "127.0.0.1") -> http.client.HTTPConnection:
        raw = socket.create_connection(("127.0.0.1", self.port), LONG, (source, 0))
        line = http.client.HTTPConnection(NAME, self.port, timeout=LONG)
        line.sock = self.tls.wrap_socket(raw, server_hostname=NAME)
        return line

    def written(self) -> str:
        """All that it has written into logs."""
        return "".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("*.log")))


@contextmanager
def nginx(folder: Path, house: int, *others: int) -> Iterator[Front]:
    """deploy/nginx.conf before the house at a port, or at several."""
    found, (port, plain) = program("nginx"), _free_ports(2)
    certificate, key, tls = _certificate(folder)
    site = (TOP / "deploy" / "nginx.conf").read_text("utf-8")
    site = re.sub(r"(?m)^\s*listen \[::\].*$", "", site)
    site = site.replace("listen 443 ", f"listen 127.0.0.1:{port} ").replace("listen 80;", f"listen 127.0.0.1:{plain};")
    site = _put(site, {
        "/etc/letsencrypt/live/allies.example.org/fullchain.pem": str(certificate),
        "/etc/letsencrypt/live/allies.example.org/privkey.pem": str(key),
        "/var/log/nginx/": f"{folder}/", "/run/houselights-uploads": f"{folder}/uploads", "/srv/houselights": str(TOP),
        "    server 127.0.0.1:8000 max_fails=3 fail_timeout=5s;\n": "".join(
            f"    server 127.0.0.1:{port} max_fails=3 fail_timeout=5s;\n" for port in (house, *others)
        ),
    })  # fmt: skip
    whole = NGINX.format(folder=folder, site=site) + (f"user {_who()};" if os.geteuid() == 0 else "")
    (folder / "whole.conf").write_text(whole, "utf-8")
    command = [found, "-p", str(folder), "-c", str(folder / "whole.conf")]
    checked = subprocess.run([*command, "-t", "-q"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0 and "warn" not in checked.stderr, checked.stderr
    with _running(command, folder, port):
        yield Front(port, folder, tls)


@contextmanager
def caddy(folder: Path, house: int) -> Iterator[Front]:
    """deploy/Caddyfile before the house at a port, with a certificate of the test's own."""
    found, (port,) = program("caddy"), _free_ports(1)
    certificate, key, tls = _certificate(folder)
    told = (TOP / "deploy" / "Caddyfile").read_text("utf-8")
    told = _put(told, {
        "{\n\t# Addresses hold": "{\n\tadmin off\n\tauto_https disable_redirects\n\t# Addresses hold",
        "allies.example.org {": f"https://allies.example.org:{port} {{\n\tbind 127.0.0.1\n\ttls {certificate} {key}",
        "/srv/houselights": str(TOP), "127.0.0.1:8000": f"127.0.0.1:{house}",
    })  # fmt: skip
    (folder / "Caddyfile").write_text(told, "utf-8")
    command = [found, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with _running(command, folder, port):
        yield Front(port, folder, tls)


FRONTS = {"nginx": nginx, "caddy": caddy}


def _put(text: str, instead: Mapping[str, str]) -> str:
    """Each of them is there: a file that was changed must not slip by unnoticed."""
    for old, new in instead.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    environ = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "said.log").open("wb") as said:
        process = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    try:
        wait_until(lambda: process.poll() is not None or _open(port), "the front to open")
        assert process.poll() is None, (folder / "said.log").read_text("utf-8")
        yield
    finally:
        process.terminate()
        process.wait(LONG)


def _certificate(folder: Path) -> tuple[Path, Path, ssl.SSLContext]:
    authority = Authority(folder)
    certificate, key = authority.vouch_for(NAME)
    return certificate, key, ssl.create_default_context(cafile=str(authority.file))


def _open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _free_ports(many: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(many)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _who() -> str:
    """Its workers, where root starts it: whoever may read this checkout and write into this test's folder."""
    return "root"

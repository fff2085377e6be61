"""Everything that the environment decides. README.md lists each variable; a test holds the two together."""

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """The settings of the application. Raises ValueError with a sentence for a value that cannot be meant."""
    port = _port(environ.get("PORT", "8000"))
    base_url = environ.get("BASE_URL", f"http://localhost:{port}").rstrip("/")
    if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname:
        raise ValueError(f"BASE_URL is not an address: {base_url}")
    # Beside this file, wherever the command was typed.
    instance = Path(environ.get("INSTANCE_PATH") or Path(__file__).parent / "instance").resolve()
    key_ring = Path(environ.get("KEY_RING") or instance / "key-ring.json").resolve()
    return {
        "HOST": environ.get("HOST", "127.0.0.1"),
        "PORT": port,
        "BASE_URL": base_url,
        "INSTANCE_PATH": instance,
        "DATABASE_URL": environ.get("DATABASE_URL") or f"sqlite:///{instance / 'houselights.db'}",
        "KEY_RING": key_ring,
        # Beside the key ring: it must outlive the database, and lie where the database's thief does not look.
        "ERASURE_LOG": Path(environ.get("ERASURE_LOG") or key_ring.with_name("erasures.log")).resolve(),
        # Empty: no backup is made by night. And the public key that it is sealed to; empty: the house's own key ring.
        "BACKUP_PATH": environ.get("BACKUP_PATH", ""),
        "BACKUP_KEY": environ.get("BACKUP_KEY", ""),
        # smtp://, smtp+starttls:// or smtps://[user:password@]host[:port]; empty: letters stay in the outbox.
        "SMTP_URL": environ.get("SMTP_URL", ""),
        # imaps://user:password@host[:port]/INBOX; empty: what comes back is handed in by `flask mail receive` alone.
        "IMAP_URL": environ.get("IMAP_URL", ""),
        # Private networks that webhooks may reach, without TLS too, comma-separated ("10.1.0.0/16"); empty: the open network alone.
        "OWN_NETWORKS": _networks(environ.get("OWN_NETWORKS", "")),
        # The other OSDI server of `flask sync`, such as https://actionnetwork.org/api/v2, and its token; empty: none.
        "OSDI_URL": environ.get("OSDI_URL", ""),
        "OSDI_TOKEN": environ.get("OSDI_TOKEN", ""),
        # Addresses of proxies whose X-Forwarded-* headers are believed, comma-separated; empty: nobody's are.
        "TRUSTED_PROXIES": [part.strip() for part in environ.get("TRUSTED_PROXIES", "").split(",") if part.strip()],
        # What whoever asks for /metrics has to show; empty: it answers this machine alone.
        "METRICS_TOKEN": _secret("METRICS_TOKEN", environ.get("METRICS_TOKEN", "")),
        "LOG_LEVEL": _level(environ.get("LOG_LEVEL") or "INFO"),
        # Both optional, for large installations: see docs/scale.md.
        "REDIS_URL": environ.get("REDIS_URL", ""),
        "READ_DATABASE_URL": environ.get("READ_DATABASE_URL", ""),
    }


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _networks(text: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        raise ValueError(f"OWN_NETWORKS is no list of networks such as 10.1.0.0/16: {text}") from None


def _level(text: str) -> str:
    if text.upper() not in LEVELS:
        raise ValueError(f"LOG_LEVEL is not a level: {text}. One of {', '.join(LEVELS)}")
    return text.upper()


def _secret(name: str, text: str) -> str:
    """Not repeated in what is said of it: it is a secret all the same."""
    if text and not re.fullmatch("[!-~]{22,}", text):
        raise ValueError(f"{name} is easy to guess, or cannot stand in a header: 22 letters and digits or more")
    return text


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ValueError(f"PORT is not a port: {text}")
    return int(text)

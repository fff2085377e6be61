"""PostgreSQL on another machine is reached over TLS alone, its certificate checked against its name; there is no fall-back.

libpq's own default ("prefer") takes a plain connection when the server, or whoever stands in between, offers no other.
"""

import os
from collections.abc import Mapping

from sqlalchemy import URL, make_url

from config import is_loopback
from tracker.errors import Refusal
from tracker.words import lazy

STRICT = "verify-full"
# Our own parameter: "yes" lets a plain connection leave this machine. libpq never sees it.
PLAIN = "plain"


class ConnectionUnsafe(Refusal):
    sentence = lazy(
        "DATABASE_URL names a PostgreSQL on another machine with sslmode=%(mode)s, which does not make sure who answers. Leave "
        "sslmode out (then it is verify-full) and name its authority by sslrootcert=FILE; or say plain=yes for a line you trust."
    )


def demanded(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """The address with what TLS needs. Raises ConnectionUnsafe."""
    if not text.startswith("postgresql"):
        return text
    url = make_url(text)
    plain, url = url.query.get(PLAIN), url.difference_update_query([PLAIN])
    if not leaves_this_machine(url, environ) or plain == "yes":
        return text if plain is None else url.render_as_string(hide_password=False)
    mode = str(url.query.get("sslmode", STRICT))
    if mode != STRICT:
        raise ConnectionUnsafe(mode=mode)
    # "system": the authorities that this machine trusts. libpq's own default is a file that is seldom there.
    wanted = {"sslmode": STRICT, "sslrootcert": str(url.query.get("sslrootcert", "system"))}
    return url.update_query_dict(wanted).render_as_string(hide_password=False)


def leaves_this_machine(url: URL, environ: Mapping[str, str]) -> bool:
    """Whether any host that libpq may try, also by its own variables, is neither a socket nor loopback."""
    if "service" in url.query or environ.get("PGSERVICE"):
        return True
    hosts = _listed(url.host, url.query.get("host")) or _listed(environ.get("PGHOST"))
    numbers = _listed(url.query.get("hostaddr")) or _listed(environ.get("PGHOSTADDR"))
    return any(not host.startswith(("/", "@")) and not is_loopback(host) for host in (*hosts, *numbers))


def _listed(*said: object) -> list[str]:
    """Hosts as libpq takes them: several, with commas between; in SQLAlchemy's way each with its port behind it."""
    found: list[str] = []
    for each in said:
        for part in each if isinstance(each, tuple) else (each,):
            found += [_without_port(host) for host in str(part or "").split(",") if host]
    return found


def _without_port(host: str) -> str:
    if host.startswith(("/", "@", "[")) or host.count(":") > 1:
        return host.partition("]")[0].lstrip("[") if host.startswith("[") else host
    return host.partition(":")[0]

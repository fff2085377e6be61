"""What the world can look up about letters from a domain: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489).

Asked only when somebody presses the button: never by a signup, never by a letter that leaves.
"""

import re

from tracker.records import dataclass

# Seconds for one question; after one that nobody answers no other is asked.
PATIENCE = 4.0
# Where mail services publish their keys, for who does not know under which name theirs is.
USUAL_SELECTORS = ("default", "google", "selector1", "selector2", "k1", "s1", "mail", "dkim")
# RFC 7208, 4.6.4.
MOST_LOOKUPS = 10
_LOOKS = re.compile(r"[+~?-]?(include:|a(?=[:/ ]|$)|mx(?=[:/ ]|$)|ptr|exists:)|redirect=", re.IGNORECASE)
# A key of 1024 bits has 216 signs; RFC 8301 asks for no shorter one, and services for 2048.
SHORT_KEY = 300
SELECTOR = re.compile(r"[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """`state`: a key of the page's sentences. `record`: as it is published; `where`: the name that was asked."""

    state: str
    where: str
    record: str = ""


class Silent(Exception):
    """DNS did not answer."""


class Looker:
    """Asks one server, or those of this machine. Once there was no answer it asks no more."""

    def __init__(self, server: tuple[str, int] | None = None) -> None:
        import dns.resolver  # late: a tenth of a second that few starts need

        self.silent = False
        try:
            self.resolver = dns.resolver.Resolver(configure=server is None)
        except dns.exception.DNSException:
            self.silent = True
            return
        if server is not None:
            self.resolver.nameservers, self.resolver.port = [server[0]], server[1]
        self.resolver.lifetime = PATIENCE

    def texts(self, name: str) -> list[str]:
        """TXT records at a name; none where there is none. Raises Silent."""
        import dns.resolver  # late, as above

        if self.silent:
            raise Silent
        try:
            answer = self.resolver.resolve(name, "TXT", search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, ValueError):
            self.silent = True
            raise Silent from None
        return [b"".join(each.strings).decode("utf-8", "replace") for each in answer]


def spf(looker: Looker, domain: str) -> Found:
    """Who may send from the domain that letters come back to."""
    try:
        found = [each for each in looker.texts(domain) if each.lower().split(" ")[0] == "v=spf1"]
    except Silent:
        return Found("silent", domain)
    if len(found) != 1:
        return Found("spf several" if found else "spf missing", domain, " | ".join(found))
    record = found[0]
    words = record.lower().split()
    ending = next((word for word in words if word.endswith("all") and word.lstrip("+-~?") == "all"), "")
    if sum(1 for word in words[1:] if _LOOKS.match(word)) > MOST_LOOKUPS:
        state = "spf long"
    elif ending in ("+all", "all"):
        state = "spf everybody"
    elif ending in ("-all", "~all") or any(word.startswith("redirect=") for word in words):
        state = "spf good"
    else:
        state = "spf open"
    return Found(state, domain, record)


def dkim(looker: Looker, domain: str, selector: str = "") -> Found:
    """The key by which letters are signed: under `selector`, or under one of the usual names."""
    for each in [selector] if selector else USUAL_SELECTORS:
        where = f"{each}._domainkey.{domain}"
        try:
            record = "".join(text for text in looker.texts(where)[:1])
        except Silent:
            return Found("silent", where)
        key = re.search(r"(?:^|;)\s*p\s*=([^;]*)", record)
        if key is not None:
            length = len("".join(key[1].split()))
            short = length < SHORT_KEY and "k=ed25519" not in record.replace(" ", "")
            return Found("dkim withdrawn" if not length else "dkim short" if short else "dkim good", where, record)
    return Found("dkim missing" if selector else "dkim unknown", f"{selector or '*'}._domainkey.{domain}")


def dmarc(looker: Looker, domain: str) -> Found:
    """What others do with letters that are neither; of a part of a domain the whole one's may say it."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        where = "_dmarc." + ".".join(labels[start:])
        try:
            found = [each for each in looker.texts(where) if each.replace(" ", "").lower().startswith("v=dmarc1")]
        except Silent:
            return Found("silent", where)
        if found:
            policy = re.search(r";\s*p\s*=\s*(\w+)", found[0].lower())
            strict = policy is not None and policy[1] in ("quarantine", "reject")
            return Found("dmarc good" if strict else "dmarc watches", where, found[0])
    return Found("dmarc missing", f"_dmarc.{domain}")

"""What makes a row of a list of people doubtful: an address at a misspelt domain, letters that were read in a wrong encoding.

Nothing is mended by itself: it is offered.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

# Where most of the world has its mailboxes.
WELL_KNOWN = frozenset(
    "gmail.com yahoo.com hotmail.com outlook.com icloud.com aol.com live.com msn.com me.com proton.me protonmail.com comcast.net "
    "naver.com daum.net hanmail.net kakao.com nate.com yahoo.es hotmail.es outlook.es gmx.com gmx.de web.de".split()
)
# A domain of the file itself is believed when so many use it, and so many times as many as the other.
ENOUGH, TIMES = 3, 4
# More different domains than this are no list of people; none is then compared with the others of the file.
MOST_DOMAINS = 20_000


def suspects(domains: Iterable[str]) -> dict[str, str]:
    """Domains that may be misspelt, with what may be meant: one letter too many, too few, another, or two the wrong way round."""
    counts = Counter(domains)
    believed = {domain for domain, n in counts.items() if n >= ENOUGH} if len(counts) <= MOST_DOMAINS else set()
    index: dict[str, set[str]] = defaultdict(set)
    for domain in WELL_KNOWN | believed:
        for key in _shortened(domain):
            index[key].add(domain)
    found = {}
    for domain, n in counts.items():
        if domain in WELL_KNOWN:
            continue
        near = {other for key in _shortened(domain) for other in index.get(key, ()) if other != domain}
        meant = [o for o in near if (o in WELL_KNOWN or counts[o] >= TIMES * n) and _one_slip(domain, o)]
        if meant:
            found[domain] = max(meant, key=lambda other: (counts[other], other in WELL_KNOWN, other))
    return found


def _shortened(domain: str) -> Iterator[str]:
    yield domain
    if len(domain) <= 64:
        for at in range(len(domain)):
            yield domain[:at] + domain[at + 1 :]


def _one_slip(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 1 :] == long[at + 1 :] or (
        short[at + 2 :] == long[at + 2 :] and short[at : at + 2] == long[at : at + 2][::-1]
    )


# How Windows shows the bytes 80 to 9F, where it shows them at all.
_BYTES = {ord(bytes([code]).decode("cp1252", "replace")[0]): code for code in range(0x80, 0xA0)}
_BYTES.pop(0xFFFD, None)
_BYTES.update({code: code for code in range(0x80, 0x100)})
_LIKELY = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+|\ufffd"
)


def unreadable(text: str) -> bool:
    """Whether it looks like UTF-8 that was read as something else ("AdÃ¡n"), or has letters that were lost."""
    if text.isascii():
        return False
    return any(each.group() == "\ufffd" or readable(each.group()) is not None for each in _LIKELY.finditer(text))


def readable(text: str) -> str | None:
    """What was meant, where that can be told from the text alone; else None."""
    try:
        return bytes(code if (code := ord(char)) < 0x80 else _BYTES[code] for char in text).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None


def mended(text: str) -> str:
    """The text with whatever can be read again; the rest as it stands."""
    return readable(text) or _LIKELY.sub(lambda found: readable(found.group()) or found.group(), text)


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet would run it. A lone dash is no formula."""
    return len(text) > 1 and text[0] in "=+-@"

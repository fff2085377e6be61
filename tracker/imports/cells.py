"""What one cell says: cleaned text, a day, a time, a number, a postcode, a yes or a no."""

import json
import re
import unicodedata
from functools import lru_cache

from tracker.errors import Refusal
from tracker.words import lazy

MISSING = frozenset(
    {"", "na", "null", "n/a", "n.a.", "none", "nan", "nil", "-", "--", "–", "—", "?", "??", "#n/a", "tba", "tbd", "tbc"}
)
"""Words by which spreadsheets and programs say that there is nothing. Compared without case."""

YES = frozenset("y yes true 1 x ✓ ✔ si sí s verdadero 예 네 o ㅇ 참".split())
NO = frozenset("n no false 0 falso 아니오 아니요 거짓".split())

_UNSEEN = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, *range(32), *range(0x7F, 0xA0)], " ")
_UNSEEN.update(dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0], ""))
_ZIP_AT_END = re.compile(r"(?:^|[\s,])(\d{5})(?:-\d{4})?(?:[\s,]+(?:USA?|United States)\.?)?\s*$", re.IGNORECASE)
_ZIP = re.compile(r"\d{3,5}(?:-?\d{4})?")


class NotANumber(Refusal):
    sentence = lazy("“%(text)s” is not a number.")


@lru_cache(maxsize=100_000)
def clean(text: str) -> str:
    """NFKC, characters that nobody sees left out, runs of blanks made one, trimmed."""
    if text.isascii():
        return " ".join(text.translate(_UNSEEN).split()) if not text.isprintable() or "  " in text else text.strip()
    return " ".join(unicodedata.normalize("NFKC", text).translate(_UNSEEN).encode("utf-8", "replace").decode().split())


def is_missing(cleaned: str, words: bool = True) -> bool:
    """Whether a cleaned cell says nothing. With `words` off only an empty one does."""
    return not cleaned or (words and len(cleaned) < 5 and cleaned.lower() in MISSING)


def read_number(cleaned: str) -> float:
    """Digits with thousands in commas or blanks, a point or a lone comma before decimals. Raises NotANumber."""
    text = cleaned.replace("−", "-").replace(" ", "")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"-?\d+,\d+", text):
        text = text.replace(",", ".")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,20})?(e-?\d{1,2})?", text, re.IGNORECASE | re.ASCII):
        raise NotANumber(text=cleaned[:40])
    return float(text)


def read_whole(cleaned: str) -> int:
    """A whole number. Raises NotANumber."""
    value = read_number(cleaned)
    if not value.is_integer():
        raise NotANumber(text=cleaned[:40])
    return int(value)


def read_yes_no(cleaned: str) -> bool | None:
    """Yes and no in English, Korean and Spanish; None for any other word, which is never taken for a yes."""
    word = cleaned.lower().rstrip(".!")
    return True if word in YES else False if word in NO else None


def read_postcode(cleaned: str, country: str) -> str:
    """The postcode as written; a US one gets back the zeros and the dash that spreadsheets take away."""
    if country == "US" and _ZIP.fullmatch(cleaned):
        head, _, tail = cleaned.partition("-")
        if not tail and len(head) > 5:
            head, tail = head[:-4], head[-4:]
        return head.zfill(5) + (f"-{tail}" if tail else "")
    return cleaned


def zip_in(address: str) -> str:
    """The five digits that end a US address, or nothing. A house number at the front is none."""
    found = _ZIP_AT_END.search(address)
    return found[1] if found and found.start(1) > 0 else ""


ADDRESS_NAMES = {
    "address": ("address", "street", "address1", "street_address", "address_line_1", "line1", "human_address"),
    "city": ("city", "town", "locality"),
    "region": ("state", "region", "province"),
    "postcode": ("zip", "postcode", "postal_code", "zip_code", "zipcode"),
    "country": ("country", "country_code"),
}
"""Names that programs give to the parts of an address in JSON."""


@lru_cache(maxsize=20_000)
def read_address(cleaned: str) -> dict[str, str]:
    """The parts of an address written as a JSON object; empty when the cell is no such object."""
    if not cleaned.startswith("{"):
        return {}
    try:
        found = json.loads(cleaned)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    lower = {str(name).lower(): value for name, value in found.items() if isinstance(value, str | int)}
    parts = {
        part: next((clean(str(lower[name])) for name in names if lower.get(name)), "")
        for part, names in ADDRESS_NAMES.items()
    }
    return {part: value for part, value in parts.items() if value}

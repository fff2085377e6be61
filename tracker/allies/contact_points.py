"""Names, addresses and numbers as people write them, and the forms in which they are compared.

The rules are those of the data that organizers have (docs/recognising.md); they hold for every source alike.
"""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

MOST_EMAIL, MOST_NAME, MOST_PHONE = 254, 200, 40

_PLAIN_EMAIL = re.compile(r"[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", re.ASCII)
# What of a name in ASCII is left out, and what parts words.
_WITHIN_NAMES = {ord("-"): "", ord("'"): "", ord("."): "", ord(","): " "}
_NO_DIGIT = re.compile(r"\D", re.ASCII)
# Zero-width and direction marks; soft hyphen; byte order mark.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def clean_text(text: str) -> str:
    """NFKC, nothing invisible, no control characters, single blanks, trimmed."""
    if text.isascii() and text.isprintable():
        # No blank but the space is left then.
        return " ".join(text.split()) if "  " in text else text.strip(" ")
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in text).split())


def clean_email(text: str) -> str | None:
    """An address in lower case, or None when it cannot be one. No DNS look-up: that must never decide a signup."""
    plain = _PLAIN_EMAIL.fullmatch(text)
    if plain is None:
        text = clean_text(text).lower().removeprefix("mailto:").strip(" <>").rstrip(".,; ")
    if len(text) > MOST_EMAIL or ".." in text:
        return None
    if plain or _PLAIN_EMAIL.fullmatch(text):
        return text
    if text.isascii():
        return None
    try:  # other scripts: left to who knows the standards
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def email_for_matching(email: str) -> str:
    """The same mailbox under all its `+tags`. Dots are kept: only some providers ignore them."""
    local, _, domain = email.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def clean_phone(text: str) -> str | None:
    """A number as `+` and digits (E.164), or None when its country cannot be told."""
    text = clean_text(text)
    digits = _NO_DIGIT.sub("", text)
    if text.startswith("+"):
        return f"+{digits}" if 9 <= len(digits) <= 15 else None
    if len(digits) == 11 and digits.startswith("010"):  # a Korean mobile
        return f"+82{digits[1:]}"
    if len(digits) == 11 and digits.startswith("07"):  # a British mobile
        return f"+44{digits[1:]}"
    if len(digits) == 11 and digits.startswith("1"):
        return f"+{digits}"
    if len(digits) == 10 and digits[0] not in "01":  # North America
        return f"+1{digits}"
    return None


def name_words(name: str) -> str:
    """The words of a name in one order, without case and marks: "Lee, Min-Ho" and "min-ho lee" are the same."""
    if name.isascii() and name.isprintable():
        return " ".join(sorted(name.lower().translate(_WITHIN_NAMES).split()))
    folded = unicodedata.normalize("NFKD", clean_text(name).casefold())
    kept = "".join(c for c in folded if not unicodedata.combining(c) and c not in "-'’.‐‑")
    return " ".join(sorted(unicodedata.normalize("NFC", kept.replace(",", " ")).split()))

"""The languages in which the organisation speaks to supporters. The team reads its desk in any that we have."""

from collections.abc import Iterable

from tracker.errors import Refusal
from tracker.team import settings
from tracker.words import LANGUAGES, lazy


class NoLanguage(Refusal):
    sentence = lazy("Choose at least one language.")
    field = "languages"


def offered() -> tuple[str, ...]:
    """Codes, in the order of LANGUAGES; never none."""
    kept = settings.get("languages").split(",")
    return tuple(code for code in LANGUAGES if code in kept) or ("en",)


def put(wanted: Iterable[str]) -> bool:
    """Inside a transaction. False: it is so already. Raises NoLanguage."""
    known = [code for code in LANGUAGES if code in set(wanted)]
    if not known:
        raise NoLanguage
    if tuple(known) == offered():
        return False
    settings.put("languages", ",".join(known))
    return True

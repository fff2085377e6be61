"""Somebody of the team puts their own words in the place of the house's, in a letter to hosts."""

from tracker.letters import host_words
from tracker.letters.host_words import Said
from tracker.store.transactions import transaction
from tracker.team import trace


def write_host_letter(kind: str, language: str, wanted: Said, by_id: str) -> None:
    """From the next letter on. Raises NotThere, WordsMissing and FieldForeign."""
    with transaction():
        found = host_words.kind_named(kind)
        host_words.put(found, language, wanted)
        trace.note("host letter changed", by_id, detail=f"{kind}, {language}")

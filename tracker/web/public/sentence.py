"""Sentences of ours that people rely on: each stands by itself, with the facts of this house filled in.

`tests/house/test_sentences.py` asks for a test of each, under its words; a promise that nobody can test says so itself.
"""

import re
from collections.abc import Iterable, Mapping

from tracker.records import dataclass
from tracker.words import Lazy

_FIELD = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`when`: names of facts without which it is not true, besides those it tells. `shown`: a test shows it."""

    words: Lazy
    when: tuple[str, ...] = ()
    shown: bool = True

    @property
    def needs(self) -> frozenset[str]:
        """The facts it stands on."""
        return frozenset(_FIELD.findall(self.words.message)) | frozenset(self.when)


@dataclass(frozen=True, slots=True)
class Section:
    """What it is about, and what there is to say."""

    title: Lazy
    sentences: tuple[Sentence, ...]


def told(sections: Iterable[Section], facts: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Titles with the sentences that are true here, in the language in force. A sentence without its fact is left out."""
    said = [
        (str(section.title), [each.words % facts for each in section.sentences if all(map(facts.get, each.needs))])
        for section in sections
    ]
    return [(title, sentences) for title, sentences in said if sentences]

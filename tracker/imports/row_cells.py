"""The cells of one row by what they mean, cleaned; what cannot be read is left out with a note."""

from dataclasses import field

from tracker.errors import Refusal
from tracker.imports.cells import read_number, read_whole
from tracker.imports.meanings import LABELS, LONGEST, Meaning, word_for
from tracker.records import dataclass
from tracker.words import Lazy, lazy


class TextTooLong(Refusal):
    sentence = lazy("The %(what)s is longer than %(most)s characters.")


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know about a row that is taken all the same."""

    sentence: Lazy
    fields: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.sentence % dict(self.fields) if self.fields else str(self.sentence)


NOT_READ = lazy("The %(what)s “%(text)s” cannot be read and is left out.")


@dataclass(slots=True)
class RowCells:
    """The mapped cells of one row, cleaned; missing ones are left out."""

    by: dict[Meaning, str]
    notes: list[Note] = field(default_factory=list)

    def text(self, meaning: Meaning) -> str:
        found = self.by.get(meaning, "")
        if len(found) > LONGEST.get(meaning, 500):
            raise TextTooLong(what=LABELS[meaning], most=LONGEST.get(meaning, 500))
        return found

    def left_out(self, meaning: Meaning) -> None:
        self.notes.append(Note(NOT_READ, (("what", str(LABELS[meaning])), ("text", self.by[meaning][:60]))))

    def number(self, meaning: Meaning, most: float) -> float | None:
        """A number from -most to most; any other is left out."""
        try:
            value = read_number(self.by[meaning])
        except Refusal:
            value = most + 1
        if abs(value) > most:
            self.left_out(meaning)
            return None
        return value

    def whole(self, meaning: Meaning, least: int, most: int) -> int | None:
        """A whole number in the bounds; any other is left out."""
        if meaning not in self.by:
            return None
        try:
            value = read_whole(self.by[meaning])
        except Refusal:
            value = least - 1
        if not least <= value <= most:
            self.left_out(meaning)
            return None
        return value

    def word(self, meaning: Meaning, words: dict[str, str]) -> str | None:
        """The key of a known word; any other is left out."""
        if meaning not in self.by:
            return None
        found = word_for(self.by[meaning], words)
        if found is None:
            self.left_out(meaning)
        return found

    def link(self) -> str:
        """A ticket link that a browser opens; any other is left out."""
        link = self.text(Meaning.TICKET_URL)
        if link and not link.lower().startswith(("https://", "http://")):
            self.left_out(Meaning.TICKET_URL)
            return ""
        return link

"""What a page is made of when its words are taken away: equal bones, equal verdict of whoever judges elements, roles and colours.

Two languages of a page differ in their words alone, and so do many pages of one template; where they do not, both are judged.
"""

from collections import Counter
from html.parser import HTMLParser

# Of these the value is words, an address or a secret: only whether there is one tells anything.
WORDS = {
    "action", "alt", "aria-label", "content", "datetime", "formaction", "href", "hreflang", "integrity", "lang", "max", "min", "nonce",
    "placeholder", "src", "srcset", "title", "value",
}  # fmt: skip
# These name elements: only which of them are the same tells anything.
NAMES = {"id", "for", "form", "list", "headers", "aria-controls", "aria-describedby", "aria-labelledby", "aria-owns"}
EMPTY = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.path, self.names, self.found = list[str](), dict[str, int](), Counter[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = [f"{name}={self._said(name, value or '')}" for name, value in sorted(attrs)]
        self.found[" ".join([*self.path, f"<{tag}", *told])] += 1
        if tag not in EMPTY:
            self.path.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.path and self.path.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found[" ".join([*self.path, "words"])] += 1

    def _said(self, name: str, value: str) -> str:
        if name in NAMES:
            return " ".join(str(self.names.setdefault(each, len(self.names))) for each in value.split())
        return str(bool(value.strip())) if name in WORDS or name.startswith("data-") else value


def bones(page: str) -> str:
    """Elements with their parents and attributes, in any order: the language that one reads is no link, wherever it stands."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return "\n".join(f"{each} {times}" for each, times in sorted(reader.found.items()))

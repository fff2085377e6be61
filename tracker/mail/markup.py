"""HTML as plain text: its words and line ends. What a letter quotes is left out where the program has marked it."""

import re
from html.parser import HTMLParser

SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
LINES = frozenset({"br", "p", "div", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre"})
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "wbr"})
# How Gmail, Yahoo, Outlook and Naver mark it.
_QUOTED = re.compile(r"gmail_quote|yahoo_quoted|moz-cite|divRplyFwdMsg|reply_quote", re.IGNORECASE)


def without_markup(html: str) -> str:
    """Its words. Broken markup is read as far as it goes; when only quotes are left, they are kept."""
    reader = _Reader(leave_out=True)
    reader.feed(html)
    reader.close()
    if not "".join(reader.pieces).strip():
        reader = _Reader(leave_out=False)
        reader.feed(html)
        reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self, leave_out: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.leave_out = leave_out
        self.pieces: list[str] = []
        # The element that is being left out, and how many of its name are open in it.
        self.silent, self.depth = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.silent:
            self.depth += tag == self.silent
            return
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        quoted = self.leave_out and (tag == "blockquote" or _QUOTED.search(marks))
        if tag not in VOID and (tag in SILENT or quoted):
            self.silent, self.depth = tag, 1
        elif tag in LINES:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            self.depth -= tag == self.silent
            if self.depth == 0:
                self.silent = ""
        elif tag in ("p", "div", "tr", "li"):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data.replace("\n", " "))

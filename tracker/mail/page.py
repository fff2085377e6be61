"""A letter as an HTML page that asks nobody for anything: styles written into it, no picture, no other host.

Writing styles into a page takes longer than all else that a letter needs, and says nothing of its words: it is done once for
each order of tags, and what stands between and in them is put in afterwards. No word of a letter is kept by that.
"""

import re
from functools import lru_cache
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup, escape

# What a letter says: between two tags, or where a link leads. It is escaped, so it holds neither of the signs that end it.
_SAID = re.compile(r'(?<=>)[^<>]*[^<>\s][^<>]*(?=<)|(?<=href=")[^"]*(?=")')
_PLACE = re.compile("\ue002([0-9]+)\ue003")
TEMPLATES = Path(__file__).parent.parent.parent / "templates" / "mail"


def page(subject: str, body: Markup, language: str) -> str:
    """The whole page around paragraphs that are escaped already."""
    said: list[str] = [str(escape(subject))]
    tags = _SAID.sub(lambda found: _set_aside(found[0], said), f">{body}<")[1:-1]
    return _PLACE.sub(lambda found: said[int(found[1])], _styled(tags, language))


def _set_aside(words: str, said: list[str]) -> str:
    said.append(words)
    return f"\ue002{len(said) - 1}\ue003"


@lru_cache(maxsize=200)
def _styled(tags: str, language: str) -> str:
    """A page of tags alone, with a numbered place for each word or address."""
    return _inliner().inline(_letter().render(subject="\ue0020\ue003", body=Markup(tags), language=language))  # noqa: S704


@lru_cache(maxsize=1)
def _inliner() -> CSSInliner:
    return CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)


@lru_cache(maxsize=1)
def _letter() -> Template:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("letter.html")

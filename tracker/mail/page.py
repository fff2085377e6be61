"""A letter as an HTML page that asks nobody for anything: styles written into it, no picture, no other host."""

from functools import lru_cache
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

TEMPLATES = Path(__file__).parent.parent.parent / "templates" / "mail"


def page(subject: str, body: Markup, language: str) -> str:
    """The whole page around paragraphs that are escaped already."""
    return _inliner().inline(_letter().render(subject=subject, body=body, language=language))


@lru_cache(maxsize=1)
def _inliner() -> CSSInliner:
    return CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)


@lru_cache(maxsize=1)
def _letter() -> Template:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("letter.html")

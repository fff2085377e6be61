"""On no page of the desk does a sentence of ours stand that nobody could translate.

The catalogue is one that puts every marked string between two brackets, dates and places speak Korean; what is then left in
Latin letters outside of brackets is data of the tests, a name, or a sentence that somebody forgot to mark.
"""

import ast
import gettext
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from tests.house.test_public_words import lines_of
from tests.web.desk.test_every_form import open_desk
from tracker import words
from tracker.followups.ladder_editing import FIRST
from tracker.followups.money import CURRENCIES
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.team.settings import DEFAULTS

TESTS = Path(__file__).parents[2]
# Where the pages' data comes from.
DATA = ("invented.py", "world.py", "told_stories.py", "desk_rows.py", "letters_world.py", "web/desk/test_every_form.py")
# Names that are the same in every language: of our own, of formats, of what stands in DNS.
NAMES = set(
    "Houselights SPF DKIM DMARC DNS SMTP URL TXT SVG PNG JPEG WebP PDF ZIP CSV XLSX JSON UTF DCP IANA Esc Texas Ontario Canada "
    "Español Scope Flat png jpg svg csv xlsx ics zip smtps STARTTLS IMAP HTTPS https http www com org example localhost UTC "
    "selector google default mail dkim TLS PIN SHA English Dear Robin".split()
)
# Ids, aliases, codes, and the fields of letters.
MADE = re.compile(r"\b[0-9a-hjkmnp-tv-z]{16}\b|[A-Z][a-z]+ [A-Z][a-z]+ [0-9a-z]{4}|\b[A-Z]{4}-[A-Z0-9]{4}\b|\{\w+\}")
# Names of columns of a file, as programs read them.
COLUMNS = re.compile(r"^(?:[a-z_]+, ){4,}[a-z_]+$|^[a-z]+(?:_[a-z]+)+$")
INSIDE = re.compile(r"⟦[^⟦⟧]*⟧")
# A sentence that a number in the middle of it cuts into lines; and what machines read, which is the same in every language.
CUT = re.compile(r"⟦[^⟦⟧]*$|^[^⟦⟧]*⟧")
CODE = re.compile(r"<code\b.*?</code>", re.DOTALL)
WORD = re.compile(r"[A-Za-zÀ-ɏ]{3,}")


class Bracketed(gettext.NullTranslations):
    """Every marked string, between brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, n: int) -> str:
        return f"⟦{one if n == 1 else many}⟧"


@pytest.fixture
def engine_name() -> str:
    """Words are the same on either."""
    return "sqlite"


def data() -> set[str]:
    """Words that stand in strings of the tests' data, and in settings."""
    found = set(WORD.findall(" ".join(DEFAULTS.values())))
    for name in DATA:
        for node in ast.walk(ast.parse((TESTS / name).read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(WORD.findall(node.value))
            elif isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
    return found


def unmarked(page: str, known: set[str]) -> set[str]:
    """Lines with a word outside of brackets that is nobody's name and no data."""
    left = set()
    for line in lines_of(CODE.sub(" ", page)):
        rest = COLUMNS.sub(" ", line)
        while INSIDE.search(rest):
            rest = INSIDE.sub(" ", rest)
        rest = CUT.sub(" ", rest)
        strange = {word for word in WORD.findall(MADE.sub(" ", rest)) if not {word, word.title(), word.lower()} & known}
        if strange and not re.search(r"[\w.]+@[\w.]+|://|/[a-z]", rest):
            left.add(line)
    return left


def test_every_word_of_the_desk_can_be_translated(inside: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, paths = open_desk(inside)
    with transaction() as session:
        session.execute(update(Account).values(language="ko"))
    # What the house moves in with is data from then on: whoever coordinates calls it as they like.
    first = {word for title, _ways in FIRST for word in title.split()}
    known = data() | NAMES | first | set(CURRENCIES)
    monkeypatch.setattr(words, "_catalogue", lambda _language: Bracketed())
    found: dict[str, str] = {}
    looked = 0
    for path in paths:
        answer = browser.get(path, follow_redirects=True)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            looked += 1
            for line in unmarked(answer.text.replace("<wbr>", ""), known):
                found.setdefault(line, path)
    assert looked > 60
    assert found == {}, "\n".join(f"{path}: {line}" for line, path in found.items())


def test_an_unmarked_sentence_is_seen_and_data_is_not() -> None:
    page = "<title>⟦Team⟧</title><h1>⟦Team⟧</h1><p>Who works here</p><p>Austin</p><p>⟦Of %(name)s⟧ ⟦a ⟦b⟧⟧ 3</p>"
    assert unmarked(page, {"Austin"}) == {"Who works here"}

"""What a page counts: thousands are parted as the language in force parts them, and nothing in a count is markup."""

import pytest

from tracker.charts.told import share_words
from tracker.words import _n, percent, speaking

ALLIES = "{{ ngettext('%(n)s ally of %(name)s', '%(n)s allies of %(name)s', n, n=n, name=name) }}"


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "12,400 allies"), ("ko", "12,400 allies"), ("es", "12,400 allies")]
)
def test_a_template_parts_thousands_as_code_does(app, language: str, said: str):
    with app.test_request_context(), speaking(language):
        told = app.jinja_env.from_string(ALLIES).render(n=12_400, name="<b>")
        assert told == f"{said} of &lt;b&gt;"
        assert _n("%(n)s row of it", "%(n)s rows of it", 12_400) == "12,400 rows of it"
        assert _n("%(n)s row of it", "%(n)s rows of it", 999) == "999 rows of it"


def test_a_share_has_one_decimal_where_it_is_small():
    assert [percent(each) for each in (48.4, 6.25, 0, 100)] == ["48%", "6.2%", "0%", "100%"]


@pytest.mark.parametrize(("language", "said"), [("en", "48%"), ("ko", "48%"), ("es", "48%")])
def test_a_share_is_signed_as_the_language_signs_it(language: str, said: str):
    """Charts and pages alike: our Spanish is that of the Americas, which sets no space there."""
    with speaking(language):
        assert percent(48) == share_words(48.2) == said


def test_a_field_of_a_count_may_have_any_name(app):
    """Also the names of what counts: pages say %(number)s."""
    words = "{{ ngettext('%(number)s ally, %(n)s', '%(number)s allies, %(n)s', 2, number='2', n='b') }}"
    with app.test_request_context(), speaking("en"):
        assert app.jinja_env.from_string(words).render() == "2 allies, b"
        said = app.jinja_env.from_string("{{ ngettext('%(n)s ally', '%(n)s allies', 12400) }}").render()
        assert said == "12,400 allies", "%(n)s is always there, as in code"

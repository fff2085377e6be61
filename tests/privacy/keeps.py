"""`@keeps("sentence")`: this test shows that a sentence of the privacy notice or the accessibility statement is true.

tests/house/test_sentences.py reads these marks from the source: a sentence without a test fails there, and so does a
test whose words are no longer said.
"""

import pytest


def keeps(*sentences: str) -> pytest.MarkDecorator:
    """The English words as they stand in the code, with %(fields)s open."""
    return pytest.mark.keeps(*sentences)

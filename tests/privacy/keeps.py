"""`@keeps("sentence")`: this test shows that a sentence of the privacy notice or the accessibility statement is true.

tests/house/test_sentences.py reads these marks from the source: a sentence without a test fails there, and so does a
test whose words are no longer said.
"""

import pytest


def keeps(*sentences: str) -> pytest.MarkDecorator:
    """The English words as they stand in the code, with %(fields)s open."""
    return pytest.mark.keeps(*sentences)


# Parts of this issue that are still being built. Take a word out when its part is in the house: its tests then run.
NOT_YET = frozenset()


def waits_for(part: str) -> pytest.MarkDecorator:
    """Skip the test while a part is in NOT_YET."""
    return pytest.mark.skipif(part in NOT_YET, reason=f"{part} is not built yet")

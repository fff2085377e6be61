"""Whatever stands where an id should be, on every route of the desk and of the account: an answer, never a fault."""

import pytest
from flask import Flask

from tests import invented
from tests.members import browser_of

HOSTILE = ["%00", "a%00b", "x" * 10_000, "0" * 16, "'%22%3E%3Cscript%3E", "%F0%9F%8F%B3", "..", "%E2%80%AE", "%ff%fe"]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_no_route_breaks_on_what_is_no_id(inside: Flask, hostile: str) -> None:
    browser = browser_of(inside, invented.account("administrator"))
    tried = 0
    for rule in inside.url_map.iter_rules():
        if not rule.arguments or rule.endpoint.endswith("static"):
            continue
        path = rule.rule
        for name, converter in rule._converters.items():
            for spelt in (f"<{name}>", f"<{type(converter).__name__}:{name}>", f"<path:{name}>", f"<string:{name}>"):
                path = path.replace(spelt, hostile)
        if "<" in path:
            continue
        for method in {"GET", "POST"} & (rule.methods or set()):
            answer = browser.open(path, method=method)
            assert answer.status_code < 500, (method, rule.rule, hostile[:20])
            assert "'\"><script>" not in answer.text, (method, rule.rule)
            tried += 1
    assert tried > 100

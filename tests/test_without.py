"""A library that does as well without another one is told that it is not there."""

import importlib
import sys

import pytest

from tracker.without import without


def test_what_is_left_out_is_not_found_and_is_there_afterwards() -> None:
    sys.modules.pop("colorsys", None)
    with without("colorsys"), pytest.raises(ModuleNotFoundError):
        importlib.import_module("colorsys")
    assert importlib.import_module("colorsys").rgb_to_hsv(0, 0, 0) == (0, 0, 0)


def test_what_is_there_already_stays() -> None:
    here = importlib.import_module("colorsys")
    with without("colorsys"):
        assert importlib.import_module("colorsys") is here
    assert sys.modules["colorsys"] is here

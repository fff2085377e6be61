"""What the environment decides, and what holds where it is silent."""

from pathlib import Path

import pytest

import config

TOP = Path(__file__).parents[1]


def test_a_command_typed_in_another_folder_meets_the_same_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    settings = config.from_environment({})
    assert settings["INSTANCE_PATH"] == TOP / "instance"
    assert str(TOP / "instance") in settings["DATABASE_URL"]
    assert settings["KEY_RING"].parent == TOP / "instance"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "abc"), ("PORT", "70000"), ("BASE_URL", "nowhere"), ("LOG_LEVEL", "LOUD"), ("OWN_NETWORKS", "here")],
)
def test_a_value_that_cannot_be_meant_is_refused_in_a_sentence(name: str, value: str):
    with pytest.raises(ValueError, match=f"{name} .*{value}"):
        config.from_environment({name: value})


@pytest.mark.parametrize("token", ["short", "a token with blanks that is long", "zwölf-und-zehn-zeichen-und-mehr"])
def test_a_token_that_is_easy_to_guess_is_refused_and_not_repeated(token: str):
    with pytest.raises(ValueError, match="METRICS_TOKEN") as refused:
        config.from_environment({"METRICS_TOKEN": token})
    assert token not in str(refused.value)

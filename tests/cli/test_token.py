"""Tokens from the command line."""

import pytest

from tests import invented
from tracker.store.db import db
from tracker.team.token import Scope
from tracker.team.tokens import TokenUnknown
from tracker.team.trace import Trace
from tracker.usecases.use_token import use_token


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def test_the_last_line_is_the_token_alone_and_the_list_names_it_without_it(app) -> None:
    run = app.test_cli_runner().invoke
    with app.app_context():
        campaign = invented.campaign(name="Autumn")
    may = ["--scope", "figures", "--scope", "signups", "--consent", "given", "--campaign", "Autumn", "--days", "30"]
    said = run(args=["token", "add", "n8n", *may])
    assert said.exit_code == 0, said.output
    shown = said.output.splitlines()[-1]
    with app.app_context():
        token = use_token(shown, Scope.WRITE_SIGNUPS)
        assert (token.campaign_id, token.consent, token.name) == (campaign, "given", "n8n")
        token_id = token.id
    listed = run(args=["token", "list"]).output
    assert token_id in listed and "figures,signups" in listed and "n8n" in listed and shown not in listed
    assert run(args=["token", "withdraw", token_id]).output == "Withdrawn.\n"
    assert "withdrawn" in run(args=["token", "list"]).output
    with app.app_context(), pytest.raises(TokenUnknown):
        use_token(shown, Scope.READ_FIGURES)


def test_one_that_reads_people_is_warned_of_beside_the_last_line(app) -> None:
    run = app.test_cli_runner().invoke
    said = run(args=["token", "add", "phone bank", "--scope", "people", "--reason", "calls  of the autumn"])
    assert "holds the list" in said.stderr and "holds the list" not in said.stdout
    with app.app_context():
        assert use_token(said.output.splitlines()[-1], Scope.READ_PEOPLE).kept_by_id is None
        assert db.session.query(Trace).one().detail == "people: calls of the autumn"


def test_what_makes_no_sense_is_said_in_a_sentence(app) -> None:
    run = app.test_cli_runner().invoke
    for args, said in (
        (["token", "add", "x"], "--scope"),
        (["token", "add", "x", "--scope", "everything"], "everything"),
        (["token", "add", "x", "--scope", "figures", "--consent", "given"], "Only tokens that write signups"),
        (["token", "add", "x", "--scope", "figures", "--campaign", "Nowhere"], "Say its id"),
        (["token", "withdraw", "0"], "No token has this id"),
    ):
        answer = run(args=args)
        assert answer.exit_code != 0 and said in answer.output, args

"""Headings and actions as other systems write them; the mark by which a gift is known again."""

from datetime import UTC, datetime

from flask import Flask

from tracker.files.tables import read_table
from tracker.followups.listed import Listed
from tracker.imports.outcome_columns import Told, guess, outcome_of


def test_real_headings_are_recognised() -> None:
    def columns(heading: str) -> set[Told]:
        return set(guess(read_table(f"{heading}\n{'x,' * 30}".encode(), "x.csv"))) - {Told.IGNORE}

    who = {Told.EMAIL, Told.FIRST, Told.LAST}
    action_network = (
        "uuid,first_name,last_name,email,Phone Number,can2_user_address,can2_user_city,can2_user_state,can2_user_tags"
    )
    assert columns(action_network) == {*who, Told.PHONE}
    assert columns("First name,Last name,Email,Mobile number,Signup created time") == {*who, Told.PHONE, Told.DAY}
    eventbrite = (
        "Order no.,Order Date,First Name,Surname,Email,Quantity,Ticket Type,Order Type,Total Paid,Eventbrite Fees"
    )
    assert columns(eventbrite) == {*who, Told.DAY, Told.AMOUNT}
    assert columns("Marca temporal,Correo electrónico,Nombre") == {Told.DAY, Told.EMAIL, Told.NAME}
    assert {word: outcome_of(word) for word in ("Donation", "Sign the petition", "서명", "Hosted", "Invited a friend", "x")} == {
        "Donation": "gave", "Sign the petition": "done", "서명": "done", "Hosted": "wants to host",
        "Invited a friend": "brought others", "x": "",
    }  # fmt: skip


def test_a_gift_keeps_its_mark_while_nothing_of_it_changes(app: Flask) -> None:
    at = datetime(2023, 11, 2, 12, tzinfo=UTC)
    with app.app_context():
        one = Listed("0" * 16, "gave", at, 50, "USD")
        assert one.once() == Listed("0" * 16, "gave", at, 50, "USD").once()
        for other in (
            ("1" * 16, "gave", at, 50, "USD"),
            ("0" * 16, "done", at, 50, "USD"),
            ("0" * 16, "gave", at, 51, "USD"),
        ):
            assert Listed(*other).once() != one.once()

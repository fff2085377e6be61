"""What of somebody waits about: on a tablet, on paper, in a list, in a file of contacts; and a second record that was joined to them."""

import base64
import json
from dataclasses import dataclass

from tests import invented, paper_sheets, told_stories
from tracker import clock
from tracker.allies import merging
from tracker.allies.ally import Ally
from tracker.allies.likeness import Likeness
from tracker.imports.people_choices import PeopleChoices
from tracker.imports.people_columns import Says
from tracker.screenings.screening import Screening
from tracker.signups import kiosk_entries, kiosk_sealing
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entries import Sent
from tracker.signups.sheet_line import Typist
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases import ask_for_export, bring_photo, type_up
from tracker.usecases.gather_exports import gather_exports
from tracker.usecases.give_kiosk import give_kiosk
from tracker.usecases.join_allies import join_allies
from tracker.usecases.map_people import look_at_people, map_people
from tracker.usecases.take_in_file import take_in
from tracker.usecases.welcome_kiosk_entries import welcome_kiosk_entries
from tracker.usecases.write_people import write_people

COLUMNS = (Says.NAME, Says.EMAIL, Says.PHONE, Says.CONSENT)
# As a file says it whose letters were read wrongly once: such a name is doubtful.
MISREAD = "Ad\u00c3\u00a1n"


@dataclass(frozen=True, slots=True)
class Written:
    """A contact, as somebody writes it somewhere."""

    name: str
    email: str = ""
    phone: str = ""


def joined(goes: str, stays: str, by: str) -> str:
    """Somebody at the desk found that the two are one; the merge."""
    one_id, other_id = sorted((goes, stays))
    pair = Likeness(one_id=one_id, other_id=other_id, evidence="phone name", strength=80, found_at=clock.now())
    invented.write(pair)
    seen = merging.digest(*(db.session.get_one(Ally, each) for each in (goes, stays)))
    db.session.rollback()
    return join_allies(pair.id, stays, {}, seen, by)


def on_a_tablet(at: Screening, by: str, *written: Written) -> None:
    """Nobody of them chose an answer: their entries are doubtful."""
    kiosk_id = give_kiosk(at.id, "By the stairs", "en", by)
    with transaction() as session:
        kiosk, sent = session.get_one(Kiosk, kiosk_id), []
        for each in written:
            said = json.dumps({"name": each.name, "email": each.email, "phone": each.phone})
            sealed = kiosk_sealing.seal(said, kiosk.public_key, kiosk_id, submission := new_id())
            sent.append(Sent(submission, base64.b64encode(sealed).decode()))
        kiosk_entries.keep(kiosk, sent, None)
    assert welcome_kiosk_entries() == len(written) == kiosk_entries.to_decide()


def on_paper(at: Screening, by: str, *written: Written) -> str:
    """A sheet with a photo, on which their lines wait; its id."""
    [sheet_id] = paper_sheets.printed(at.id)
    for number, each in enumerate(written, start=1):
        line = paper_sheets.typed(number, name=each.name, email=each.email, phone=each.phone)
        assert type_up.type_line(sheet_id, line, Typist(by))
    bring_photo.bring_photo(sheet_id, told_stories.picture(), Typist(by))
    return sheet_id


def in_a_list(at: Screening, by: str, *written: Written, let_in: bool) -> None:
    """A list of people. `let_in`: each is doubtful, and waits; else none is, and somebody has only looked at it."""
    more = f" {MISREAD}" if let_in else ""
    rows = "".join(f"{each.name}{more},{each.email},{each.phone},yes\n" for each in written)
    import_id = take_in(f"Name,Email,Phone,May we?\n{rows}".encode(), "people.csv", by, "people")
    map_people(import_id, PeopleChoices(COLUMNS, screening_id=at.id, wording="May we? / Yes / No"))
    look_at_people(import_id)
    if let_in:
        assert write_people(import_id, by) == {"made": 0, "allies": 0}


def in_a_file(by: str, *ally_ids: str) -> None:
    """Contacts that a coordinator asked for, and has not fetched yet."""
    ask_for_export.contacts(Ally.id.in_(ally_ids), by, "printing name badges")
    assert gather_exports("0" * 16) == 1

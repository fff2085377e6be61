"""What this room holds about a person, in plain words and moments: for themselves. See docs/own-data.md."""

from collections import defaultdict
from typing import Any

from sqlalchemy import or_, select

from tracker.allies.ally import Ally, Contact
from tracker.appeals.interest import Interest
from tracker.screenings import terms
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups import by_contact, lines, sheets
from tracker.signups.program_form import FormSubmission, ProgramForm
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.sheet import Sheet
from tracker.signups.sheet_line import SheetLine
from tracker.signups.signup import Signup, SignupAnswer, SignupInterest
from tracker.store.db import db
from tracker.times import iso

Told = dict[str, Any]


def tell(ally_id: str) -> Told:
    ticked, answered = _ticked(ally_id), _answered(ally_id)
    rows = (
        select(Signup, Screening, Film.title, Venue)
        .join(Screening, Screening.id == Signup.screening_id)
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Signup.ally_id == ally_id)
        .order_by(Signup.at, Signup.id)
    )
    return {
        "signups": [
            {
                "film": film, "place": terms.title(screening, venue), "day": str(screening.day or ""),
                "starts_at": iso(screening.starts_at), "zone": screening.zone, "at": iso(signup.at),
                "at_by_the_device": iso(signup.device_at), "place_said_at": iso(signup.placed_at), "from": signup.source,
                "ticked": ticked[signup.id], "note": signup.note or "", "answers": answered[signup.id],
                "typed_by_the_team": signup.account_id is not None,
            }
            for signup, screening, film, venue in db.session.execute(rows)
        ],
        "lines_of_paper_sheets": [_line(each) for each in lines.of_ally(ally_id)],
        "requests_to_host": _requests(ally_id),
        "forms_of_other_programs": _forms(ally_id),
    }  # fmt: skip


def _line(line: SheetLine) -> Told:
    """One that waits, for a day at most: it is theirs by the contact on it, and has become nothing yet."""
    sheet, said = db.session.get_one(Sheet, line.sheet_id), lines.opened(line)
    assert said is not None, "by what is on it they are known"
    at, boxes = sheets.screening_of(sheet), lines.boxes_of(sheet)
    venue = db.session.get(Venue, at.venue_id) if at.venue_id else None
    return {
        "film": db.session.get_one(Film, at.film_id).title, "place": terms.title(at, venue), "at": iso(line.typed_at),
        "name": said["name"], "email": said["email"] or "", "phone": said["phone"] or "", "contact": said["consent"],
        "ticked": [each.label for each in boxes if each.key in said["interests"]], "language": said["language"],
        "typed_by_the_team": line.account_id is not None,
    }  # fmt: skip


def _requests(ally_id: str) -> list[Told]:
    """Those that bear their contact too, from before anybody knew them."""
    ally = db.session.get(Ally, ally_id)
    contact: Contact = (ally.contact if ally else None) or {}
    before = [each.id for each in by_contact.unclaimed(contact)]
    rows = (
        select(RequestToHost, Screening, Venue)
        .outerjoin(Screening, Screening.id == RequestToHost.screening_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(or_(RequestToHost.ally_id == ally_id, RequestToHost.id.in_(before)))
        .order_by(RequestToHost.at, RequestToHost.id)
    )
    return [
        {
            "at": iso(each.at), **_written(each, contact), "kind": each.kind,
            "about_how_many": each.heads, "language": each.language, "state": each.state, "decided_at": iso(each.decided_at),
            "film_screening": terms.title(screening, venue) if each.screening_id else "", "by_own_link": each.by_own_link,
            "typed_by_the_team": each.account_id is not None,
        }
        for each, screening, venue in db.session.execute(rows)
    ]  # fmt: skip


def _written(each: RequestToHost, contact: Contact) -> Told:
    """Who asked, and what for; nothing of it where a link of theirs was handed on and it was somebody else."""
    asker = each.asker or {}
    own = by_contact.bears(asker.get("email"), asker.get("phone"), contact) or by_contact.is_named(asker, contact)
    return {"asked_by": dict(asker) if own else {}, "wish": dict(each.wish or {}) if own else {}}


def _ticked(ally_id: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = (
        select(SignupInterest.signup_id, Interest)
        .join(Interest, Interest.id == SignupInterest.interest_id)
        .join(Signup, Signup.id == SignupInterest.signup_id)
        .where(Signup.ally_id == ally_id)
        .order_by(Interest.position, Interest.key)
    )
    for signup_id, interest in db.session.execute(rows):
        found[signup_id].append(interest.label)
    return found


def _answered(ally_id: str) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = defaultdict(list)
    rows = (
        select(SignupAnswer, Interest)
        .join(Interest, Interest.id == SignupAnswer.interest_id)
        .join(Signup, Signup.id == SignupAnswer.signup_id)
        .where(Signup.ally_id == ally_id)
        .order_by(SignupAnswer.at, SignupAnswer.id)
    )
    for answer, interest in db.session.execute(rows):
        found[answer.signup_id].append(
            {"to": interest.label, "at": iso(answer.at), "text": answer.text or "", "by_own_link": answer.by_own_link}
        )
    return found


def _forms(ally_id: str) -> list[Told]:
    rows = select(FormSubmission, ProgramForm).join(ProgramForm, ProgramForm.id == FormSubmission.form_id)
    rows = rows.where(FormSubmission.ally_id == ally_id).order_by(FormSubmission.at, FormSubmission.id)
    return [
        {"form": form.words["title"] if form.words else "", "at": iso(sent.at)}
        for sent, form in db.session.execute(rows)
    ]

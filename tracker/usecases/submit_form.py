"""Another program has a form: it tells us of it, and who has filled it in. Twice is once."""

from collections.abc import Sequence

from tracker.allies.ghosts import ghost_of, is_ghost
from tracker.allies.said import Said
from tracker.arrivals import by_token
from tracker.arrivals.from_program import Came, raise_hand, take_in
from tracker.errors import NotThere, Refusal
from tracker.finding import forms_told
from tracker.finding.forms_told import PROGRAM, FormTold
from tracker.screenings import doors, log
from tracker.signups import program_form
from tracker.signups.program_form import FormSubmission, FormWords, ProgramForm
from tracker.signups.signup import Signup
from tracker.store import known_as
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.store.transactions import one_at_a_time, transaction
from tracker.team import program_hour, trace
from tracker.team.token import Token
from tracker.words import lazy


class FormOver(Refusal):
    sentence = lazy("This form is a list or a paper sheet that was taken in. Nobody fills it in any more.")
    status = 409


class NotYours(Refusal):
    sentence = lazy("This form is a page of ours, a list or a paper sheet: it is changed at the desk.")
    status = 409


def make_form(token: Token, words: FormWords, campaign_id: str = "") -> str:
    """Its id. Raises FormUntitled, FormsFull, OtherCampaign, NoCampaign and NotThere."""
    with transaction():
        one_at_a_time("program forms")
        form = program_form.make(by_token.campaign(token, campaign_id), words)
        trace.note("form made", token.kept_by_id, "form", form.id, f"token {token.id}")
        return form.id


def change_form(token: Token, form_id: str, words: FormWords) -> str:
    """What is not sent ("") stays. Raises NotThere, NotYours and FormUntitled."""
    with transaction():
        told = forms_told.seen(form_id, token.campaign_id)
        if told.kind != PROGRAM:
            raise NotYours
        form = row_of(ProgramForm, told.id, lock=True)
        was = form.words or FormWords(title="", description="", origin="")
        title, description = words["title"] or was["title"], words["description"] or was["description"]
        program_form.change(
            form, FormWords(title=title, description=description, origin=words["origin"] or was["origin"])
        )
        trace.note("form changed", token.kept_by_id, "form", form.id, f"token {token.id}")
        return form.id


def submit_form(
    token: Token,
    form_id: str,
    person_id: str,
    sent: Said,
    identifiers: Sequence[str] = (),
    add_tags: Sequence[str] = (),
) -> Came:
    """Once for an ally and a form; `signup_id` is the submission's. `person_id`: "" where they are told of in `sent`.

    Raises NotThere, PersonUnknown, FormOver, NameTooLong, TagUnnamed, TagsFull and what said.write() raises.
    """
    by_token.fair(sent)
    with transaction():
        form = forms_told.seen(form_id, token.campaign_id)
        if form.kind not in (*forms_told.STANDING.values(), PROGRAM) or form.campaign_id is None:
            raise FormOver
        about = known_as.SUBMISSION if form.kind == PROGRAM else known_as.ATTENDANCE
        there, erased = known_as.meant(about, identifiers)
        if there is not None:
            return _again(form, there)
        came = _come(token, form, person_id, sent, erased)
        if came.kept:
            known_as.know(about, came.signup_id, identifiers)
            by_token.tag(token, came.ally_id, add_tags)
        program_hour.add(token.id, written=1)
        return came


def know_submission(token: Token, form_id: str, submission_id: str, identifiers: Sequence[str]) -> str:
    """By which ids another system knows it. Raises NotThere and KnownAlready."""
    with transaction():
        form = forms_told.seen(form_id, token.campaign_id)
        found = forms_told.submission(form, submission_id)
        known_as.know(known_as.SUBMISSION if form.kind == PROGRAM else known_as.ATTENDANCE, found.id, identifiers)
        return found.id


def _again(form: FormTold, submission_id: str) -> Came:
    """What an identifier means already. Raises KnownAlready where it is of another form."""
    try:
        forms_told.submission(form, submission_id)
    except NotThere:
        raise known_as.KnownAlready(identifier=submission_id) from None
    row = db.session.get(FormSubmission, submission_id)
    ally_id = row.ally_id if row is not None else db.session.get_one(Signup, submission_id).ally_id
    return Came(ally_id, submission_id)


def _come(token: Token, form: FormTold, person_id: str, sent: Said, erased: bool) -> Came:
    at = doors.standing(str(form.campaign_id), "unplaced") if form.kind == PROGRAM else log.staying(form.id)
    if not person_id and not sent.email and not sent.phone:
        raise by_token.PersonUnknown
    if is_ghost(person_id) or erased:
        text = person_id or sent.email or sent.phone or ""
        return Came(person_id or ghost_of(text), ghost_of(f"{text} {form.id}"), kept=False)
    if person_id:
        ally = by_token.named(token, person_id)
        came = Came(ally.id, "") if form.kind == PROGRAM else raise_hand(ally, at)
    else:
        came = take_in(sent, at, by_token.sender(token), raised=form.kind != PROGRAM)
    if form.kind != PROGRAM:
        return came
    if not came.kept:
        return Came(came.ally_id, ghost_of(f"{came.ally_id} {form.id}"), kept=False)
    return Came(came.ally_id, program_form.submit(form.id, came.ally_id), new=came.new)

"""`/forms` and their submissions: our pages to sign up with a campaign, lists and paper sheets, and forms of programs themselves."""

from collections.abc import Sequence

from tracker import clock
from tracker.allies.contact_points import clean_text
from tracker.allies.ghosts import ghost_of, is_ghost
from tracker.api import paging, person_in, person_out
from tracker.api.asked import Asked, link
from tracker.api.attendances import named
from tracker.finding import forms_told, people_told
from tracker.finding.forms_told import AT_HOME, LIST, PAGE, PROGRAM, SHEET, FormTold, SubmissionTold
from tracker.osdi import reading
from tracker.osdi.reading import Json, told
from tracker.signups.program_form import FormWords
from tracker.usecases.submit_form import change_form, know_submission, make_form, submit_form
from tracker.words import Lazy, lazy

TITLES: dict[str, Lazy] = {
    PAGE: lazy("%(of)s: sign up"), AT_HOME: lazy("%(of)s: watched at home"), LIST: lazy("A list of people: %(of)s"),
    SHEET: lazy("Paper sheet %(of)s"),
}  # fmt: skip
OURS = "Houselights"


def listed(asked: Asked) -> Json:
    """By their coming."""
    order = forms_told.order(asked.conditions, asked.campaign_id)
    return paging.page_of(asked, "forms", "osdi:forms", order, lambda ids: _forms(asked, forms_told.told(ids)))


def one(asked: Asked, form_id: str) -> Json:
    """Raises NotThere."""
    return _forms(asked, [forms_told.seen(form_id, asked.campaign_id)])[0]


def make(asked: Asked) -> Json:
    """One of the program’s own; its submissions sign up with the campaign."""
    assert asked.token is not None
    campaign_id = reading.text(asked.body.get("tracker:campaign_id")).strip()
    return one(asked, make_form(asked.token, _words(asked.body), campaign_id))


def change(asked: Asked, form_id: str) -> Json:
    """Raises NotThere."""
    assert asked.token is not None
    return one(asked, change_form(asked.token, form_id, _words(asked.body)))


def of_form(asked: Asked, form_id: str) -> Json:
    """Raises NotThere."""
    form = forms_told.seen(form_id, asked.campaign_id)
    order = forms_told.submissions(form, asked.conditions)
    path = f"forms/{form.id}/submissions"
    return paging.page_of(asked, path, "osdi:submissions", order, lambda ids: _shapes(ids, form.id))


def one_of_form(asked: Asked, form_id: str, submission_id: str) -> Json:
    """Raises NotThere."""
    form = forms_told.seen(form_id, asked.campaign_id)
    return _submission(forms_told.submission(form, submission_id))


def of_person(asked: Asked, person_id: str) -> Json:
    """By our pages and by forms of programs. Raises NotThere, and ForCoordinators for extra care."""
    ally_id = people_told.open_to(person_id, asked.campaign_id)
    order = forms_told.of_person(ally_id, asked.campaign_id)
    return paging.page_of(asked, f"people/{ally_id}/submissions", "osdi:submissions", order, _shapes)


def one_of_person(asked: Asked, person_id: str, submission_id: str) -> Json:
    """Raises NotThere."""
    ally_id = people_told.open_to(person_id, asked.campaign_id)
    return _submission(forms_told.submission_of(ally_id, submission_id, asked.campaign_id))


def submit(asked: Asked, form_id: str) -> Json:
    """Once for a person and a form; raises NotThere and PersonUnknown."""
    assert asked.token is not None
    body = asked.body
    person_id, sent = named(body)
    came = submit_form(
        asked.token, form_id, person_id, sent, person_in.identifiers(body), person_in.names(body.get("add_tags"))
    )
    if asked.reads_people and came.kept and (found := _shapes([came.signup_id], form_id)):
        return found[0]
    return _blind(form_id, came.ally_id, came.signup_id)


def know(asked: Asked, form_id: str, submission_id: str) -> Json:
    """By which ids another system knows it; raises NotThere."""
    assert asked.token is not None
    identifiers = person_in.identifiers(asked.body)
    if not asked.reads_people:
        # Whose it is was told when it was sent; whether it is kept, never.
        if not is_ghost(submission_id):
            know_submission(asked.token, form_id, submission_id, identifiers)
        return _blind(form_id, ghost_of(submission_id), submission_id)
    return _shapes([know_submission(asked.token, form_id, submission_id, identifiers)], form_id)[0]


def _words(body: Json) -> FormWords:
    title, about = (reading.text(body.get(name)) for name in ("title", "description"))
    title = clean_text(title or reading.text(body.get("name")))
    return FormWords(
        title=title, description=clean_text(about), origin=clean_text(reading.text(body.get("origin_system")))
    )


def _forms(asked: Asked, forms: Sequence[FormTold]) -> list[Json]:
    numbers = forms_told.counts(forms) if asked.reads_people else {}
    return [_form(each, numbers.get(each.id, 0) if asked.reads_people else None) for each in forms]


def _form(of: FormTold, number: int | None) -> Json:
    title = of.name if of.kind == PROGRAM else str(TITLES[of.kind]) % {"of": of.of}
    path = f"forms/{of.id}"
    shape: Json = {
        "identifiers": [f"action_network:{of.id}"], "created_date": told(of.at), "modified_date": told(of.changed_at),
        "title": title, "name": title, "description": of.description, "origin_system": of.origin or OURS,
        "tracker:kind": of.kind, "tracker:campaign_id": of.campaign_id,
        "_links": {
            "self": link(path), "osdi:submissions": link(f"{path}/submissions"),
            "osdi:record_submission_helper": link(f"{path}/submissions"),
        },
    }  # fmt: skip
    if number is not None:
        shape["total_submissions"] = number
    return shape


def _shapes(ids: Sequence[str], form_id: str = "") -> list[Json]:
    return [_submission(each) for each in forms_told.submissions_told(ids, form_id)]


def _submission(of: SubmissionTold) -> Json:
    at = told(of.at)
    return {
        "identifiers": [f"action_network:{of.id}", *of.identifiers], "created_date": at, "modified_date": at,
        "action_network:person_id": of.ally_id, "action_network:form_id": of.form_id,
        "_links": {
            "self": link(f"forms/{of.form_id}/submissions/{of.id}"), "osdi:form": link(f"forms/{of.form_id}"),
            "osdi:person": link(f"people/{of.ally_id}"),
        },
    }  # fmt: skip


def _blind(form_id: str, ally_id: str, submission_id: str) -> Json:
    """For a token that reads nobody: the same whether it was there already, or nothing was kept."""
    return _submission(SubmissionTold(submission_id, ally_id, form_id, person_out.day(clock.now())))

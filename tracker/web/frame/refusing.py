"""A rule's "no" becomes words beside the field that it is about."""

from flask_wtf import FlaskForm

from tracker.errors import Refusal


def beside(form: FlaskForm, refusal: Refusal) -> int:
    """Put the sentence beside its field, or above the form if it has none there. Returns the status of the answer."""
    field = form[refusal.field] if refusal.field and refusal.field in form else None
    if field is None:
        form.form_errors.append(str(refusal))
    else:
        field.errors = [*field.errors, str(refusal)]
    return refusal.status

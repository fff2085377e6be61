"""Fields that several pages of accounts ask for."""

import email_validator
from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    Field,
    PasswordField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.team import passwords
from tracker.words import LANGUAGES, Lazy, language, lazy

LONGEST_NAME, LONGEST_EMAIL = 100, 254
SIX_DIGITS = lazy("Write the six digits that the app shows.")


def an_email(_form: FlaskForm, field: Field) -> None:
    """By its form alone: a look-up of its host would decide who may sign in."""
    try:
        email_validator.validate_email(
            field.data or "", check_deliverability=False, test_environment=True, allow_smtputf8=True
        )
    except email_validator.EmailNotValidError:
        raise ValidationError(str(lazy("Write an e-mail address, such as name@example.org."))) from None


def no_signs(_form: FlaskForm, field: Field) -> None:
    """A name is one line of letters: no tabs, line ends or NULs."""
    if field.data and not field.data.isprintable():
        raise ValidationError(str(lazy("Use letters, figures and spaces.")))


def stripped(text: str | None) -> str | None:
    return text.strip() if text else text


def email() -> EmailField:
    return EmailField(
        lazy("E-mail"), filters=[stripped],
        validators=[
            InputRequired(lazy("Write your e-mail address.")),
            Length(max=LONGEST_EMAIL, message=lazy("Use 254 characters or fewer.")), an_email,
        ],
        render_kw={"autocomplete": "username", "maxlength": LONGEST_EMAIL, "required": True},
    )  # fmt: skip


def name() -> StringField:
    return StringField(
        lazy("Name"), filters=[stripped],
        validators=[
            InputRequired(lazy("Write what colleagues call you.")),
            Length(max=LONGEST_NAME, message=lazy("Use 100 characters or fewer.")), no_signs,
        ],
        render_kw={"autocomplete": "name", "maxlength": LONGEST_NAME, "required": True},
    )  # fmt: skip


def desk_language() -> SelectField:
    return SelectField(
        lazy("Language of your desk"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()], default=language,
        invalid_choice_message=lazy("Choose one of these."),
    )  # fmt: skip


def speaks() -> SelectMultipleField:
    """Ticks; none is an answer."""
    return SelectMultipleField(
        lazy("Languages in which you talk to allies"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        validate_choice=False,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip


def password(label: Lazy, autocomplete: str, missing: Lazy) -> PasswordField:
    """`autocomplete`: "current-password" or "new-password". Pasting is welcome; its rule says how long it may be."""
    return PasswordField(
        label, validators=[InputRequired(missing)],
        render_kw={"autocomplete": autocomplete, "maxlength": passwords.LONGEST, "required": True},
    )  # fmt: skip


def code() -> StringField:
    return StringField(
        lazy("Code"), filters=[stripped],
        validators=[InputRequired(SIX_DIGITS), Length(max=20, message=SIX_DIGITS)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 20, "required": True},
    )  # fmt: skip

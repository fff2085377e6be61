"""Form fields that hold to the house's rules on the server: lengths, bounds, characters; each reason is a sentence."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

from flask_wtf import FlaskForm
from wtforms import DateField, Field, Form, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional, StopValidation
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TextInput, TimeInput

from tracker.errors import Refusal
from tracker.words import Lazy, _, lazy

TOO_LONG = lazy("Shorter, in at most %(most)d characters.")
UNPRINTABLE = lazy("There is a character in it that cannot be printed. Write it again by hand.")
NOT_IN_LIST = lazy("Choose one from the list.")
NO_DAY = lazy("That is no day. Write it as 2023-10-23.")
NO_TIME = lazy("That is no time of day. Write it as 19:00 or 7:00 pm.")
NO_NUMBER = lazy("Write a whole number between %(least)s and %(most)s.")
NO_ADDRESS = lazy("A whole address is needed, such as https://cinema.example/tickets.")
# "ko", "zh-hant": as far as BCP 47 is used here.
CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
TIMES = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p")


class Needed:
    """The field has to be filled in, or `sentence` says why. What was wrong with what was filled in comes first."""

    field_flags = {"required": True}

    def __init__(self, sentence: Lazy) -> None:
        self.sentence = sentence

    def __call__(self, _form: Form, field: Field) -> None:
        if field.process_errors:
            raise StopValidation
        if field.data in (None, "", []):
            raise StopValidation(str(self.sentence))


class Text(StringField):
    """One line, or several: trimmed, of at most `most` characters, none of them unprintable. "" when empty."""

    def __init__(
        self, label: Lazy, most: int, validators: Iterable[Any] = (), lines: bool = False, **rest: Any
    ) -> None:
        self.most, self.lines = most, lines
        rest.setdefault("render_kw", {}).setdefault("maxlength", most)
        super().__init__(label, [*validators] or [Optional()], **rest)
        if lines:
            self.widget = TextAreaField.widget

    def process_formdata(self, valuelist: list[str]) -> None:
        written = unicodedata.normalize("NFC", valuelist[0]) if valuelist else ""
        if self.lines:
            self.data = "\n".join(line.rstrip() for line in written.splitlines()).strip()
        else:
            self.data = " ".join(written.split())
        clean = "".join(
            letter if letter == "\n" or unicodedata.category(letter) != "Cc" else "\ufffd" for letter in self.data
        )
        if clean != self.data:
            self.data = clean
            raise ValueError(str(UNPRINTABLE))
        if len(self.data) > self.most:
            raise ValueError(TOO_LONG % {"most": self.most})


class WebAddress(Text):
    """An address with http or https."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        try:
            parts = urlsplit(self.data)
            fits = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in self.data
        except ValueError:
            fits = False
        if self.data and not fits:
            raise ValueError(str(NO_ADDRESS))


class Whole(Field):
    """A whole number within bounds: PostgreSQL's integers end, and so does what can be meant. None when empty."""

    # Not of type "number": browsers lose what they cannot read as one, and a wheel turns what was written.
    widget = TextInput()

    def __init__(self, label: Lazy, least: int, most: int, validators: Iterable[Any] = (), **rest: Any) -> None:
        self.least, self.most = least, most
        rest.setdefault("render_kw", {}).setdefault("inputmode", "numeric")
        super().__init__(label, [*validators] or [Optional()], **rest)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        written = "".join(valuelist[0].split()).replace(",", "") if valuelist else ""
        if not written:
            return
        number = int(written) if written.isdecimal() and len(written) < 12 else -1
        if not self.least <= number <= self.most:
            raise ValueError(NO_NUMBER % {"least": f"{self.least:,}", "most": f"{self.most:,}"})
        self.data = number


class Day(DateField):
    """A day, which has no zone. None when empty."""

    widget = DateInput()

    def __init__(self, label: Lazy, validators: Iterable[Any] = (), **rest: Any) -> None:
        super().__init__(label, [*validators] or [Optional()], **rest)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        try:
            if valuelist and valuelist[0].strip():
                self.data = datetime.strptime(valuelist[0].strip(), "%Y-%m-%d").date()  # noqa: DTZ007
        except ValueError:
            raise ValueError(str(NO_DAY)) from None


class Hour(Field):
    """A time of day, as a time input sends it or as people write it. None when empty."""

    widget = TimeInput()

    def __init__(self, label: Lazy, validators: Iterable[Any] = (), **rest: Any) -> None:
        super().__init__(label, [*validators] or [Optional()], **rest)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        written = valuelist[0].strip() if valuelist else ""
        self.data = hour_of(written.lower().replace("a.m.", "am").replace("p.m.", "pm")) if written else None
        if written and self.data is None:
            raise ValueError(str(NO_TIME))


def hour_of(written: str) -> time | None:
    """The time of day that somebody wrote."""
    for shape in TIMES:
        try:
            return datetime.strptime(written, shape).time().replace(second=0)  # noqa: DTZ007
        except ValueError:
            continue
    return None


class Pick(SelectField):
    """One of a list, which may be given later (`form.film.choices = ...`). "" when nothing is chosen."""

    data: Any

    def __init__(
        self, label: Lazy, choices: Sequence[tuple[str, Any]] = (), validators: Iterable[Any] = (), **rest: Any
    ) -> None:
        super().__init__(label, [*validators] or [Optional()], choices=list(choices), **rest)

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002
        """Raises StopValidation: the chain ends here, or Optional() would forget what was wrong."""
        chosen: str = self.data or ""
        self.data = chosen
        if chosen not in {str(value) for value, _label in self.choices}:
            raise StopValidation(str(NOT_IN_LIST))


class PickAmong(RadioField):
    """One of those that are shown, or none; the choices are given later."""

    def __init__(self, label: Lazy, **rest: Any) -> None:
        super().__init__(label, choices=[], **rest)

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002
        """Raises StopValidation."""
        if self.data and self.data not in {value for value, _label in self.choices}:
            raise StopValidation(str(NOT_IN_LIST))


def refused(form: FlaskForm, refusal: Refusal) -> None:
    """Put a rule's sentence beside the field it speaks of, else at the head of the form."""
    field = form._fields.get(refusal.field or "")
    if field is None:
        form.form_errors.append(str(refusal))
    else:
        field.errors = [*field.errors, str(refusal)]


def tried(form: FlaskForm, deed: Callable[[], Any]) -> Any:
    """What `deed` gives; None when a rule said no, with its sentence in the form."""
    try:
        return deed()
    except Refusal as refusal:
        refused(form, refusal)
        return None


def languages(text: str) -> str:
    """Language codes as the columns hold them. Raises ValueError with a sentence."""
    codes = [code.strip().lower() for code in text.replace(";", ",").split(",") if code.strip()]
    if not all(CODE.fullmatch(code) for code in codes):
        raise ValueError(_("Write language codes with commas between them, such as ko, en."))
    return ",".join(codes)


class Languages(Text):
    """Language codes with commas between them."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = languages(self.data)


class Ticks(SelectMultipleField):
    """Several choices, as a row of ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Form) -> None:
        """Raises StopValidation."""
        try:
            super().pre_validate(form)
        except ValueError as strange:
            raise StopValidation(str(NOT_IN_LIST)) from strange

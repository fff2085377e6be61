"""What the columns of a list of people mean, guessed from their headings, and the words that people had before them."""

from enum import StrEnum

from tracker.files.tables import Table
from tracker.imports import headings
from tracker.imports.cells import clean
from tracker.imports.columns import plain_heading
from tracker.words import Lazy, lazy


class Says(StrEnum):
    """What a column says."""

    IGNORE = "ignore"
    NAME = "name"
    FIRST = "first name"
    LAST = "last name"
    EMAIL = "email"
    PHONE = "phone"
    CONSENT = "consent"
    BY_EMAIL = "consent by email"
    BY_PHONE = "consent by phone"
    FILM = "film"
    VENUE = "venue"
    DAY = "day"
    SIGNED = "signed"
    INTERESTS = "interests"
    LANGUAGE = "language"
    NOTE = "note"


LABELS: dict[Says, Lazy] = {
    Says.IGNORE: lazy("leave it out"), Says.NAME: lazy("Whole name"), Says.FIRST: lazy("First name"),
    Says.LAST: lazy("Family name"), Says.EMAIL: lazy("E-mail address"), Says.PHONE: lazy("Phone number"),
    Says.CONSENT: lazy("May we contact them?"), Says.BY_EMAIL: lazy("May we write to them?"),
    Says.BY_PHONE: lazy("May we call or text them?"), Says.FILM: lazy("Film"), Says.VENUE: lazy("Venue"),
    Says.DAY: lazy("Day of the film screening"), Says.SIGNED: lazy("When they signed up"),
    Says.INTERESTS: lazy("What they would do"), Says.LANGUAGE: lazy("Their language"), Says.NOTE: lazy("Note"),
}  # fmt: skip

SPELLINGS = {
    Says.EMAIL: (
        "email|email address|e mail|e mail address|mail|your email|your email address|이메일|이메일 주소|전자우편|메일|correo|"
        "correo electrónico|correo electronico|dirección de correo electrónico|buyer email|primary email"
    ),
    Says.PHONE: (
        "mobile number|mobile|mobile phone|cell phone|cell|can2 phone|phone|phone number|telephone|tel|your phone|전화|전화번호|"
        "휴대폰|휴대전화|휴대폰 번호|연락처|teléfono|telefono|móvil|movil|celular|home phone"
    ),
    Says.NAME: "name|full name|your name|attendee name|이름|성명|성함|nombre|nombre completo|nombre y apellidos|buyer name",
    Says.FIRST: "first name|given name|firstname|nombre de pila|nombres|buyer first name",
    Says.LAST: "last name|surname|family name|lastname|성|apellido|apellidos|buyer last name",
    Says.CONSENT: (
        "may we contact you|can we contact you|may we stay in touch|consent|contact consent|consent to contact|opt in|"
        "연락해도 될까요|연락 동의|동의|연락해도 되나요|podemos contactarle|podemos contactarte|podemos contactarlo|consentimiento"
    ),
    Says.BY_EMAIL: (
        "email consent|email opt in|may we email you|can2 subscription status|subscription status|email status|"
        "email subscription status|이메일 수신 동의|newsletter"
    ),
    Says.BY_PHONE: (
        "sms opt in|sms consent|may we call you|may we text you|text opt in|phone consent|can2 sms status|sms status|"
        "문자 수신 동의"
    ),
    Says.FILM: (
        "film|film title|movie|movie title|event name|event title|event|영화|영화 제목|영화명|"
        "película|pelicula|título de la película"
    ),
    Says.VENUE: (
        "venue|venue name|theater|theatre|cinema|location name|location|where did you watch|극장|영화관|상영관|장소|cine|lugar|sede"
    ),
    Says.DAY: (
        "screening date|date of screening|show date|event date|event start date|film date|date|day|상영일|상영일자|날짜|"
        "fecha de proyección|fecha de la función|fecha"
    ),
    Says.SIGNED: (
        "timestamp|signup created time|order date|rsvped on|submitted at|submission date|created at|date created|signed up at|"
        "signup date|can2 subscription date|optin time|confirm time|타임스탬프|marca temporal"
    ),
    Says.INTERESTS: (
        "i can help with|i can help|how can you help|how would you like to help|what would you do|interests|interest|"
        "how do you want to help|도울 수 있는 일|관심|puedo ayudar con|cómo puedo ayudar|intereses"
    ),
    Says.LANGUAGE: "language|preferred language|languages|언어|idioma|lengua",
    Says.NOTE: "note|notes|comment|comments|message|anything else|메모|비고|하고 싶은 말|notas|comentarios|mensaje",
}  # fmt: skip
"""Headings in English, Korean and Spanish; those of Google Forms, Eventbrite, Action Network, Mobilize and Mailchimp among them."""

_RANKED = headings.ranked(SPELLINGS)

# Pieces of a question on a form, by which its whole sentence tells what it asks; the first that fits decides.
PIECES: tuple[tuple[Says, tuple[str, ...]], ...] = (
    (Says.CONSENT, ("contact you", "stay in touch", "keep in touch", "hear from us", "연락해도", "연락 드려", "contactar")),
    (Says.INTERESTS, ("help with", "like to help", "willing to", "도울 수", "돕고 싶", "ayudar")),
)  # fmt: skip
LONGEST_QUESTION = 2_000


def guess(table: Table) -> list[Says]:
    """One meaning a column; none twice."""
    found = headings.guess(table.header, _RANKED, Says.IGNORE)
    for says, pieces in PIECES:
        if says in found:
            continue
        for at, name in enumerate(table.header):
            if found[at] is Says.IGNORE and any(piece in plain_heading(name) for piece in pieces):
                found[at] = says
                break
    if Says.NAME in found and Says.FIRST in found and Says.LAST in found:
        # "Name" beside both parts is that of a ticket, a list or a campaign.
        found[found.index(Says.NAME)] = Says.IGNORE
    return found


def question_in(header: list[str], columns: list[Says]) -> str:
    """The words of a form's question about contact, where the heading is that question itself; "" for a mere name of a column."""
    asked = [name for name, says in zip(header, columns, strict=False) if says is Says.CONSENT]
    words = clean(asked[0])[:LONGEST_QUESTION] if asked else ""
    return words if words.endswith(("?", "？")) or len(words.split()) > 4 else ""

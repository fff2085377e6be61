"""Asking to host: what is to be said, the rules it must keep, and writing it down once."""

from dataclasses import field
from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.allies import contact_points as points
from tracker.allies.recognise import Person, known
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.signups import wanted
from tracker.signups.request_to_host import Asker, RequestToHost, Wish
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import fingerprints
from tracker.store.transactions import add_once
from tracker.words import Lazy, lazy

# Of each part of a wish, in characters.
MOST = {"place": 200, "city": 100, "region": 100, "postcode": 20, "country": 2, "when": 200, "more": 2_000}
MOST_HEADS = 100_000

NAME_UNSAID = lazy("Write the name we may call you by.")
NAME_LONG = lazy("That is longer than we can keep. 200 characters are enough.")
EMAIL_WRONG = lazy("Write it like name@example.org")
PHONE_WRONG = lazy("Write it with + and the country, like +1 512 555 0147")
ONE_NEEDED = lazy("Leave an e-mail address or a phone number, so that we can answer.")
CITY_UNSAID = lazy("In which city or town? A guess is enough.")
WHEN_UNSAID = lazy("About when? A month is enough.")
TOO_LONG = lazy("That is longer than we can keep.")
COUNTRY_WRONG = lazy("Choose the country from the list.")
HEADS_WRONG = lazy("Write a number, such as 40.")
KIND_UNSAID = lazy("Choose what comes nearest.")


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody wants, cleaned by its face."""

    name: str
    email: str | None
    phone: str | None
    wish: Wish
    kind: str
    heads: int | None
    language: str


@dataclass(frozen=True, slots=True)
class Led:
    """What led here. Without anything: nobody knows."""

    ally_id: str | None = None
    by_own_link: bool = False
    signup_id: str | None = None
    campaign_id: str | None = None


@dataclass
class Typed:
    """What somebody typed into one of the forms, what it means, and what needs another look, by field."""

    name: str = ""
    email: str = ""
    phone: str = ""
    place: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = "US"
    when: str = ""
    heads: str = ""
    kind: str = ""
    more: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    _email: str | None = None
    _phone: str | None = None

    def check(self, kinds: tuple[str, ...], countries: frozenset[str]) -> bool:
        """Whether it can be taken in; `wrong` says what cannot."""
        self._check_who()
        self._check_length()
        if not self.city.strip():
            self._is_wrong("city", CITY_UNSAID)
        if self.country not in countries:
            self._is_wrong("country", COUNTRY_WRONG)
        if not self.when.strip():
            self._is_wrong("when", WHEN_UNSAID)
        if self.heads.strip() and self._heads() is None:
            self._is_wrong("heads", HEADS_WRONG)
        if self.kind not in kinds:
            self._is_wrong("kind", KIND_UNSAID)
        return not self.wrong

    def ask(self, language: str) -> Ask:
        """After check() has found nothing wrong."""
        parts = {name: points.clean_text(getattr(self, name)) for name in MOST if name != "more"}
        wish = Wish(**parts, more=_lines(self.more))  # type: ignore[typeddict-item]
        name = points.clean_text(self.name)
        return Ask(name, self._email, self._phone, wish, self.kind, self._heads(), language)

    def said(self) -> str:
        """All of it, to tell two forms apart."""
        parts = ("name", "email", "phone", *MOST, "heads", "kind")
        return "\x00".join(getattr(self, name) for name in parts)

    def _check_who(self) -> None:
        self._email = points.clean_email(self.email) if self.email.strip() else None
        self._phone = points.clean_phone(self.phone) if self.phone.strip() else None
        if not points.clean_text(self.name):
            self._is_wrong("name", NAME_UNSAID)
        if len(self.name) > points.MOST_NAME:
            self._is_wrong("name", NAME_LONG)
        if self.email.strip() and self._email is None:
            self._is_wrong("email", EMAIL_WRONG)
        if self.phone.strip() and self._phone is None:
            self._is_wrong("phone", PHONE_WRONG)
        if not self.email.strip() and not self.phone.strip():
            self._is_wrong("email", ONE_NEEDED)

    def _check_length(self) -> None:
        for name, most in MOST.items():
            if name != "country" and len(getattr(self, name)) > most:
                self._is_wrong(name, TOO_LONG)

    def _heads(self) -> int | None:
        digits = self.heads.strip()
        fits = digits.isascii() and digits.isdecimal() and len(digits) <= 6 and 0 < int(digits) <= MOST_HEADS
        return int(digits) if fits else None

    def _is_wrong(self, name: str, why: Lazy) -> None:
        self.wrong.setdefault(name, str(why))


def replayed(submission: str) -> str | None:
    """The id of the request that was written down by this submission before."""
    return db.session.scalar(select(RequestToHost.id).where(RequestToHost.submission == submission))


def whose(ask: Ask) -> str | None:
    """The ally whose contact it bears. Nobody who asks is told; inside the house alone it is known."""
    return known([Person("", ask.name, ask.email, ask.phone)])[0]


def behind(ally_id: str | None) -> tuple[str | None, str | None]:
    """The latest signup of an ally and its campaign, where nothing else says what led here."""
    signup_id, campaign_id = wanted.latest(ally_id) if ally_id else ("", "")
    return signup_id or None, campaign_id or None


def of_signup(signup_id: str) -> Led:
    """What a signup tells: its ally, who may be another than who filled in the form, and its campaign."""
    row = db.session.execute(
        select(Signup.ally_id, Screening.campaign_id)
        .join(Screening, Screening.id == Signup.screening_id)
        .where(Signup.id == signup_id)
    ).first()
    return Led(row[0], signup_id=signup_id, campaign_id=row[1]) if row else Led()


def write_down(
    ask: Ask, led: Led, submission: str, door: str, wording_id: str | None = None, account_id: str | None = None
) -> str | None:
    """A new request, waiting; inside a transaction. Its id; None when the same submission was faster."""
    request_id = new_id()
    asker = {"name": ask.name, "email": ask.email, "phone": ask.phone}
    row = {
        "id": request_id, "submission": submission, "door": door, "at": clock.now(), "language": ask.language,
        "kind": ask.kind, "heads": ask.heads, "state": "waiting", "mark": mark_of(ask.email, ask.phone),
        "asker_sealed": RequestToHost.asker.sealed_for(request_id, Asker(**{k: v for k, v in asker.items() if v})),  # type: ignore[typeddict-item]
        "wish_sealed": RequestToHost.wish.sealed_for(request_id, ask.wish),
        "wording_id": wording_id, "account_id": account_id, "ally_id": led.ally_id, "by_own_link": led.by_own_link,
        "signup_id": led.signup_id, "campaign_id": led.campaign_id,
    }  # fmt: skip
    return request_id if add_once(RequestToHost, [row]) else None


def asked_since(ask: Ask, since: datetime) -> bool:
    """Whether the same contact has asked since then."""
    mark = mark_of(ask.email, ask.phone)
    wanted_ones = select(RequestToHost.id).where(RequestToHost.mark == mark, RequestToHost.at >= since)
    return db.session.scalar(wanted_ones.limit(1)) is not None


def mark_of(email: str | None, phone: str | None) -> bytes:
    """One way of an asker, told from all others and read back by nobody: under the standing key."""
    way = points.email_for_matching(email) if email else str(phone)
    return fingerprints("suppress", "request to host", way)[0][1]


def _lines(text: str) -> str:
    """As they wrote it, in lines, without what cannot be seen."""
    return "\n".join(points.clean_text(line) for line in text.splitlines()).strip()

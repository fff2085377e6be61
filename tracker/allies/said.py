"""What another program says of somebody, cleaned by its face; and how it is written into what we know of an ally."""

from dataclasses import field

from tracker import clock
from tracker.allies import besides
from tracker.allies.ally import Ally, Contact
from tracker.allies.besides import Told
from tracker.allies.consent import Consent
from tracker.allies.contact_points import email_for_matching
from tracker.allies.identify import identify, others
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.words import language, lazy

SOURCE = "api"


class AddressKept(Refusal):
    sentence = lazy(
        "Another address is there. Only its owner changes it, by a link that is sent to the new one: give them the address of our page."
    )
    status = 400


class AddressElsewhere(Refusal):
    sentence = lazy("Somebody else here has this address.")
    status = 409


@dataclass(frozen=True)
class Said:
    """What was sent. "" and None: not sent, and left alone. `email_answer`, `phone_answer`: "yes" or "no" where a status was sent."""

    given: str = ""
    family: str = ""
    email: str | None = None
    phone: str | None = None
    email_answer: str = ""
    phone_answer: str = ""
    languages: tuple[str, ...] = ()
    postal: dict[str, object] = field(default_factory=dict)
    custom: dict[str, str] = field(default_factory=dict)
    identifiers: tuple[str, ...] = ()
    extra_care: bool = False

    @property
    def name(self) -> str:
        return whole_name(self.given, self.family)

    def besides(self) -> Told:
        """What goes beside the contact."""
        told = Told()
        if self.given or self.family:
            told["given"], told["family"] = self.given, self.family
        if self.languages:
            told["languages"] = list(self.languages)
        if self.postal:
            told["postal"] = dict(self.postal)
        if self.custom:
            told["custom"] = dict(self.custom)
        return told


def whole_name(given: str, family: str) -> str:
    """As the person would write it: "Min-ji Seo", "서민지"."""
    if given and family and not given.isascii() and not family.isascii() and _is_dense(given + family):
        return family + given
    return f"{given} {family}".strip()


def parted(contact: Contact, told: Told) -> tuple[str, str]:
    """Given and family name. As they were sent, while the name is that still; else by the last blank of it, and whole without one."""
    name = contact.get("name", "")
    given, family = told.get("given", ""), told.get("family", "")
    if (given or family) and whole_name(given, family) == name:
        return given, family
    first, _, last = name.rpartition(" ")
    return (first, last) if first else (name, "")


def hear_yes(ally: Ally, channel: str) -> bool:
    """Whoever sent it vouches for a "yes"; inside a transaction that holds the ally. False: one stands, or a "no" does.

    Only the ally's own link says "yes" after a "no".
    """
    if getattr(ally, f"{channel}_consent") != "unknown":
        return False
    setattr(ally, f"{channel}_consent", "yes")
    fact = Consent(
        id=new_id(), ally_id=ally.id, channel=channel, answer="yes", language=language(), at=clock.now(), source=SOURCE,
    )  # fmt: skip
    db.session.add(fact)
    db.session.flush()
    return True


def _is_dense(text: str) -> bool:
    """Hangul, Han and kana: no blank parts such names."""
    return all("\u3040" <= each <= "\u9fff" or "\uac00" <= each <= "\ud7a3" for each in text)


def is_barred(said: Said) -> bool:
    """Whether the address or number that was sent is of somebody who left, was erased, or is never to be written to."""
    return bool(suppressed(contact_fingerprints(said.email, said.phone)))


def write(ally: Ally, said: Said) -> bool:
    """What was sent takes the place of what was there; inside a transaction that holds the ally.

    False: somebody else is known by the same now. Raises AddressKept, AddressElsewhere, TooManyFields, TooManyNames.
    """
    before = ally.contact or Contact()
    told = said.besides()
    if said.given or said.family:
        had = parted(before, besides.of([ally.id]).get(ally.id, Told()))
        told["given"], told["family"] = said.given or had[0], said.family or had[1]
    contact = _with(ally.id, before, said, told)
    besides.note(ally.id, told)
    if contact == before:
        return True
    ally.contact = contact
    return identify(ally.id, contact)


def add_missing(ally: Ally, said: Said, parts: bool = False) -> None:
    """What nobody has said before is added, and nothing else changes; inside a transaction that holds the ally.

    `parts`: of the name, too: it is theirs.
    """
    told = said.besides()
    if not parts:
        told.pop("given", None)
        told.pop("family", None)
    besides.note(ally.id, told, only_what_is_missing=True)


def _with(ally_id: str, before: Contact, said: Said, told: Told) -> Contact:
    contact = Contact(**before)
    if said.given or said.family:
        name = whole_name(told["given"], told["family"])
        if name != before.get("name"):
            contact["name"], contact["call"] = name, told["given"] or name
            contact.pop("said", None)  # how another name sounds
    if said.email:
        known = before.get("email")
        if known and email_for_matching(known) != email_for_matching(said.email):
            raise AddressKept
        if not known:
            if is_barred(Said(email=said.email)) or others(Contact(email=said.email), ally_id):
                raise AddressElsewhere
            contact["email"] = said.email
    if said.phone:
        contact["phone"] = said.phone
    return contact

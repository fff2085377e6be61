"""What the organisation sets for its letters and its desk, and what these settings must keep to."""

from dataclasses import asdict, replace

from email_validator import EmailNotValidError, validate_email

from tracker.errors import Refusal
from tracker.letters.return_path import ROOM, fits
from tracker.records import dataclass
from tracker.team import settings
from tracker.times import zone_named
from tracker.words import lazy

MOST_NAME, MOST_ADDRESS, MOST_A_MINUTE = 80, 254, 100_000


class NameUnsaid(Refusal):
    sentence = lazy("Write the name that supporters know, up to 80 characters.")
    field = "organisation"


class NotAnAddress(Refusal):
    sentence = lazy("That is not an e-mail address. It looks like name@example.org.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field  # type: ignore[misc]


class NoRoomForBounces(Refusal):
    sentence = lazy(
        "What stands before the @ may have %(most)s characters at most: each letter adds its own mark there. "
        "Give a shorter address for what comes back."
    )
    field = "bounces"


class PaceAbsurd(Refusal):
    sentence = lazy("Write a whole number from 0 to 100,000.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field  # type: ignore[misc]


class HourAbsurd(Refusal):
    sentence = lazy("Write a whole hour from 0 to 23.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class House:
    """The settings as a page shows them. Letters a minute: 0 is as fast as the mail server takes them."""

    organisation: str
    sender: str
    reply_to: str
    bounces: str
    letters_a_minute: int | None
    letters_a_minute_to_one_domain: int | None
    quiet_from: int | None
    quiet_until: int | None
    zone: str


NUMBERS = ("letters_a_minute", "letters_a_minute_to_one_domain", "quiet_from", "quiet_until")


def house() -> House:
    """As it is set now."""
    return House(**{
        name: int(settings.get(name)) if name in NUMBERS else settings.get(name) for name in House.__dataclass_fields__
    })  # type: ignore[arg-type]  # fmt: skip


def checked(wanted: House) -> House:
    """As it is to be kept. Raises the refusals above, and ZoneUnknown."""
    if not wanted.organisation or len(wanted.organisation) > MOST_NAME or not wanted.organisation.isprintable():
        raise NameUnsaid
    kept = replace(
        wanted, sender=address(wanted.sender, "sender"), reply_to=address(wanted.reply_to, "reply_to"),
        bounces=address(wanted.bounces, "bounces"),
    )  # fmt: skip
    base = kept.bounces or kept.sender
    if base and not fits(base.rpartition("@")[0]):
        raise NoRoomForBounces(most=ROOM)
    for name in ("letters_a_minute", "letters_a_minute_to_one_domain"):
        if not 0 <= _number(kept, name) <= MOST_A_MINUTE:
            raise PaceAbsurd(name)
    for name in ("quiet_from", "quiet_until"):
        if not 0 <= _number(kept, name) <= 23:
            raise HourAbsurd(name)
    zone_named(kept.zone)
    return kept


def address(written: str, field: str) -> str:
    """An address as headers hold it everywhere: without letters of other scripts. "" stays so. Raises NotAnAddress."""
    if not written:
        return ""
    try:
        found = validate_email(written, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise NotAnAddress(field) from None
    if len(found.ascii_email or "") > MOST_ADDRESS:
        raise NotAnAddress(field)
    return found.ascii_email or ""


def put(kept: House) -> list[str]:
    """Write what is new; inside a transaction. Returns the names of what was."""
    told = {name: "" if value is None else str(value) for name, value in asdict(kept).items()}
    changed = [name for name, value in told.items() if settings.get(name) != value]
    for name in changed:
        settings.put(name, told[name])
    return changed


def _number(kept: House, name: str) -> int:
    value = getattr(kept, name)
    return -1 if value is None else int(value)

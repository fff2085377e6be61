"""Accounts of the team. E-mail address and name are sealed; the address is found by its fingerprint."""

import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, String, Text, UniqueConstraint, false, select, true, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from tracker.errors import NotThere, Refusal
from tracker.store.db import Row, UTCDateTime, db, one_of
from tracker.store.ids import Id
from tracker.store.once import known, tell
from tracker.store.sealing import Sealed, fingerprints, sealed_column
from tracker.team.passwords import LONGEST
from tracker.team.roles import ROLES, SEES_CONTACTS, Role
from tracker.without import without
from tracker.words import LANGUAGES, lazy

# Its passkeys stay shut; ours load what they need when somebody uses one (team/ceremony.py).
with without("webauthn"):
    from flask_security.core import RoleMixin, UserMixin
    from flask_security.utils import hash_password, verify_password


# As `once` remembers all accounts by id, where a page has asked for them.
EVERYBODY = "everybody"


class NoSuchAccount(NotThere):
    sentence = lazy("There is no such account.")


class LastAdministrator(Refusal):
    sentence = lazy("Nobody else could administer then. Make somebody else administrator first.")
    field = "role"


class Duty(RoleMixin):
    """A role as Flask-Security asks for it; there is no table of them."""

    def __init__(self, role: Role) -> None:
        self.name = role.value


class Account(Row, UserMixin):  # type: ignore[misc]
    """Somebody of the team."""

    __tablename__ = "account"

    # The address they sign in with, as they write it.
    email = Sealed[str]()  # type: ignore[assignment]
    email_sealed: Mapped[bytes | None] = sealed_column()
    # Its fingerprint under the find key `email_key`.
    email_key: Mapped[str] = mapped_column(String(4))
    email_fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    # What colleagues see.
    name = Sealed[str]()
    name_sealed: Mapped[bytes | None] = sealed_column()
    role_name: Mapped[str] = mapped_column(String(20))
    # Argon2, by Flask-Security. None until the invitation is used.
    password: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    # Changes when every session of the account must end.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    # The second factor: "authenticator" (perhaps beside passkeys), "passkey", or None until it is set up.
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    totp_secret = Sealed[str]()
    totp_secret_sealed: Mapped[bytes | None] = sealed_column()
    # The 30 seconds whose code was used last: that code and older ones are not taken again.
    totp_counter: Mapped[int | None] = mapped_column(BigInteger)
    # The language of their desk.
    language: Mapped[str] = mapped_column(String(5), default="en")
    # Languages in which they can talk to allies, comma-separated.
    speaks: Mapped[str] = mapped_column(String(100), default="en")
    # A letter each morning: what is due, in counts.
    digest: Mapped[bool] = mapped_column(default=True, server_default=true())
    # SHA-256 of the token in the address of their calendar feed. None: there is none.
    calendar_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    # Of a viewer: they see the reports of all campaigns, of those to come, too; else of those they are put on.
    all_reports: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Made by the demo: works on loopback alone, and without a second factor.
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    invited_by_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        UniqueConstraint("email_key", "email_fingerprint"),
        one_of("role_name", ROLES),
    )

    @property
    def role(self) -> Role:
        return Role(self.role_name)

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        """As Flask-Security asks for it."""
        return [Duty(self.role)]

    @property
    def needs_second_factor(self) -> bool:
        return self.role in SEES_CONTACTS and not self.demo

    @property
    def has_second_factor(self) -> bool:
        return self.tf_primary_method == "passkey" or self.has_app

    @property
    def has_app(self) -> bool:
        """Whether an authenticator app is bound to it."""
        return self.totp_secret_sealed is not None

    def set_email(self, email: str) -> None:
        """Seal the address, and keep its fingerprint under the newest find key."""
        self.email = email.strip()
        self.email_key, self.email_fingerprint = fingerprints("find", "account", normal(email))[0]

    def set_password_hash(self, hashed: str) -> None:
        """Take what hashed() made; whoever is signed in with the old one is no longer known."""
        self.password = hashed
        self.forget_sessions()

    def forget_sessions(self) -> None:
        """Make every session of the account a stranger's; their rows are deleted beside this."""
        self.fs_uniquifier = secrets.token_hex(32)

    def has_password(self, password: str) -> bool:
        """Whether this is the password: slow on purpose, so ask outside transactions."""
        return matches(password, self.password)


def normal(email: str) -> str:
    """An address as its fingerprint is taken."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def hashed(password: str) -> str:
    """Argon2, over an HMAC with a key that is not in the database. Slow on purpose: not inside a transaction."""
    return str(hash_password(unicodedata.normalize("NFKC", password)))


_nobodys: list[str] = []


def matches(password: str, wanted: str | None) -> bool:
    """Whether `password` gives the hash `wanted`. None takes as long as any: nobody learns who has an account.

    No password is longer than passwords.LONGEST; what is typed beyond it costs nobody anything.
    """
    # Whoever comes first in a process waits for this one: not only whoever is unknown.
    if not _nobodys:
        _nobodys.append(hashed(secrets.token_hex(16)))
    typed = unicodedata.normalize("NFKC", password[: LONGEST + 1])
    fits = bool(verify_password(typed, wanted or _nobodys[0]))
    return fits and wanted is not None


def by_email(email: str) -> Account | None:
    """Whose address this is."""
    keys = fingerprints("find", "account", normal(email))
    return db.session.scalars(
        select(Account).where(tuple_(Account.email_key, Account.email_fingerprint).in_(keys))
    ).one_or_none()


def by_id(account_id: str, locked: bool = False) -> Account:
    """Raises NoSuchAccount. `locked`: nobody else changes it until the transaction ends."""
    query = select(Account).where(Account.id == account_id)
    # PostgreSQL takes no NUL in a text, not even to look for it.
    found = None
    if "\x00" not in account_id:
        found = db.session.scalars(query.with_for_update() if locked else query).one_or_none()
    if found is None:
        raise NoSuchAccount
    return found


def members() -> list[Account]:
    """Everybody of the team, by role and then by the day they came. A page asks once, and knows their names from then on."""
    everybody: dict[str, Account] | None = known(EVERYBODY)
    if everybody is None:
        everybody = {one.id: one for one in db.session.scalars(select(Account))}
        tell(EVERYBODY, everybody)
    return sorted(everybody.values(), key=lambda one: (ROLES.index(one.role_name), one.created_at))


def anybody() -> bool:
    """Whether there is any account at all."""
    return db.session.scalar(select(Account.id).limit(1)) is not None


def other_administrators(account_id: str) -> list[str]:
    """Ids of those who could still administer if `account_id` did not. Locked: two may not leave at once."""
    query = select(Account.id).where(
        Account.role_name == Role.ADMINISTRATOR, Account.active, Account.id != account_id
    )  # fmt: skip
    return list(db.session.scalars(query.with_for_update()))


def keep_an_administrator(whose: Account) -> None:
    """Raises LastAdministrator where nobody else could administer; inside a transaction."""
    if whose.active and whose.role is Role.ADMINISTRATOR and not other_administrators(whose.id):
        raise LastAdministrator


def speaks_only_known(speaks: Iterable[str]) -> str:
    """Languages in which somebody talks to allies, as the column holds them; what we do not know is left out."""
    wanted = set(speaks)
    return ",".join(code for code in LANGUAGES if code in wanted)

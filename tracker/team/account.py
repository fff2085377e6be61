"""Accounts of the team. E-mail address and name are sealed; the address is found by its fingerprint."""

from datetime import datetime

from flask_security.core import UserMixin
from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column
from tracker.team.roles import ROLES, Role


class Account(Row, UserMixin):
    """Somebody of the team."""

    __tablename__ = "account"

    # The address they sign in with, as they write it.
    email = Sealed[str]()
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
    # The second factor: "authenticator", or None until it is set up.
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    totp_secret = Sealed[str]()
    totp_secret_sealed: Mapped[bytes | None] = sealed_column()
    # The language of their desk.
    language: Mapped[str] = mapped_column(String(5), default="en")
    # Languages in which they can talk to allies, comma-separated.
    speaks: Mapped[str] = mapped_column(String(100), default="en")
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

"""Flask-Security, as far as the house uses it: who is signed in, how passwords are kept.

Its pages stay shut: ours slow guessing, answer alike and speak Korean. See docs/decisions/0004-accounts.md.
"""

from typing import Any, cast

from flask import Flask, session
from flask_login.utils import _user_context_processor  # type: ignore[import-untyped]
from flask_security.core import Security
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_security.utils import aware_utcnow
from sqlalchemy import inspect

from tracker.store import keyring
from tracker.store.db import db
from tracker.team import account
from tracker.team.account import Account, Duty
from tracker.team.roles import ROLES, Role
from tracker.web.frame.sessions import Browser


class Accounts(SQLAlchemyUserDatastore):
    """Finds accounts by what their rows hold: the address is sealed, so it is found by its fingerprint."""

    def find_user(self, case_insensitive: bool = False, **sought: Any) -> Account | None:  # noqa: ARG002
        if "email" in sought:
            return account.by_email(str(sought["email"]))
        if isinstance(session, Browser) and session.account is not None:
            mark = inspect(session.account)
            # Read together with the session, in this transaction still: what has been let go of since is asked for anew.
            if not mark.expired and not mark.detached and sought == {"fs_uniquifier": session.account.fs_uniquifier}:
                return session.account
        return cast(Account | None, super().find_user(case_insensitive=False, **sought))

    def find_role(self, role: str) -> Duty | None:
        """Roles are written in the code: there is no table of them."""
        return Duty(Role(role)) if role in ROLES else None


def hang_up(app: Flask) -> None:
    ring = app.extensions[keyring.RING]
    app.config.update(
        # The key of the HMAC under Argon2 stands beside the database, not in it.
        SECURITY_PASSWORD_SALT=keyring.derived(ring, "link", "passwords"),
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106
        # Eight are allowed otherwise, "plaintext" among them, and each start would load them.
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DATETIME_FACTORY=aware_utcnow,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_TRACKABLE=False,
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_USE_REGISTER_V2=True,
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
        # It would keep a hash of the IP address in the session.
        SESSION_PROTECTION=None,
    )
    security = Security(app, Accounts(db, Account, Duty), register_blueprint=False)
    _quiet(app, security)


def _quiet(app: Flask, security: Security) -> None:
    """Take away what looks into the session at every request: only who needs to know asks who it is.

    No sign-in by a token in the address either (its request loader), and no fingerprint of the browser.
    """
    manager = security.login_manager
    manager._request_callback = None
    manager._session_identifier_generator = lambda: ""
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    app.after_request_funcs[None].remove(manager._update_remember_cookie)
    app.template_context_processors[None].remove(_user_context_processor)

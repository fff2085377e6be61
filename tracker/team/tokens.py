"""Making tokens, finding the one that was shown, and ending them. docs/decisions/0033-readers.md.

A token lives while an administrator answers for it: where they are disabled, or are no administrator any more, it rests.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from tracker import clock
from tracker.errors import NotThere, Refusal
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.team.account import Account
from tracker.team.roles import Role
from tracker.team.token import Scope, Token
from tracker.words import lazy

# So that whoever finds one in a file, or a program that looks for secrets, knows whose it is.
BEGINS = "hl_"
MOST_NAME = 80
LEAST_DAYS, USUAL_DAYS, MOST_DAYS = 1, 365, 1095
# Open at once: each is a door.
MOST_OPEN = 100
LEAST_REASON, MOST_REASON = 3, 200
# Longer than any that we make: not even hashed.
MOST_SHOWN = 200


class TokenUnknown(Refusal):
    """Unknown, ended, withdrawn, at rest: nobody can tell which. In words that an OSDI client knows."""

    sentence = "API Key invalid or not present"
    status = 403


class MayNot(Refusal):
    sentence = lazy("This token may not do that.")
    status = 403


class NotInAnAddress(Refusal):
    sentence = lazy(
        "This token may do more than read figures. Addresses are written down on their way, so send it as a header: OSDI-API-Token."
    )
    status = 403


class NameUnsaid(Refusal):
    sentence = lazy("Say what it is for, in up to 80 characters.")
    field = "name"


class NothingMay(Refusal):
    sentence = lazy("Tick at least one thing that it may do.")
    field = "scopes"


class WhyPeople(Refusal):
    sentence = lazy("Write why it has to read people, in a few words. It stays in the trace.")
    field = "reason"


class NobodyConsents(Refusal):
    sentence = lazy("Only tokens that write signups say whether people agreed to be contacted.")
    field = "consent"


class EndsWhen(Refusal):
    sentence = lazy("It has to end: after 1 to 1,095 days.")
    field = "days"


class TooManyTokens(Refusal):
    sentence = lazy("Too many tokens are open already. Withdraw one that is not needed any more.")
    status = 409


def make(
    name: str, scopes: Collection[Scope], by_id: str | None, campaign_id: str | None = None, consent: str = "unknown",
    days: int = USUAL_DAYS, reason: str = "",
) -> tuple[str, Token]:  # fmt: skip
    """A new one, and what to hand over: nobody can say it again. Inside a transaction. `by_id`: None from the command line.

    `reason`: why it has to read people; whoever makes such a one at the desk says it.

    Raises NameUnsaid, NothingMay, WhyPeople, NobodyConsents, EndsWhen and TooManyTokens.
    """
    if not name or len(name) > MOST_NAME:
        raise NameUnsaid
    if not scopes:
        raise NothingMay
    if by_id is not None and Scope.READ_PEOPLE in scopes and not LEAST_REASON <= len(reason) <= MOST_REASON:
        raise WhyPeople
    if consent != "unknown" and Scope.WRITE_SIGNUPS not in scopes:
        raise NobodyConsents
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise EndsWhen
    now = clock.now()
    open_now = select(func.count()).select_from(Token).where(Token.withdrawn_at.is_(None), Token.ends_at > now)
    if (db.session.scalar(open_now) or 0) >= MOST_OPEN:
        raise TooManyTokens
    shown = BEGINS + secrets.token_urlsafe(32)
    token = Token(
        token_hash=_hash(shown), scope_names=",".join(each for each in Scope if each in scopes), campaign_id=campaign_id,
        consent=consent, made_at=now, made_by_id=by_id, kept_by_id=by_id, ends_at=now + timedelta(days=days),
    )  # fmt: skip
    token.name = name
    db.session.add(token)
    db.session.flush()
    return shown, token


def opened_by(shown: str, scope: Scope | Collection[Scope], in_address: bool = False) -> Token:
    """The token that was shown, for this use: one of these scopes is enough. `in_address`: it stood where its way writes it down.

    Raises TokenUnknown, MayNot, NotInAnAddress.
    """
    found = None
    if 0 < len(shown) <= MOST_SHOWN:
        # By its hash: how long the search takes tells nothing of a token.
        found = db.session.scalars(select(Token).where(Token.token_hash == _hash(shown))).one_or_none()
    if found is None or not is_open(found) or rests(found):
        raise TokenUnknown
    if in_address and not found.reads_figures_alone:
        raise NotInAnAddress
    if not {scope} & set(found.scopes) if isinstance(scope, Scope) else not set(scope) & set(found.scopes):
        raise MayNot
    return found


def is_open(token: Token) -> bool:
    """Whether it has neither ended nor been withdrawn."""
    return token.withdrawn_at is None and clock.now() < token.ends_at


def rests(token: Token) -> bool:
    """Whether whoever answers for it is no administrator now."""
    if token.kept_by_id is None:
        return False
    wanted = select(Account.id).where(Account.id == token.kept_by_id, Account.active)
    return db.session.scalar(wanted.where(Account.role_name == Role.ADMINISTRATOR.value)) is None


def hour_of_use() -> datetime:
    """When the hour began, as the row keeps it."""
    return clock.now().replace(minute=0, second=0, microsecond=0)


def used(token_id: str, hour: datetime) -> None:
    """It opened something in this hour; inside a transaction."""
    on = update(Token).where(Token.id == token_id, Token.used_at.is_distinct_from(hour)).values(used_at=hour)
    db.session.execute(on.execution_options(synchronize_session=False))


def every() -> list[Token]:
    """The newest first."""
    return list(db.session.scalars(select(Token).order_by(Token.made_at.desc(), Token.id)))


def kept_by(account_id: str) -> list[Token]:
    """Those that somebody answers for and that have not ended, the newest first."""
    theirs = select(Token).where(Token.kept_by_id == account_id, Token.withdrawn_at.is_(None))
    theirs = theirs.where(Token.ends_at > clock.now())
    return list(db.session.scalars(theirs.order_by(Token.made_at.desc(), Token.id)))


def known_to(account_id: str) -> list[Token]:
    """Those that somebody made, so that they have seen them, or answers for, and that have not ended; the newest first."""
    known = (Token.made_by_id == account_id) | (Token.kept_by_id == account_id)
    theirs = select(Token).where(known, Token.withdrawn_at.is_(None), Token.ends_at > clock.now())
    return list(db.session.scalars(theirs.order_by(Token.made_at.desc(), Token.id)))


def by_id(token_id: str, lock: bool = False) -> Token:
    """Raises NotThere."""
    return row_of(Token, token_id, lock)


def withdraw(token_id: str, by_id: str | None) -> bool:
    """It opens nothing any more; inside a transaction. False: it was withdrawn already. Raises NotThere."""
    token = row_of(Token, token_id, lock=True)
    if token.withdrawn_at is not None:
        return False
    token.withdrawn_at, token.withdrawn_by_id = clock.now(), by_id
    return True


def keep(token_id: str, by_id: str) -> bool:
    """Somebody else answers for it from now on; inside a transaction. False: they did already. Raises NotThere for what has ended."""
    token = row_of(Token, token_id, lock=True)
    if not is_open(token):
        raise NotThere
    before, token.kept_by_id = token.kept_by_id, by_id
    return before != by_id


def _hash(shown: str) -> bytes:
    return hashlib.sha256(shown.encode("utf-8", "replace")).digest()

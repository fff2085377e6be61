"""Sessions on the server. The cookie holds a random token and nothing else: deleting the row ends it, replayed or not.

Nothing is read before somebody looks into the session, and nothing is sent to whom has none: public pages stay without
cookie and without a question to the database.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

from tracker import clock
from tracker.store.db import db
from tracker.team import session as rows
from tracker.team.account import Account
from tracker.usecases import keep_session

# How stale the last sight of a browser may be: not every request writes.
STALE = timedelta(seconds=60)


class Browser(SessionMixin):
    """What is remembered of one browser; read from its row at the first look."""

    modified = False

    def __init__(self, token: str | None) -> None:
        self.token = token
        self.row_id: str | None = None
        self.account_id: str | None = None
        # Whose row it is, as it was at that look: whoever asks who it is need not ask the database again.
        self.account: Account | None = None
        self.stale = self.looked = self.anew = self.goes_on = False
        self._data: dict[str, Any] = {}

    @property
    def data(self) -> dict[str, Any]:
        if not self.looked:
            found = rows.find(self.token) if self.token else None
            # Only now: with the database away nobody has been looked for, and nobody is signed out.
            self.looked = True
            if found is not None:
                row, self.account = found
                self._data = dict(row.data or {})
                self.row_id, self.account_id = row.id, row.account_id
                self.stale = clock.now() - row.seen_at > STALE
        return self._data

    @property
    def shown_by(self) -> str | None:
        """Whose the cookie was that came with this request; None for nobody's, and once somebody else has signed in."""
        return self.account_id if self.looked and not self.anew else None

    def begin_anew(self, account_id: str | None = None) -> None:
        """Forget everything, and give the browser a new token: who signs in shares nothing with who came before."""
        self.data.clear()
        self.account_id, self.anew, self.modified, self.account = account_id, True, True, None

    def go_on_anew(self) -> None:
        """The same, to the same end, under a new token: who it is was shown once more (ASVS 7.2.4)."""
        self.goes_on = self.modified = True

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.data[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self.data[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


class Sessions(SessionInterface):
    """Flask's door to them."""

    def open_session(self, app: Flask, request: Request) -> Browser:
        return Browser(request.cookies.get(self.get_cookie_name(app)))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write it down in a transaction of its own, after everything else that the request did."""
        if not isinstance(session, Browser) or not session.looked or response.status_code >= 500:
            return  # what broke is not remembered: the database may be what broke
        response.vary.add("Cookie")
        db.session.rollback()
        if not session.data:
            self._end(app, session, response)
        elif session.anew or (session.modified and session.row_id is None):
            token = keep_session.begin(session.account_id, _plain(session.data), instead_of=session.row_id)
            self._give(app, token, response)
        elif session.row_id is None or not (session.modified or session.stale):
            return
        elif session.goes_on:
            self._go_on(app, session, session.row_id, response)
        elif not keep_session.keep(session.row_id, _plain(session.data)):
            self._take_back(app, response)

    def _go_on(self, app: Flask, session: Browser, row_id: str, response: Response) -> None:
        token = keep_session.go_on(row_id, _plain(session.data))
        if token is None:
            self._take_back(app, response)
        else:
            self._give(app, token, response)

    def _end(self, app: Flask, session: Browser, response: Response) -> None:
        if session.row_id is not None:
            keep_session.end(session.row_id)
        if session.token is not None:
            self._take_back(app, response)

    def _give(self, app: Flask, token: str, response: Response) -> None:
        response.set_cookie(
            self.get_cookie_name(app), token, path="/", httponly=True, samesite="Lax",
            secure=self.get_cookie_secure(app),
        )  # fmt: skip

    def _take_back(self, app: Flask, response: Response) -> None:
        response.delete_cookie(
            self.get_cookie_name(app), path="/", httponly=True, samesite="Lax", secure=self.get_cookie_secure(app)
        )


def _plain(data: dict[str, Any]) -> dict[str, object]:
    """As JSON keeps it; a sentence that waits for its language is said now."""
    plain: dict[str, object] = json.loads(json.dumps(data, default=str))
    return plain


def hang_up(app: Flask) -> None:
    """Over https the browser itself holds the cookie to this host and this scheme (`__Host-`, ASVS 3.3)."""
    safe = app.config["BASE_URL"].startswith("https://")
    app.config["SESSION_COOKIE_SECURE"] = safe
    app.config["SESSION_COOKIE_NAME"] = "__Host-houselights" if safe else "houselights"
    app.session_interface = Sessions()

"""The front door of the supporter's face. No page behind it opens a session."""

from flask import Flask

from tracker.web.frame.packing import pack
from tracker.web.public import (
    a_test,
    accessibility,
    confirm,
    did,
    go,
    health,
    home,
    host_back,
    host_form,
    host_from,
    keep,
    me,
    me_address,
    me_data,
    me_open,
    next_step,
    not_me,
    privacy,
    reply_to,
    signup,
    stop,
    thanks,
    unsubscribe,
    watched,
)

PAGES = (
    home,
    signup,
    thanks,
    watched,
    next_step,
    go,
    host_form,
    host_from,
    host_back,
    stop,
    unsubscribe,
    confirm,
    not_me,
    me,
    me_open,
    me_data,
    me_address,
    keep,
    did,
    reply_to,
    a_test,
    privacy,
    accessibility,
    health,
)


def open_door(app: Flask) -> None:
    """Hang up the supporter's pages."""
    for page in PAGES:
        app.register_blueprint(page.bp)
        app.after_request_funcs.setdefault(page.bp.name, []).append(pack)

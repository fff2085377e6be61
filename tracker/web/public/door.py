"""The front door of the supporter's face. No page behind it opens a session."""

from flask import Flask

from tracker.web.frame.packing import pack
from tracker.web.public import (
    a_test,
    accessibility,
    calendar_feed,
    confirm,
    did,
    facts_told,
    film,
    go,
    health,
    host_back,
    host_form,
    host_from,
    keep,
    me,
    me_address,
    me_data,
    me_open,
    metrics,
    navigation,
    next_step,
    not_me,
    places_told,
    privacy,
    reply_to,
    report,
    screening,
    short_way,
    signup,
    sitemap,
    stop,
    story,
    thanks,
    unsubscribe,
    watched,
    whats_on,
)

PAGES = (
    whats_on,
    calendar_feed,
    screening,
    film,
    sitemap,
    signup,
    thanks,
    watched,
    next_step,
    go,
    host_form,
    host_from,
    host_back,
    story,
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
    report,
    a_test,
    privacy,
    accessibility,
    health,
    metrics,
)


# Pages that look at the whole house, and not at one letter or one form: they lead to each other.
WITH_NAVIGATION = (whats_on, screening, film)


def open_door(app: Flask) -> None:
    """Hang up the supporter's pages."""
    for page in PAGES:
        app.register_blueprint(page.bp)
        app.after_request_funcs.setdefault(page.bp.name, []).append(pack)
    signup.hang_up(app)
    short_way.hang_up(app)
    for page in WITH_NAVIGATION:
        app.template_context_processors.setdefault(page.bp.name, []).append(navigation.told)
    app.jinja_env.filters.update(host=facts_told.host, where=places_told.title)

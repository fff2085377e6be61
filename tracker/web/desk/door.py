"""The front door of the desk: nests its pages."""

from flask import Blueprint, Flask
from flask import request as asked

from tracker.screenings import terms
from tracker.team.roles import ONLY_READS
from tracker.web.desk import (
    admission_columns,
    admission_list,
    admission_lists,
    allies,
    ally,
    bulk,
    call_back,
    call_to_action,
    calls_to_action,
    campaign,
    campaign_figures,
    campaign_print,
    campaigns,
    choice,
    consent,
    copies,
    duplicate,
    duplicates,
    erase,
    export,
    exports,
    figures,
    figures_calendar,
    figures_compare,
    figures_count,
    figures_definitions,
    film,
    films,
    find,
    follow_ups,
    guide,
    hand_over,
    head_counter,
    home,
    hook,
    hooks,
    host_letter,
    host_link,
    import_columns,
    import_preview,
    imports,
    keeping,
    keys,
    kiosk,
    kiosk_entries,
    kiosk_entry,
    ladder,
    list_filters,
    more,
    notices,
    outbox,
    outcome_columns,
    outcome_list,
    outcome_lists,
    panic,
    people_columns,
    people_doubts,
    people_list,
    people_lists,
    playbook,
    published,
    purposes,
    record,
    replies,
    report,
    report_draft,
    reports,
    request,
    request_approve,
    requests,
    rung,
    saved_lists,
    screening,
    screening_cancel,
    screening_figures,
    screening_heads,
    screening_join,
    screening_log,
    screening_print,
    screening_repeat,
    screenings,
    seen_by,
    settings,
    settings_demo,
    settings_look,
    settings_mail,
    share_links,
    sheet,
    sheets,
    step,
    step_instead,
    step_letter,
    stories,
    story,
    story_review,
    story_write,
    tags,
    talkback,
    team,
    team_retire,
    teams,
    today,
    tokens,
    trace,
    trace_rules,
    venue,
    venue_join,
    venues,
    write,
)
from tracker.web.frame import access
from tracker.words import lazy

PAGES = (
    home, today, find, follow_ups, call_back, allies, choice, bulk, saved_lists, tags,
    ally, consent, erase, export, exports, record, seen_by, duplicates, duplicate,
    calls_to_action, call_to_action, stories, story_write, story, story_review,
    playbook, step, step_instead, step_letter, ladder, rung,
    screenings, screening_log, screening, screening_repeat, screening_cancel, screening_heads, screening_join, screening_print,
    head_counter,
    host_link, host_letter, talkback, kiosk, kiosk_entries, kiosk_entry, sheets, sheet,
    figures_definitions, figures_count,
    campaigns, campaign, campaign_print, reports, report_draft, report,
    films, film, venues, venue, venue_join, imports, import_columns, import_preview,
    admission_lists, admission_columns, admission_list, outcome_lists, outcome_columns, outcome_list,
    people_lists, people_doubts, people_columns, people_list,
    requests, request, request_approve,
    figures, campaign_figures, screening_figures, figures_calendar, figures_compare,
    outbox, replies, write, notices,
    team, team_retire, teams, hand_over, trace, trace_rules,
    settings, settings_look, settings_mail, tokens, hooks, hook,
    settings_demo, published, share_links, keeping, copies, panic, guide, keys, more,
)  # fmt: skip

# Where the menu leads, and what it says.
MENU = (
    ("/desk/home/", lazy("Home")),
    ("/desk/", lazy("Today")),
    ("/desk/screenings/", lazy("Screenings")),
    ("/desk/allies/", lazy("Allies")),
    ("/desk/campaigns/", lazy("Campaigns")),
    ("/desk/more", lazy("More")),
)
# Of whoever only reads what is published.
READERS_MENU = (("/desk/published/", lazy("Reports")),)
# Pages that are reached by "More".
BEHIND_MORE = (
    "/desk/tags",
    "/desk/bulk",
    "/desk/films/",
    "/desk/venues/",
    "/desk/outbox",
    "/desk/replies",
    "/desk/write",
    "/desk/notices",
    "/desk/requests",
    "/desk/host-letters",
    "/desk/imports",
    "/desk/admissions",
    "/desk/sheets",
    "/desk/playbook",
    "/desk/team",
    "/desk/hand-over",
    "/desk/ladder",
    "/desk/figures",
    "/desk/calls-to-action",
    "/desk/stories",
    "/desk/reports",
    "/desk/outcomes",
    "/desk/duplicates",
    "/desk/people",
    "/desk/settings",
    "/desk/export",
    "/desk/trace",
    "/desk/keeping",
    "/desk/kiosk-entries",
    "/desk/panic",
    "/desk/guide",
    "/desk/keys",
)


def open_door(app: Flask) -> None:
    """Hang up the desk's pages; the guard is in web.frame.access, and each page says for whom it is."""
    door = Blueprint("desk", __name__, url_prefix="/desk")
    for page in PAGES:
        door.register_blueprint(page.bp)
    door.register_blueprint(hand_over.index)
    app.register_blueprint(door)
    app.jinja_env.globals.update(desk_menu=menu, desk_who=access.who, desk_opens=access.opens, terms=terms)
    app.jinja_env.globals.update(as_file=list_filters.address)
    app.jinja_env.globals.update(desk_purpose=purposes.of_page, desk_keys=keys.of_page, key_of=keys.attributes)


def menu() -> list[dict[str, object]]:
    """The entries that open for whoever asks, with the one that the page belongs to marked."""
    if access.me().role in ONLY_READS:
        return [{"url": url, "label": str(label), "here": asked.path.startswith(url)} for url, label in READERS_MENU]
    # What is looked for is anywhere.
    if asked.path.startswith("/desk/find/"):
        return [{"url": url, "label": str(label), "here": False} for url, label in MENU if access.opens(url)]
    path = "/desk/more" if asked.path.startswith(BEHIND_MORE) else asked.path
    here = max((url for url, _ in MENU if path.startswith(url)), key=len, default="")
    return [{"url": url, "label": str(label), "here": url == here} for url, label in MENU if access.opens(url)]

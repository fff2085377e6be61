"""The demo moves into an empty house: a team, two campaigns, their screenings, invented people and what became of them.

Everything comes in by the ways that real things come in; only the past, which nobody lived here, is written in bulk.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tracker import clock
from tracker.allies import ally
from tracker.appeals import interest, past_calls, past_stories
from tracker.arrivals import past_hands, past_hosting, past_sheets
from tracker.arrivals.entry import Entry
from tracker.arrivals.past_hands import Places
from tracker.arrivals.welcome import welcome
from tracker.errors import Refusal
from tracker.finding import past_lists
from tracker.followups import by_letter, past, past_rounds
from tracker.hooks import past_hooks
from tracker.imports import past_admissions, past_list
from tracker.keeping import demo_row
from tracker.keeping.demo_story import Story
from tracker.letters import already_gone
from tracker.reports import past_reports, published, share_link
from tracker.screenings import calendar, campaigns, checklist, films, host_link, log, past_evenings, printed, who_works
from tracker.screenings.screening import Screening
from tracker.signups import kiosks, printing
from tracker.signups.printing import THINGS, Order
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import account as accounts
from tracker.team import invented_team, settings
from tracker.words import lazy

# When the team has left those in peace, and how many it has still to look at.
TO_CONFIRM, STILL_TO_SEE_TO = timedelta(days=10), 6


class LivedIn(Refusal):
    """Somebody has an account here, or has raised a hand."""

    sentence = lazy("This house is lived in; the demo wants an empty one.")
    status = 409


def check_empty() -> None:
    """Raises LivedIn where anybody has an account, or any ally is known."""
    if accounts.anybody() or ally.anybody():
        raise LivedIn


def make(story: Story, password_hash: str, went_on: Callable[[int], None]) -> list[str]:
    """Make it all, or nothing. The ids of the screenings, in the story's order. Raises LivedIn."""
    with transaction():
        check_empty()
        before, steps = demo_row.standing(), _steps()
        put = _set(story)
        team = invented_team.add(story.team, password_hash)
        organizer, coordinator = team["organizer"], team["coordinator"]
        ids = _campaigns(story, team)
        past_calls.live(story.calls, story.presses, ids)
        past_stories.tell(story.pieces, writer=team["second"], reviewer=coordinator)
        standing = [campaigns.standing_of(campaign_id) for campaign_id in ids]
        rows: list[Screening] = []
        for row in past_evenings.live(story.evenings, ids, story.venues, team, organizer):
            rows.append(row)
            went_on(1)
        kits = [rows[place] for place in story.printed]
        for row in kits:  # codes and numbered sheets; nobody needs the pages
            printing.plan(Order(row, "letter", "", organizer), THINGS)
        past_evenings.name_guests(story.guests, rows, writer=organizer, second=coordinator)
        for welcomed in past_hands.live(story.hands, Places(rows, standing), story.organisation):
            went_on(welcomed)
        past_hosting.live(story.hosting, ids, organizer, clock.now())
        for ending in story.rounds:
            past_rounds.live(ending, team)
        past_sheets.type_up(kits, story.paper, organizer)
        _bring_list(story, rows, coordinator)
        past_admissions.bring(story.admissions, ids, organizer)
        past.rest(TO_CONFIRM, but=STILL_TO_SEE_TO)
        past_lists.keep(story.found, coordinator)
        for place, told in story.reports.items():
            past_reports.publish(told, ids[place], writer=team["second"], publisher=coordinator)
        if story.elsewhere is not None:
            past_hooks.live(story.elsewhere, team["administrator"])
        _remember(before, put, steps)
        return [row.id for row in rows]


def post(before: datetime) -> None:
    """Of the letters that wait, a few have failed and those due before a moment have left."""
    with transaction():
        by_letter.close_sent(already_gone.post(before))


def give_host_links(screening_ids: Sequence[str], whom: Sequence[str], done: Sequence[str]) -> list[str]:
    """Links for the hosts of these, who have done some of their list by now. The token of the first for each."""
    with transaction():
        tokens = [[host_link.give(screening_id, each) for each in whom] for screening_id in screening_ids]
        for screening_id in screening_ids:
            for item in done:
                checklist.tick(screening_id, item, done=True)
        return [first for first, *_others in tokens]


def give_kiosks(screening_ids: Sequence[str], names: Sequence[str]) -> list[str]:
    """Tablets in the lobbies of these, each in the first language of its campaign. The token of the first for each."""
    with transaction():
        made = [[kiosks.make(each, name, _first_language(each), None) for name in names] for each in screening_ids]
        return [kiosks.token_of(first.id) for first, *_others in made]


def give_report_link(whom: str) -> str:
    """Somebody outside reads the latest report. The token of their link; "" where nothing is published."""
    with transaction():
        reports = published.listed(None, most=1)
        return share_link.give(reports[0].id, whom, share_link.USUAL_DAYS, None) if reports else ""


def _set(story: Story) -> dict[str, str]:
    settings.put("demo", "yes")
    put = {
        "organisation": story.organisation, "zone": story.zone, "reply_to": story.reply_to, "reply_to_read": story.reply_to,
        "most_months": str(max(facts.retention_months for facts in story.campaigns)),
    }  # fmt: skip
    for name, value in put.items():
        settings.put(name, value)
    return put


def _campaigns(story: Story, team: Mapping[str, str]) -> list[str]:
    film = films.add(story.film)
    db.session.flush()
    made = [campaigns.add(replace(facts, film_id=film.id), None).id for facts in story.campaigns]
    for member in story.team:
        if member.active:
            who_works.set_campaigns(team[member.key], frozenset(made))
    db.session.flush()
    return made


def _bring_list(story: Story, rows: Sequence[Screening], by: str) -> None:
    """Of the first evening that is over."""
    over = next((row for row in rows if row.day and calendar.phase(row) == "over"), None)
    if story.brought is not None and over is not None:
        past_list.bring(story.brought, over.id, by, _let_in)


def _let_in(fields: Sequence[dict[str, Any]]) -> list[tuple[str, str | None, str | None, bool]]:
    welcomed = welcome([Entry(**each) for each in fields])
    return [(each.fate, each.ally_id, each.signup_id, each.ally_new) for each in welcomed]


def _first_language(screening_id: str) -> str:
    return printed.languages_of(campaigns.by_id(log.by_id(screening_id).campaign_id))[0]


def _steps() -> dict[str, object]:
    return {each.id: each.next_step for each in interest.every()}


def _remember(before: Mapping[str, frozenset[str]], put: Mapping[str, str], steps: Mapping[str, object]) -> None:
    """What is the demo's own, so that it can go again, and nothing else with it."""
    demo_row.mark(before)
    changed = {id_: (steps[id_], step) for id_, step in _steps().items() if id_ in steps and step != steps[id_]}
    settings.put("demo_put", json.dumps({"settings": put, "interests": changed}))

"""What was taken back or emptied and hangs on no ally: requests, stories, reports. As the tables have it, and what the log lacks."""

from sqlalchemy import select

from tracker import clock
from tracker.appeals import story_writing
from tracker.appeals.story import Story
from tracker.keeping.departed import Subjects
from tracker.keeping.erasure_log import EMPTIED, Line
from tracker.letters import outbox
from tracker.reports import published
from tracker.reports.report import Report
from tracker.signups import requests
from tracker.signups.request_to_host import OPEN, RequestToHost
from tracker.store.db import db

REQUEST, STORY, REPORT = "request", "story", "report"
TAKEN_BACK = "taken back"


def lacking(known: Subjects) -> list[Line]:
    """Lines that bring a log up to date. Nothing that was emptied is ever filled again."""
    now = clock.now().isoformat(timespec="seconds")
    rows = select(RequestToHost.id, RequestToHost.state).where(RequestToHost.asker_sealed.is_(None))
    empty = {f"{REQUEST} {each}": state for each, state in db.session.execute(rows)}
    stories = db.session.scalars(select(Story.id).where(Story.consent_sealed.is_(None)))
    empty |= {f"{STORY} {each}": "" for each in stories}
    reports = db.session.scalars(select(Report.id).where(Report.withdrawn_at.is_not(None)))
    empty |= {f"{REPORT} {each}": "" for each in reports}
    return [Line(EMPTIED, whom, now, why) for whom, why in sorted(empty.items()) if (EMPTIED, whom) not in known]


def empty_again(known: Subjects) -> None:
    """After a restore: what the backup still holds of it goes; inside a transaction, once the erased are erased again."""
    for (said, whom), line in sorted(known.items()):
        kind, _blank, id_ = whom.partition(" ")
        if said == EMPTIED and kind == REQUEST:
            _empty_request(id_, line.why)
        elif said == EMPTIED and kind == STORY:
            _empty_story(id_)
        elif said == EMPTIED and kind == REPORT:
            _withdraw_report(id_)


def _empty_request(request_id: str, state: str) -> None:
    request = db.session.get(RequestToHost, request_id, with_for_update=True)
    if request is None or request.asker_sealed is None:
        return
    if state == TAKEN_BACK and request.state in OPEN:
        requests.decide(request, TAKEN_BACK, None)
    requests.empty(request)
    outbox.withdraw_answers(request.id)


def _empty_story(story_id: str) -> None:
    story = db.session.get(Story, story_id)
    if story is not None and story.consent_sealed is not None and story_writing.texts_of(story_id):
        story_writing.withdraw(story_id, None)
        story_writing.empty(story_id, None)


def _withdraw_report(report_id: str) -> None:
    if db.session.get(Report, report_id) is not None:
        published.withdraw(report_id, None)

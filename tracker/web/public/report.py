"""`/report/<link>`: one published report for whoever has its link, on a page and to take along. No account, no cookie.

Nothing of it is kept by browsers or on the way: what is withdrawn, the report, its link or a story in it, is gone at the next look.
Guessing is slowed by counting links that open nothing; the right one opens all the same.
"""

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.reports import published, share_link
from tracker.reports.published import Read, ReportWithdrawn
from tracker.reports.share_link import ShareLinkClosed
from tracker.usecases.share_report import come_to_report
from tracker.web.frame import errors, floods, report_page, speech
from tracker.web.frame.access import for_anyone
from tracker.web.frame.floods import FILES, GUESSED, Judged
from tracker.web.frame.report_files import PAPERS, file_of
from tracker.words import LANGUAGES, _

bp = for_anyone(Blueprint("report", __name__))


@bp.get("/report/<token>")
def show(token: str) -> str:
    """Who only changes the language has opened it already. Raises ShareLinkClosed."""
    if _is_new():
        come_to_report(token)
    read = _read(token)
    code = _language(read)
    speech.speak(code)
    title, subtitle = report_page.head(read, code)
    return render_template(
        "public/report.html", read=read, code=code, title=title, subtitle=subtitle, part=report_page.part(read, code),
        papers=PAPERS, languages_of=LANGUAGES, at=url_for("report.show", token=token),
    )  # fmt: skip


@bp.get("/report/<token>.pdf")
def pdf(token: str) -> Response:
    """To print. Raises ShareLinkClosed."""
    return _file(token, "pdf")


@bp.get("/report/<token>.xlsx")
def xlsx(token: str) -> Response:
    """The numbers. Raises ShareLinkClosed."""
    return _file(token, "xlsx")


@bp.errorhandler(ShareLinkClosed)
def turned_away(refusal: ShareLinkClosed) -> ResponseReturnValue:
    """The same for each, whatever is the matter with the link."""
    if floods.seen().judge(GUESSED, request.remote_addr or "") is Judged.LATER:
        return _later()
    return errors.page(refusal.status, title=_("Not open"), sentence=str(refusal))


@bp.after_request
def unlisted(answer: Response) -> Response:
    """No search engine keeps it, wherever it found the address."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _file(token: str, ending: str) -> Response:
    read = _read(token)
    if floods.seen().judge(FILES, request.remote_addr or "") is Judged.LATER:
        abort(_later())
    speech.speak(_language(read))
    return file_of(read, ending)


def _later() -> Response:
    answer = current_app.make_response(errors.page(429, bare=True))
    answer.headers["Retry-After"] = str(floods.seen().wait())
    return answer


def _read(token: str) -> Read:
    """One that is withdrawn just now looks like every other link that opens nothing. Raises ShareLinkClosed."""
    _link, report = share_link.opened_by(token)
    try:
        return published.read(report.id)
    except ReportWithdrawn:
        raise ShareLinkClosed from None


def _is_new() -> bool:
    """Neither a look ahead of the browser's, nor the page in another language."""
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    return request.method == "GET" and not ahead and not _asked()


def _asked() -> str:
    return request.args.get("in", "") or request.args.get("lang", "")


def _language(read: Read) -> str:
    """The one asked for, else the one that the browser likes best, of those that the report has."""
    return read.language(_asked() or request.accept_languages.best_match(read.languages) or "")

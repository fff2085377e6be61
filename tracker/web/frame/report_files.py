"""A report to take along: as a PDF on the paper that one prints on, or its numbers as a workbook."""

from io import BytesIO

from flask import Response, abort, request, send_file

from tracker.paper.card import PAPERS as SIZES
from tracker.paper.printed import Printed
from tracker.reports.published import Read
from tracker.web.frame import report_page
from tracker.words import Lazy, language, lazy

PAPERS: dict[str, Lazy] = {"letter": lazy("PDF (Letter)"), "a4": lazy("PDF (A4)")}
assert PAPERS.keys() == set(SIZES)


def file_of(read: Read, ending: str) -> Response:
    """In the language that `?in=` names, if the report has it. `?paper=`: a4, else Letter."""
    code = read.language(request.args.get("in", "") or language())
    paper = request.args.get("paper", "letter")
    if paper not in PAPERS:
        abort(404)
    made: Printed = report_page.pdf(read, code, paper) if ending == "pdf" else report_page.workbook(read, code)
    answer = send_file(BytesIO(made.data), mimetype=made.media_type, as_attachment=True, download_name=made.filename)
    # Kept by nobody on the way: send_file would allow it.
    answer.headers["Cache-Control"] = "no-store"
    return answer

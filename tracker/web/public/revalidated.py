"""Answers that are the same for everybody: whoever keeps one asks each time whether it still holds.

Never "good for a minute": a screening that is taken off, a guest who is not to be named any more, are gone at once.
"""

import hashlib

from flask import Response, make_response, request

# Filters that say where somebody is: such an answer is kept by nobody.
TELLS_WHERE = "near"


def revalidated(body: str | bytes, status: int = 200, content_type: str = "text/html; charset=utf-8") -> Response:
    """The answer, or 304 for whoever has it."""
    answer = make_response(body, status)
    answer.headers["Content-Type"] = content_type
    if status == 200 and not request.args.get(TELLS_WHERE):
        # Weak: compressed on its way or not, it says the same.
        answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32], weak=True)
        answer.headers["Cache-Control"] = "public, no-cache"
        answer.vary.add("Accept-Language")
        answer.make_conditional(request)
    return answer

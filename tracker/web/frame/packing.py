"""Pages of the supporters, compressed on their way: on a crowded network bytes are seconds.

Compressing can tell a secret by the length of answers (BREACH), to who makes somebody's browser ask again and again for
words of their choice. Here nobody can: no page knows its reader by a cookie, so whoever could ask has its secret already.
The desk, where a cookie is at work, sends its pages as they are.
"""

import gzip

from flask import Response, request

# Shorter answers fit into one packet as they are.
LEAST_BYTES = 1_000
LEVEL = 6
PACKED = ("text/html", "text/calendar")


def pack(answer: Response) -> Response:
    """For after_request()."""
    if (
        answer.mimetype not in PACKED
        or answer.content_encoding
        or int(answer.headers.get("Content-Length", 0)) < LEAST_BYTES
    ):
        return answer
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        answer.set_data(gzip.compress(answer.get_data(), LEVEL, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    return answer

"""Ten recovery codes on a page that is shown once: to be printed or written down."""

from flask import render_template

from tracker.team import house_clock
from tracker.web.account import entering


def page(codes: list[str], then: str) -> str:
    """Only their hashes are kept. `then`: where to go on."""
    return render_template(
        "account/recovery_codes.html", codes=codes, then=entering.way(then), today=house_clock.today()
    )

"""What is printed for one film screening, and its end cards: looked at, and taken as files."""

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from tracker.errors import NotThere
from tracker.paper import card, code, end_card
from tracker.paper import sheet as paper_sheet
from tracker.screenings import campaigns, listing, log, printed
from tracker.screenings import code as codes
from tracker.screenings.screening import Screening
from tracker.signups import printing, sheets
from tracker.usecases.make_kit import make_kit, make_one
from tracker.web.desk import paper_form
from tracker.web.desk.paper_form import ScreenForm, SheetForm
from tracker.web.frame.access import ORGANIZING, for_roles, me, see_campaign
from tracker.web.frame.fields import tried
from tracker.words import lazy

bp = for_roles(*ORGANIZING)(Blueprint("screening_print", __name__, url_prefix="/screenings"))

# What each is called, and for what it is good.
THINGS = {
    "poster": (lazy("Poster"), lazy("At the door, from the first day on.")),
    "seat cards": (lazy("Seat cards"), lazy("Eight to a page, with lines to cut along. One on every second seat.")),
    "lobby card": (lazy("Lobby card"), lazy("On the table, where people stand afterwards.")),
    "sheet": (lazy("Paper sheet"), lazy("Twelve lines, each page with its own number. A pen beside it.")),
}
TEMPLATES = {"poster": "poster", "seat cards": "seat_cards", "lobby card": "lobby_card"}
# Of a picture to look at: dots to an inch, and pixels across.
PPI, WIDE = 44.0, 520


@bp.get("/<screening_id>/print")
def show(screening_id: str) -> ResponseReturnValue:
    screening = _mine(screening_id)
    return _page(screening, _form(screening))


@bp.post("/<screening_id>/print")
def take(screening_id: str) -> ResponseReturnValue:
    """One thing, or with "kit" all of them: codes that are missing are made. Raises NotThere and NothingToPrint."""
    screening = _mine(screening_id)
    form, thing, base_url = (
        _form(screening, sent=True),
        request.form.get("thing", "")[:20],
        current_app.config["BASE_URL"],
    )
    if thing not in (*printing.THINGS, "kit"):
        raise NotThere
    if form.validate():
        if thing == "kit":
            return paper_form.handed_over(make_kit(screening.id, form.paper.data, base_url=base_url, by=me().id))
        more = {"language": form.language.data, "copies": form.copies.data or 1} if thing == "sheet" else {}
        file = tried(
            form, lambda: make_one(screening.id, thing, form.paper.data, base_url=base_url, by=me().id, **more)
        )
        if file:
            return paper_form.handed_over(file)
    return _page(_mine(screening_id), form), 422


@bp.get("/<screening_id>/print/preview.png")
def preview(screening_id: str) -> ResponseReturnValue:
    """A small picture of one thing as it would be printed now; before there is a code, with a place for it."""
    screening, thing, base_url = _mine(screening_id), request.args.get("thing", ""), current_app.config["BASE_URL"]
    paper = paper_form.usual(screening)
    if thing in TEMPLATES:
        shown = printed.card_of(screening, _code(screening, printing.SOURCE_OF[thing]), base_url)
        return paper_form.shown(card.preview(TEMPLATES[thing], shown, paper, PPI))
    if thing == "sheet":
        first = printed.languages_of(campaigns.by_id(screening.campaign_id))[0]
        return paper_form.shown(paper_sheet.sample(*printing.sheet_form(screening, first, base_url), paper, PPI))
    for frame in end_card.FRAMES:
        if thing == frame.name:
            shown = printed.card_of(screening, _code(screening, "screen"), base_url)
            return paper_form.shown(end_card.small(shown, frame, WIDE))
    raise NotThere


def _mine(screening_id: str) -> Screening:
    """Raises NotThere, and NothingToPrint for one that is cancelled, joined or standing."""
    screening = log.by_id(screening_id)
    see_campaign(screening.campaign_id)
    printed.check(screening)
    return screening


def _code(screening: Screening, source: str) -> str | None:
    return codes.code_of(screening_id=screening.id, source=source)


def _form(screening: Screening, sent: bool = False) -> SheetForm:
    known = printed.languages_of(campaigns.by_id(screening.campaign_id))
    usual = {"paper": paper_form.usual(screening), "language": known[0]}
    form = SheetForm(data=usual) if sent else SheetForm(formdata=None, data=usual)
    form.language.choices = paper_form.languages(known)
    if sent:  # a button for one thing need not say what only sheets ask
        form.paper.data, form.language.data = form.paper.data or usual["paper"], form.language.data or known[0]
    return form


def _page(screening: Screening, form: SheetForm) -> str:
    screen = ScreenForm(request.args, data={"unit": "m"})
    screen.validate()
    link = code.link(current_app.config["BASE_URL"], "a" * codes.LENGTH)
    return render_template(
        "desk/screening_print.html", line=listing.line_of(screening), form=form, things=THINGS,
        frames=end_card.FRAMES, frame_names=paper_form.FRAME_NAMES,
        screen=screen, distances=paper_form.distances(screen, link), stands=end_card.STANDS, spoken=codes.spoken,
        codes=[each for each in codes.every_code_of(screening.id) if each.source in printing.SOURCE_OF.values()],
        sheets=sheets.of_screenings([screening.id]),
    )  # fmt: skip

"""What is printed for a screening is planned inside a transaction, and drawn after it: nobody waits for a poster."""

from collections.abc import Sequence
from datetime import timedelta

from tracker.allies import wordings
from tracker.allies.asking import asked
from tracker.appeals import interest
from tracker.appeals.interest import Interest
from tracker.paper import card, code, end_card, names
from tracker.paper import sheet as paper_sheet
from tracker.paper.card import Card
from tracker.paper.printed import PDF, PNG, Drawing, Printed, zipped
from tracker.records import dataclass
from tracker.screenings import campaigns, printed
from tracker.screenings import code as codes
from tracker.screenings.screening import Screening
from tracker.signups import sheets
from tracker.signups.sheet import LINES
from tracker.times import day_words
from tracker.words import speaking

THINGS = ("poster", "seat cards", "lobby card", "sheet", "end cards")
# Whose code stands on it. Each sheet has a code of its own.
SOURCE_OF = {"poster": "poster", "seat cards": "seat card", "lobby card": "lobby", "end cards": "screen"}
DRAWN_BY = {"poster": card.poster, "seat cards": card.seat_cards, "lobby card": card.lobby_card}
# After the film screening, until a sheet that was typed up has to be gone.
DESTROYED_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Order:
    """What all things of one print share. `by`: the account; None for a host."""

    screening: Screening
    paper: str
    base_url: str
    by: str | None

    @property
    def name(self) -> str:
        return printed.name_of(self.screening)

    @property
    def size(self) -> str:
        return "A4" if self.paper == "a4" else "Letter"


def plan(order: Order, things: Sequence[str]) -> list[Drawing]:
    """One drawing for each thing; of sheets one in each language of the campaign. Inside a transaction."""
    made = codes.made_for(
        sorted(SOURCE_OF[each] for each in things if each in SOURCE_OF), screening_id=order.screening.id
    )
    drawings = [_plain(order, each, made[SOURCE_OF[each]]) for each in things if each in DRAWN_BY]
    if "end cards" in things:
        drawings.append(_end_cards(order, made["screen"]))
    if "sheet" in things:
        campaign = campaigns.by_id(order.screening.campaign_id)
        drawings += [plan_sheets(order, each) for each in printed.languages_of(campaign)]
    return drawings


def plan_sheets(order: Order, language: str, copies: int = 1) -> Drawing:
    """So many sheets in one PDF, each with its own number and code; inside a transaction."""
    with speaking(language):
        wording_id = wordings.kept(str(asked()), language)
    boxes = [each.key for each in _boxes()]
    made = sheets.number(order.screening.id, language, wording_id, order.paper, order.by, boxes, copies)
    pages = [
        paper_sheet.Page(each.number, code.link(order.base_url, each.code), code.address(order.base_url, each.code))
        for each in made
    ]
    shown, form = sheet_form(order.screening, language, order.base_url)
    numbers = f"{pages[0].number}" if copies == 1 else f"{pages[0].number}-{pages[-1].number}"
    name = names.file_name(order.name, f"sheet {numbers} {language}", order.size)
    return lambda: Printed(f"{name}.pdf", PDF, paper_sheet.draw(shown, form, pages, order.paper))


def sheet_form(screening: Screening, language: str, base_url: str) -> tuple[Card, paper_sheet.Form]:
    """What stands on every sheet of a screening in this language."""
    shown = printed.card_of(screening, None, base_url, language)
    with speaking(language):
        words = asked()
        day = screening.day + DESTROYED_AFTER if screening.day else None
        form = paper_sheet.Form(
            language=language, lines=LINES, interests=tuple(each.label for each in _boxes()),
            question=words.question, note=words.note, yes=words.yes, no=words.no,
            destroy_by=day_words(day, with_year=True) if day else "",
        )  # fmt: skip
    return shown, form


def _boxes() -> list[Interest]:
    """What can be ticked on a sheet that is printed now."""
    return interest.offered()[: paper_sheet.MOST_BOXES]


def _plain(order: Order, thing: str, written: str) -> Drawing:
    shown = printed.card_of(order.screening, written, order.base_url)
    name = names.file_name(order.name, thing, order.size)
    return lambda: Printed(f"{name}.pdf", PDF, DRAWN_BY[thing](shown, order.paper))


def _end_cards(order: Order, written: str) -> Drawing:
    shown = printed.card_of(order.screening, written, order.base_url)
    return lambda: end_cards(names.file_name(order.name, "end cards"), shown)


def end_cards(name: str, shown: Card) -> Printed:
    """Every file a cinema may ask for, in one ZIP."""
    return zipped(name, [end_card_file(shown, *each) for each in every_end_card()])


def every_end_card() -> list[tuple[str, str, str]]:
    """Frame, scale, format."""
    return [
        (frame.name, scale, form) for frame in end_card.FRAMES for scale in end_card.SCALES for form in end_card.FORMATS
    ]


def end_card_file(shown: Card, frame: str, scale: str, form: str) -> Printed:
    """One of every_end_card(); named by what a projectionist asks for."""
    chosen = next(each for each in end_card.FRAMES if each.name == frame)
    times = end_card.SCALES[scale]
    name = names.file_name("end card", f"{frame} {scale} {chosen.wide * times}x{chosen.high * times}")
    return Printed(f"{name}.{form}", PNG if form == "png" else PDF, end_card.draw(shown, chosen, times, form))

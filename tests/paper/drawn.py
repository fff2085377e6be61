"""Cards and sheets for tests, each drawn once; their pages as pictures, their words, and who reads their codes."""

from functools import cache
from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from tracker.paper import card, code, end_card, sheet
from tracker.paper.card import Card

BASE, CODE = "https://allies.example.org", "temorikw"
LINK = "HTTPS://ALLIES.EXAMPLE.ORG/S/TEMORIKW"
WORDS = {
    "en": "Stay for two minutes. There is something you can do.",
    "ko": "2분만 더 머물러 주세요. 당신이 할 수 있는 일이 있습니다.",
    "es": "Quédate dos minutos más: hay algo que puedes hacer.",
}
# As long as the desk takes them.
LONGEST = {
    "en": ("Stay with the families who are still on their way, because there is something to be done tonight " * 2)[:90],
    "ko": ("아직 길 위에 있는 가족들과 함께 조금만 더 머물러 주세요. 오늘 우리가 할 수 있는 일이 있습니다. " * 2)[:60],
    "es": ("Quédate con las familias que todavía están en camino, porque esta noche hay algo que puedes hacer " * 2)[:100],
}  # fmt: skip
PAPER_IN_POINTS = {"a4": (595, 842), "letter": (612, 792)}


def made(first: str = "en", words: dict[str, str] | None = None, film: str = "Beyond Utopia", base: str = BASE) -> Card:
    languages = sorted(("en", "ko", "es"), key=lambda each: each != first)
    return Card(
        organisation="Lantern Crossing", film=film, said=card.said(languages, words or WORDS), link=code.link(base, CODE),
        address=code.address(base, CODE), credits=(("Where", "종로 시네마, Seoul"), ("When", "Mon 23 Oct 2023, 7:00 pm")),
    )  # fmt: skip


@cache
def pdf(thing: str, paper: str = "a4", first: str = "en") -> bytes:
    shown = made(first)
    if thing == "sheet":
        pages = [sheet.Page(number, code.link(BASE, CODE), code.address(BASE, CODE)) for number in (3, 4)]
        return sheet.draw(shown, form(first), pages, paper)
    if thing in ("flat", "scope"):
        return end_card.draw(shown, frame(thing), 1, "pdf")
    return {"poster": card.poster, "seat cards": card.seat_cards, "lobby card": card.lobby_card}[thing](shown, paper)


@cache
def end(name: str, scale: int = 1, first: str = "en", longest: bool = False) -> Image.Image:
    shown = made(first, LONGEST if longest else WORDS)
    return Image.open(BytesIO(end_card.draw(shown, frame(name), scale, "png"))).convert("RGB")


def frame(name: str) -> end_card.Frame:
    return next(each for each in end_card.FRAMES if each.name == name)


def form(language: str) -> sheet.Form:
    ticks = (
        "Host a film screening",
        "Give some hours",
        "Write to a lawmaker",
        "Give money",
        "Bring others",
        "Learn more first",
    )
    return sheet.Form(
        language, 12, ticks, "May Lantern Crossing contact you about this?", "Sign up for yourself.", "Yes, contact me",
        "No, only count me", "Mon 30 Oct 2023",
    )  # fmt: skip


def pages(data: bytes, dpi: float = 80) -> list[Image.Image]:
    return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(data)]


def words(data: bytes) -> str:
    """What a screen reader gets, page after page."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages)


def read(picture: Image.Image) -> list[str]:
    """The codes that a stranger's decoder finds."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]

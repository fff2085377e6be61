"""The demo's calls to action, in three languages, and how often their buttons were pressed lately."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from tracker.appeals.interest import NextStep
from tracker.appeals.past_calls import Pressed
from tracker.cli.demo_data.evenings import LIBRARIES, MAIN

CALLS: dict[str, dict[str, NextStep]] = {
    "host": {
        "en": NextStep(
            title="You ticked: host a film screening",
            sentence="A living room, a classroom or a church hall will do. The film and a guide for the talk come with it.",
            question="Which month suits you, and where?", button="Ask for a date",
        ),
        "ko": NextStep(
            title="고르신 일: 영화 상영회 열기",
            sentence="거실, 교실, 교회 어디든 좋습니다. 영화와 대화 안내서를 드립니다.",
            question="언제, 어디서 열고 싶으세요?", button="날짜 문의하기",
        ),
        "es": NextStep(
            title="Marcaste: organizar una proyección",
            sentence="Basta una sala de estar, un aula o un salón parroquial. La película y una guía para conversar van incluidas.",
            question="¿Qué mes te viene bien, y dónde?", button="Pedir una fecha",
        ),
    },
    "give": {
        "en": NextStep(
            title="You ticked: give money", sentence="Twenty dollars pay for one night in a safe house.",
            button="Give money", link="https://give.example.org/one-night",
        ),
        "ko": NextStep(
            title="고르신 일: 기부하기", sentence="20달러면 한 사람이 안전한 집에서 하룻밤을 지냅니다.",
            button="기부하기", link="https://give.example.org/ko/one-night",
        ),
        "es": NextStep(
            title="Marcaste: dar dinero", sentence="Veinte dólares pagan una noche en una casa segura.",
            button="Dar dinero", link="https://give.example.org/es/one-night",
        ),
    },
    "write": {
        "en": NextStep(
            title="You ticked: write to a lawmaker",
            sentence="Three lines in your own words do more than a form. The page finds the address for you.",
            button="Write three lines", link="https://write.example.org/representatives",
        ),
        "ko": NextStep(
            title="고르신 일: 의원에게 편지 쓰기",
            sentence="직접 쓴 세 줄이 양식보다 힘이 있습니다. 보낼 주소는 페이지에서 찾아 드립니다.",
            button="세 줄 쓰기",
        ),
        "es": NextStep(
            title="Marcaste: escribir al Congreso",
            sentence="Tres líneas tuyas pesan más que un formulario. La página encuentra la dirección por ti.",
            button="Escribir tres líneas",
        ),
    },
    "learn": {
        "en": NextStep(
            title="You ticked: learn more first", sentence="Ten minutes to read: who leaves, by which way, and who helps.",
            button="Read the guide", link="https://guide.example.org/ten-minutes",
        ),
        "ko": NextStep(
            title="고르신 일: 먼저 더 알아보기", sentence="10분이면 읽습니다. 누가 어느 길로 떠나고, 누가 돕는지 적었습니다.",
            button="안내서 읽기", link="https://guide.example.org/ko/ten-minutes",
        ),
        "es": NextStep(
            title="Marcaste: primero saber más",
            sentence="Diez minutos de lectura: quién se va, por qué camino y quién ayuda.",
            button="Leer la guía", link="https://guide.example.org/es/ten-minutes",
        ),
    },
}  # fmt: skip
# Presses on a day: at most so many.
MOST = {"host": 2, "give": 5, "write": 8, "learn": 14}
DAYS = 40


def presses(random: Random, now: datetime) -> Iterator[Pressed]:
    """For some of the last days, on the thanks page and, less often, behind a letter."""
    for ago in range(DAYS):
        day = (now - timedelta(days=ago)).date()
        for key, most in MOST.items():
            for campaign, share in ((MAIN, 1.0), (LIBRARIES, 0.3)):
                for place, part in (("thanks", 1.0), ("letter", 0.4)):
                    number = int(random.random() ** 2 * (most + 1) * share * part)
                    # A question is asked on the thanks page alone.
                    if number and (key != "host" or place == "thanks"):
                        yield Pressed(key, campaign, place, day, number)

"""Two invented stories in three languages, each with a picture drawn with dots: nobody's face, nobody's house."""

from io import BytesIO

from PIL import Image, ImageDraw

from tracker.appeals.past_stories import Piece
from tracker.appeals.story import StoryWords
from tracker.appeals.story_writing import Draft, Place

WIDTH, HEIGHT = 1280, 800
NIGHT, WATER, EDGE, LAMP, GLOW = (16, 18, 34), (24, 30, 54), (58, 62, 88), (245, 176, 66), (94, 66, 44)


# Anywhere, by themselves.
EVERYWHERE = Place(None, None, offered=True)


def _words(title: str, text: str, alt: str, credit: str) -> StoryWords:
    return StoryWords(title=title, text=text, alt=alt, credit=credit)


def _drawn(lamps: tuple[tuple[int, int, int], ...], horizon: int) -> bytes:
    """Night above, water below, and lamps with what they lay onto the water."""
    dots = Image.new("RGB", (WIDTH, HEIGHT), NIGHT)
    draw = ImageDraw.Draw(dots)
    draw.rectangle((0, horizon, WIDTH, HEIGHT), fill=WATER)
    draw.line((0, horizon, WIDTH, horizon), fill=EDGE, width=3)
    for x, y, size in lamps:
        for ring in range(6, 0, -1):
            around = size + ring * size // 2
            shade = tuple(back + (glow - back) // (ring + 1) for back, glow in zip(NIGHT, GLOW, strict=True))
            draw.ellipse((x - around, y - around, x + around, y + around), fill=shade)
        draw.rounded_rectangle((x - size // 2, y - size, x + size // 2, y + size // 2), radius=size // 3, fill=LAMP)
        for step in range(7):
            down, wide = horizon + 18 + step * 26, max(4, size - step * 4)
            draw.line((x - wide // 2, down, x + wide // 2, down), fill=GLOW, width=5)
    out = BytesIO()
    dots.save(out, "PNG")
    return out.getvalue()


PIECES = (
    Piece(
        Draft({
            "en": _words(
                "The lamp in the window",
                "Her mother put a lamp in the window on every night without a moon. As a child she thought it was for the "
                "bees.\n\nYears later, in a country with light everywhere, she bought a lamp before she bought a bed. “It is not "
                "for me,” she says. “It is so that somebody knows there is a window.”",
                "Drawing: one lamp shines over dark water.", "An invented story of this demo. Drawn by nobody.",
            ),
            "ko": _words(
                "창가의 등불",
                "달이 없는 밤이면 어머니는 창가에 등불을 놓았습니다. 어릴 때는 벌들을 위한 것인 줄 알았습니다.\n\n"
                "몇 해가 지나 어디나 환한 나라에서, 그는 침대보다 먼저 등불을 샀습니다. “저를 위한 게 아니에요. 여기 창이 있다는 걸 누군가 알도록 두는 거예요.”",
                "그림: 어두운 물 위에 등불 하나가 빛난다.", "이 데모를 위해 지어낸 이야기입니다.",
            ),
            "es": _words(
                "La lámpara en la ventana",
                "Las noches sin luna, su madre ponía una lámpara en la ventana. De niña creía que era para las abejas.\n\n"
                "Años después, en un país lleno de luz, compró una lámpara antes que una cama. «No es para mí», dice. «Es para que "
                "alguien sepa que hay una ventana».",
                "Dibujo: una lámpara brilla sobre el agua oscura.", "Historia inventada para esta demo.",
            ),
        }, EVERYWHERE, consent="Nobody’s: invented for the demo. In a real house it says here who agreed, to what, when, and to whom they said it."),
        _drawn(((640, 330, 70),), 480), ("en", "ko", "es"),
    ),
    Piece(
        Draft({
            "en": _words(
                "Eleven cups",
                "At the table there are always eleven cups. Ten people come on Sundays; the eleventh cup is for whoever is still "
                "on the way.\n\n“Some weeks nobody comes,” he says, “and some weeks we need a twelfth.”",
                "Drawing: three lamps in a row over dark water.", "An invented story of this demo. Drawn by nobody.",
            ),
            "ko": _words(
                "잔 열한 개",
                "식탁에는 언제나 잔이 열한 개 있습니다. 일요일마다 오는 사람은 열 명이고, 열한 번째 잔은 아직 오고 있는 사람의 것입니다.\n\n"
                "“아무도 오지 않는 주도 있고, 열두 번째 잔이 필요한 주도 있지요.”",
                "그림: 어두운 물 위에 등불 세 개가 나란히 빛난다.", "이 데모를 위해 지어낸 이야기입니다.",
            ),
            "es": _words(
                "Once tazas",
                "En la mesa hay siempre once tazas. Los domingos vienen diez personas; la undécima taza es de quien todavía está en "
                "camino.\n\n«Hay semanas en que no viene nadie», dice, «y semanas en que hace falta una más».",
                "Dibujo: tres lámparas en fila sobre el agua oscura.", "Historia inventada para esta demo.",
            ),
        }, EVERYWHERE, consent="Nobody’s: invented for the demo."),
        _drawn(((380, 350, 48), (640, 310, 56), (900, 350, 48)), 480), ("en", "ko"),
    ),
)  # fmt: skip

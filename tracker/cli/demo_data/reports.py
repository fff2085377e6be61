"""Two reports of the demo's main campaign: after the two days, and of all of it so far. The words are invented, like everything here."""

from datetime import date

from tracker.reports.past_reports import Told
from tracker.reports.periods import WHOLE, Period

REPORTS = (
    Told(
        Period(None, date(2023, 10, 31)), date(2023, 11, 2),
        {
            "en": "The code on the screen brought more than everything on paper together: for two minutes, everybody looks up.\n\n"
            "Where a host said one sentence before the film, twice as many signed up. Next time we ask every host for that sentence.",
            "ko": "화면의 코드가 종이로 된 모든 것을 합친 것보다 많은 분을 모았습니다. 그 2분 동안은 모두가 고개를 듭니다.\n\n"
            "주최자가 영화 전에 한마디를 한 곳에서는 두 배가 신청했습니다. 다음에는 모든 주최자에게 그 한마디를 부탁하겠습니다.",
            "es": "El código en la pantalla trajo más que todo el papel junto: durante dos minutos, todo el mundo levanta la vista.\n\n"
            "Donde quien recibe dijo una frase antes de la película, se inscribió el doble. La próxima vez se la pediremos a cada anfitrión.",
        },
    ),
    Told(
        WHOLE, None,
        {
            "en": "People act within days or not at all. Those whom we called on the first evening acted three times as often as those "
            "who waited a week.\n\nOne thing to do is enough. A list of four was read, and nothing on it done.",
            "ko": "며칠 안에 행동하거나, 아니면 하지 않습니다. 첫날 저녁에 전화를 받은 분들은 일주일을 기다린 분들보다 세 배 더 자주 행동했습니다.\n\n"
            "할 일은 하나면 충분합니다. 네 가지를 적은 목록은 읽혔지만 아무것도 이루어지지 않았습니다.",
            "es": "La gente actúa en pocos días o no actúa. Quienes recibieron una llamada la primera noche actuaron tres veces más que quienes "
            "esperaron una semana.\n\nUna sola tarea basta. Una lista de cuatro se leyó, y no se hizo ninguna.",
        },
        with_story=True,
    ),
)  # fmt: skip

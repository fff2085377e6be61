"""The playbook that an empty instance begins with. Organizers change every word of it at the desk.

Subjects name neither the film nor the cause: a letter lies in more hands than its reader's.
"""

from tracker import clock
from tracker.followups.playbook import Condition, Playbook, Step
from tracker.store.ids import new_id
from tracker.store.transactions import add_once

DAY = 24
WANTS_A_PERSON = ["host", "volunteer"]


def _words(**languages: tuple[str, str]) -> dict[str, dict[str, str]]:
    return {language: {"subject": subject, "text": text} for language, (subject, text) in languages.items()}


# The address may be somebody else's: the first letter, the reminder and the letter that asks name neither film nor cause.
# Where they watched, and what we hold about them, the house adds by itself.
THANKS = _words(
    en=(
        "Thank you for raising your hand",
        "Hello {call},\n\nThank you for raising your hand. Somebody left us this address after a film screening ({day}), "
        "and we hope that it was you.\n\n"
        "Here is your next step. Taking it also tells us that this address is yours.\n\n{next}\n\n"
        "If you would rather talk, answer this letter: a person reads it.\n\n"
        "{organisation}\n\nNo more letters or calls: {stop}\nIf it was not you: {not_me}",
    ),
    ko=(
        "함께해 주셔서 고맙습니다",
        "{call}님, 안녕하세요.\n\n함께하겠다고 해 주셔서 고맙습니다. {day} 영화 상영회가 끝난 뒤 이 주소를 남겨 주신 분께 드리는 메일입니다.\n\n"
        "아래를 누르시면 다음 할 일로 이어집니다. 이 주소가 본인의 것이라는 확인도 함께 됩니다.\n\n{next}\n\n"
        "이야기를 나누고 싶으시면 이 메일에 답장해 주세요. 담당자가 직접 읽습니다.\n\n"
        "{organisation} 드림\n\n메일과 전화를 더 이상 받지 않으시려면: {stop}\n본인이 남기신 주소가 아니라면: {not_me}",
    ),
    es=(
        "Gracias por levantar la mano",
        "Hola {call}:\n\nGracias por levantar la mano. Alguien nos dejó esta dirección después de una proyección de cine ({day}), "
        "y esperamos que hayas sido tú.\n\n"
        "Este es tu próximo paso. Al darlo nos confirmas también que la dirección es tuya.\n\n{next}\n\n"
        "Si prefieres hablar, responde a este correo: una persona lee lo que escribas.\n\n"
        "{organisation}\n\nNo recibir más correos ni llamadas: {stop}\nSi no fuiste tú: {not_me}",
    ),
)
CONTACT = _words(
    en=("", "Hello, this is … from {organisation}. You signed up after {film} and ticked that you might help. Is this a good moment?\n\n"
            "What did you have in mind? Even ten chairs, or two hours, are enough. Shall we pick a week together?"),
    ko=("", "안녕하세요, {organisation}의 …입니다. {film} 상영회 뒤에 함께하고 싶다고 남겨 주셨지요. 지금 잠시 통화 괜찮으세요?\n\n"
            "어떤 일을 생각하고 계세요? 의자 열 개, 두 시간이면 충분합니다. 언제가 좋을지 같이 정해 볼까요?"),
    es=("", "Hola, soy … de {organisation}. Te inscribiste después de {film} y marcaste que quizá podrías ayudar. ¿Es buen momento?\n\n"
            "¿Qué tenías en mente? Bastan diez sillas o dos horas. ¿Elegimos una semana?"),
)  # fmt: skip
THANKS_TEXT = _words(
    en=("", "Thank you for signing up. This is {organisation}. What would you like to hear about? Answer this message, or write STOP."),
    ko=("", "함께해 주셔서 고맙습니다. {organisation}입니다. 어떤 소식이 궁금하세요? 이 문자에 답장해 주세요. 받지 않으시려면 ‘그만’이라고 보내 주세요."),
    es=("", "Gracias por inscribirte. Somos {organisation}. ¿De qué te gustaría saber más? Responde a este mensaje, o escribe ALTO."),
)  # fmt: skip
LEARN = _words(
    en=(
        "Three ways to go on from here",
        "Hello {call},\n\nYou signed up with us the other day. Three things that people do next:\n\n"
        "- Tell one friend about the film, and ask what they think.\n- Answer this letter with a question. A person reads it and writes back.\n"
        "- Give two hours of your time: tell us what you are good at.\n\nWhich would you like? One line is enough.\n\n"
        "{organisation}\n\nNo more letters or calls: {stop}",
    ),
    ko=(
        "이어서 할 수 있는 세 가지",
        "{call}님, 안녕하세요.\n\n얼마 전 저희에게 이름을 남겨 주셨습니다. 그다음에는 보통 이런 일을 하십니다.\n\n"
        "- 친구 한 사람에게 영화 이야기를 들려주고 생각을 물어봅니다.\n- 궁금한 점을 이 메일에 답장으로 보냅니다. 담당자가 읽고 답해 드립니다.\n"
        "- 두 시간을 내어 돕습니다. 잘하시는 일을 알려 주세요.\n\n어느 쪽이 좋으세요? 한 줄이면 됩니다.\n\n"
        "{organisation} 드림\n\n메일과 전화를 더 이상 받지 않으시려면: {stop}",
    ),
    es=(
        "Tres maneras de seguir",
        "Hola {call}:\n\nHace poco te inscribiste con nosotros. Tres cosas que suele hacer la gente después:\n\n"
        "- Hablar de la película con alguien y preguntarle qué piensa.\n- Responder a este correo con una pregunta. Una persona la lee y contesta.\n"
        "- Dar dos horas de tu tiempo: cuéntanos qué se te da bien.\n\n¿Cuál te gustaría? Basta una línea.\n\n"
        "{organisation}\n\nNo recibir más correos ni llamadas: {stop}",
    ),
)
ANSWER = _words(
    en=("", "Hello, this is … from {organisation}. Thank you for your answer. I wanted to talk about it in person. Is this a good moment?"),
    ko=("", "안녕하세요, {organisation}의 …입니다. 답장 고맙습니다. 직접 말씀 나누고 싶어 전화드렸어요. 지금 괜찮으세요?"),
    es=("", "Hola, soy … de {organisation}. Gracias por tu respuesta. Quería hablarlo contigo en persona. ¿Es buen momento?"),
)  # fmt: skip
INVITE_HOST = _words(
    en=(
        "Would you open a door?",
        "Hello {call},\n\nMost people see a film like this because somebody they know showed it. A living room will do.\n\n"
        "We help with the film and with what to say, and there is somebody to call. Ask for an evening of your own: {host}\n\n"
        "Or answer this letter with a month that suits you.\n\n"
        "{organisation}\n\nNo more letters or calls: {stop}",
    ),
    ko=(
        "자리를 마련해 주시겠어요?",
        "{call}님, 안녕하세요.\n\n이런 영화는 대개 아는 사람이 보여 주어서 보게 됩니다. 거실이면 충분합니다.\n\n"
        "영화와 진행 방법은 저희가 도와드리고, 언제든 물어보실 담당자도 있습니다. 상영회를 열겠다고 알려 주세요: {host}\n\n"
        "어느 달이 좋으신지 답장으로 알려 주셔도 됩니다.\n\n"
        "{organisation} 드림\n\n메일과 전화를 더 이상 받지 않으시려면: {stop}",
    ),
    es=(
        "¿Abrirías una puerta?",
        "Hola {call}:\n\nCasi todo el mundo ve una película así porque alguien cercano se la mostró. Basta una sala de estar.\n\n"
        "Te ayudamos con la película y con qué decir, y hay alguien a quien llamar. Pide tu propia función: {host}\n\n"
        "O responde a este correo con un mes que te venga bien.\n\n"
        "{organisation}\n\nNo recibir más correos ni llamadas: {stop}",
    ),
)
INVITE_GIVE = _words(
    en=(
        "What a gift does",
        "Hello {call},\n\nSome people would rather give than speak, and that counts as much. "
        "If you would like to, answer this letter and we tell you how, and what it does.\n\n"
        "If not, nothing changes between us.\n\n{organisation}\n\nNo more letters or calls: {stop}",
    ),
    ko=(
        "기부가 하는 일",
        "{call}님, 안녕하세요.\n\n말보다 기부로 함께하고 싶은 분도 계십니다. 똑같이 소중한 일입니다. "
        "원하시면 이 메일에 답장해 주세요. 방법과 쓰임을 알려 드리겠습니다.\n\n"
        "그렇지 않으셔도 달라지는 것은 없습니다.\n\n{organisation} 드림\n\n메일과 전화를 더 이상 받지 않으시려면: {stop}",
    ),
    es=(
        "Lo que hace una donación",
        "Hola {call}:\n\nHay quien prefiere donar a hablar, y vale lo mismo. "
        "Si quieres, responde a este correo y te contamos cómo y para qué sirve.\n\n"
        "Si no, nada cambia entre nosotros.\n\n{organisation}\n\nNo recibir más correos ni llamadas: {stop}",
    ),
)
CHECK_IN = _words(
    en=(
        "A month later",
        "Hello {call},\n\nAbout a month ago you raised your hand. Have you done something with it since? One press is the whole answer.\n\n"
        "Yes, done: {done}\nNot yet: {not_yet}\nNot for me: {not_for_me}\n\n"
        "If something is in the way, answer this letter with a line: a person reads it.\n\n{organisation}\n\nNo more letters or calls: {stop}",
    ),
    ko=(
        "한 달이 지났습니다",
        "{call}님, 안녕하세요.\n\n한 달쯤 전에 함께하겠다고 손을 들어 주셨습니다. 그동안 해 보신 일이 있나요? 아래에서 하나만 눌러 주시면 됩니다.\n\n"
        "네, 해 보았습니다: {done}\n아직 못 했습니다: {not_yet}\n저와는 맞지 않습니다: {not_for_me}\n\n"
        "어려운 점이 있으시면 이 메일에 한 줄만 답장해 주세요. 담당자가 직접 읽습니다.\n\n"
        "{organisation} 드림\n\n메일과 전화를 더 이상 받지 않으시려면: {stop}",
    ),
    es=(
        "Un mes después",
        "Hola {call}:\n\nHace más o menos un mes levantaste la mano. ¿Has hecho algo desde entonces? Basta con pulsar una respuesta.\n\n"
        "Sí, hecho: {done}\nTodavía no: {not_yet}\nNo es para mí: {not_for_me}\n\n"
        "Si algo lo impide, responde a este correo con una línea: la lee una persona.\n\n"
        "{organisation}\n\nNo recibir más correos ni llamadas: {stop}",
    ),
)
CONFIRM = _words(
    en=(
        "One question before we write again",
        "Hello {call},\n\nSomebody signed up with this address, and earlier we had been asked not to write to it. If it was you, say so here:\n\n"
        "{confirm}\n\nIf you do nothing, no other letter comes.\n\n"
        "{organisation}\n\nIf it was not you: {not_me}\nNo letters or calls: {stop}",
    ),
    ko=(
        "다시 연락드리기 전에 여쭙니다",
        "{call}님, 안녕하세요.\n\n이 주소로 이름을 남기신 분이 있는데, 예전에 연락을 원하지 않는다고 하신 주소입니다. 본인이시라면 여기서 알려 주세요.\n\n"
        "{confirm}\n\n그대로 두시면 다른 메일은 보내지 않습니다.\n\n"
        "{organisation} 드림\n\n본인이 아니시라면: {not_me}\n메일과 전화를 받지 않으시려면: {stop}",
    ),
    es=(
        "Una pregunta antes de volver a escribir",
        "Hola {call}:\n\nAlguien se inscribió con esta dirección, y antes nos habían pedido que no escribiéramos aquí. Si fuiste tú, dilo aquí:\n\n"
        "{confirm}\n\nSi no haces nada, no llegará ningún otro correo.\n\n"
        "{organisation}\n\nSi no fuiste tú: {not_me}\nNo recibir correos ni llamadas: {stop}",
    ),
)

REMIND = _words(
    en=(
        "Is this your address?",
        "Hello {call},\n\nTwo days ago somebody signed up with this address. Was it you? One press is enough.\n\n"
        "Yes, this address is mine: {next}\n\nUntil then we send you nothing else by mail, and we do not ask again.\n\n"
        "{organisation}\n\nIf it was not you: {not_me}\nNo letters or calls: {stop}",
    ),
    ko=(
        "본인의 주소인가요?",
        "{call}님, 안녕하세요.\n\n이틀 전에 이 주소로 이름을 남기신 분이 있습니다. 본인이신가요? 한 번만 눌러 주시면 됩니다.\n\n"
        "네, 제 주소입니다: {next}\n\n누르시기 전에는 다른 메일을 보내지 않으며, 다시 여쭙지도 않겠습니다.\n\n"
        "{organisation} 드림\n\n본인이 아니시라면: {not_me}\n메일과 전화를 받지 않으시려면: {stop}",
    ),
    es=(
        "¿Es esta tu dirección?",
        "Hola {call}:\n\nHace dos días alguien se inscribió con esta dirección. ¿Fuiste tú? Basta con pulsar una vez.\n\n"
        "Sí, es mi dirección: {next}\n\nHasta entonces no te enviaremos ningún otro correo, y no volveremos a preguntar.\n\n"
        "{organisation}\n\nSi no fuiste tú: {not_me}\nNo recibir correos ni llamadas: {stop}",
    ),
)

# key, title, condition, delay in hours, clock in hours, channel, words
STEPS: tuple[tuple[str, str, Condition, int, int, str, dict[str, dict[str, str]]], ...] = (
    ("thanks", "Thank-you letter", {}, 0, 24, "letter", THANKS),
    (
        "thanks_text",
        "Thank-you text",
        {"only_phone": True, "without_interests": WANTS_A_PERSON},
        0,
        72,
        "text",
        THANKS_TEXT,
    ),
    ("remind", "Letter: is this your address?", {"unconfirmed": True}, 2 * DAY, 72, "letter", REMIND),
    ("contact", "A person calls", {"interests": WANTS_A_PERSON}, 0, 72, "call", CONTACT),
    ("learn", "Letter: three ways to go on", {"without_interests": WANTS_A_PERSON}, 2 * DAY, 72, "letter", LEARN),
    ("answer", "Call: they answered", {"after": "any letter", "outcome": "answered"}, 0, 72, "call", ANSWER),
    ("invite_host", "Letter: invitation to host", {"without_interests": ["host"]}, 7 * DAY, 72, "letter", INVITE_HOST),
    ("invite_give", "Letter: invitation to give", {}, 14 * DAY, 72, "letter", INVITE_GIVE),
    ("check_in", "Letter: a month later", {}, 30 * DAY, 72, "letter", CHECK_IN),
    ("confirm", "Letter: is it you?", {"waits": True}, 0, 24, "letter", CONFIRM),
)


def add_first() -> None:
    """Give an empty instance its playbook; inside a transaction. One that exists stays as it is."""
    book = {
        "id": new_id(),
        "campaign_id": None,
        "scope": "default",
        "name": "Every campaign",
        "created_at": clock.now(),
    }
    if not add_once(Playbook, [book]):
        return
    add_once(Step, [
        {
            "id": new_id(), "playbook_id": book["id"], "key": key, "position": position, "title": title, "condition": condition,
            "delay_hours": delay, "clock_hours": late, "channel": channel, "words": words, "archived": False,
        }
        for position, (key, title, condition, delay, late, channel, words) in enumerate(STEPS)
    ])  # fmt: skip

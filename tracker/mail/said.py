"""What somebody wrote in a message: its text without markup, without what it quotes, and whether it asks us to stop."""

import re
from email.message import Message

from tracker.mail.markup import without_markup
from tracker.mail.raw_headers import decoded, printable

# Characters kept; characters looked at before quotes are taken out; parts of a message that are looked at.
MOST_KEPT, MOST_READ, MOST_PARTS = 20_000, 200_000, 100

# Where the letter that is answered begins, as mail programs write it.
_ATTRIBUTION = re.compile(
    r"^(on\b.{4,200}\bwrote:|el\b.{4,200}\bescribi[óo]:|am\b.{4,200}\bschrieb\b.{0,200}:|le\b.{4,200}\ba [ée]crit ?:"
    r"|\d{4}[년.\-/].{4,200}(님이 작성|작성|wrote|썼습니다)\s*:)\s*$",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"^\W*(original message|forwarded message|원본 메시지|원본 메일|mensaje original|urspr[üu]ngliche nachricht|message d'origine)\W*$"
    r"|^_{20,}$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^-- ?$|^(sent from my |sent with |enviado desde mi |나의 .{1,20}에서 보냄|내 .{1,20}에서 보냄)", re.IGNORECASE
)
# The whole of a letter, without its greeting and signs, in lower case.
STOPS = frozenset(
    "stop|stop it|stop please|please stop|stop all|unsubscribe|unsubscribe me|please unsubscribe|please unsubscribe me|remove|remove me"
    "|please remove me|remove me please|take me off|take me off your list|take me off this list|remove me from your list"
    "|please remove me from your list|please take me off your list|opt out|no more letters|no more emails|no more e mails|no more mail"
    "|do not write to me|do not contact me|do not write to me again|do not contact me again|dont contact me|stop writing to me"
    "|그만|그만해 주세요|그만 보내 주세요|그만 보내주세요|그만 보내세요|보내지 마세요|더 이상 보내지 마세요"
    "|수신거부|수신 거부|구독취소|구독 취소|구독 해지"
    "|수신거부 합니다|수신거부합니다|수신 거부 합니다|연락하지 마세요|중지|중단"
    "|alto|baja|basta|darme de baja|dame de baja|quiero darme de baja|deseo darme de baja"
    "|cancelar|cancelar suscripción|cancelar la suscripción"
    "|no más cartas|no más correos|no me escriban|no me escriban más|no quiero recibir más correos|no quiero más cartas".split(
        "|"
    )
)


def plain(message: Message) -> str:
    """The message's text as it stands, quotes and all; "" when it has none."""
    parts = [part for part in list(message.walk())[:MOST_PARTS] if _readable(part)]
    for wanted in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == wanted:
                text = text_of(part)
                if text.strip():
                    return text
    return ""


def text_of(part: Message) -> str:
    """One part of text, without markup."""
    payload = part.get_payload(decode=True)
    text = decoded(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""
    text = printable(text[:MOST_READ].replace("\r\n", "\n").replace("\r", "\n"))
    return without_markup(text) if part.get_content_type() == "text/html" else text


def attachments(message: Message) -> int:
    """How many files came with it. They are not kept."""
    return sum(
        1 for part in list(message.walk())[:MOST_PARTS]
        if not part.is_multipart() and (part.get_content_maintype() != "text" or part.get_content_disposition() == "attachment")
    )  # fmt: skip


def own_words(text: str) -> str:
    """Without what is quoted, as far as that is plain to see; all of it where nothing would be left."""
    lines = text.split("\n")
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _ORIGINAL.match(lines[at].strip()):
            break
        spans = _attribution(lines, at)
        if spans:
            at += spans
            if not any(line.lstrip().startswith(">") for line in lines[at:]):
                break
            continue
        if not lines[at].lstrip().startswith(">"):
            kept.append(lines[at].rstrip())
        at += 1
    short = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return (short or text.strip())[:MOST_KEPT]


def asks_to_stop(words: str, subject: str) -> bool:
    """Whether the whole of it, signature left out, is one of a few ways to say so. Longer ones are for people to read."""
    lines = words.split("\n")
    end = next((at for at, line in enumerate(lines) if _SIGNATURE.match(line.strip())), len(lines))
    body = _bare(" ".join(lines[:end]))
    return (body or _bare(subject)) in STOPS


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", "", text.replace("-", " ").lower()).split())


def _attribution(lines: list[str], at: int) -> int:
    """How many lines from here say "On ... wrote:"; programs fold them."""
    for count in (1, 2, 3):
        if _ATTRIBUTION.match(" ".join(line.strip() for line in lines[at : at + count])[:500]):
            return count
    return 0


def _readable(part: Message) -> bool:
    return (
        part.get_content_maintype() == "text"
        and not part.is_multipart()
        and part.get_content_disposition() != "attachment"
    )

"""A tablet opens its page: the words about contact that stand on it are kept, so that each entry can name them."""

from tracker.allies import wordings
from tracker.allies.asking import asked
from tracker.signups import kiosks
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.words import LANGUAGES, speaking


def open_kiosk(token: str) -> dict[str, str]:
    """Ids of these words, by language. Written only where they are new. Raises KioskUnknown."""
    kiosks.opened_by(token)
    found = {language: wordings.known(_words(language), language) for language in LANGUAGES}
    if all(found.values()):
        return {language: str(wording_id) for language, wording_id in found.items()}
    db.session.rollback()
    with transaction():
        return {language: wordings.kept(_words(language), language) for language in LANGUAGES}


def _words(language: str) -> str:
    with speaking(language):
        return str(asked())

"""Messages as common servers and mail programs write them; whose letter they are about stands in them as a placeholder."""

from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "mail"
NAMES = sorted(path.name for path in FOLDER.glob("*.eml"))


def sample(name: str, return_path: str = "", message_id: str = "") -> bytes:
    """The bytes of one, about a letter that came from `return_path`.."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    if return_path:
        text = text.replace("bounces+VERP@houselights.example", return_path)
    if message_id:
        text = text.replace("<LETTER@houselights.example>", message_id)
    return text.encode("utf-8")

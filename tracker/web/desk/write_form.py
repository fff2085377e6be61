"""The form of a letter to many: to whom, in which words, how fast."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from tracker.appeals import interest
from tracker.errors import Refusal
from tracker.followups import ladder
from tracker.followups.step_rules import LetterWithoutWords
from tracker.letters import selecting
from tracker.letters.bulk import Draft
from tracker.letters.bulk_letter import BulkLetter, Selection
from tracker.screenings import terms
from tracker.store.rows import is_id
from tracker.times import language_words, when_words
from tracker.web.frame.fields import Ticks, Whole
from tracker.words import LANGUAGES, _, _n, lazy, plain

PLACE = ("country", "region", "city")
# Beside which field a refusal stands, where the rule's name for it is another.
BESIDE = {"words": "text_en", "text": "text_en"}
USUAL_PACE = 200


class WriteForm(FlaskForm):
    """All of it. The rules themselves stand in letters.bulk."""

    title = StringField(lazy("Title, for the team"))
    choice = HiddenField()
    screenings = Ticks(lazy("At these film screenings"), validate_choice=False)
    interests = Ticks(lazy("Ticked one of these"), validate_choice=False)
    rungs = Ticks(lazy("Stands on one of these rungs"), validate_choice=False)
    country = SelectField(lazy("Country"), validate_choice=False)
    region = SelectField(lazy("State or province"), validate_choice=False)
    city = SelectField(lazy("City"), validate_choice=False)
    per_hour = Whole(lazy("How many leave in an hour"), 1, 100_000, default=USUAL_PACE)

    def offer(self, campaign_id: str) -> "WriteForm":
        """Fill the lists with what the campaign's signups can be told apart by."""
        known = selecting.choices(campaign_id)
        self.screenings.choices = [
            SelectChoice(screening.id, _place(screening, venue, number))
            for screening, venue, number in known.screenings
        ]
        self.interests.choices = [SelectChoice(each.key, each.label) for each in interest.every()]
        self.rungs.choices = [SelectChoice(rung.id, plain(rung.title)) for rung in ladder.rungs()]
        for name, there in zip(PLACE, (known.countries, known.regions, known.cities), strict=True):
            self[name].choices = [SelectChoice("", _("Anywhere")), *(SelectChoice(each, each) for each in there)]
        for code in LANGUAGES:
            self[f"subject_{code}"].label.text = _("Subject in %(language)s", language=language_words(code))
            self[f"text_{code}"].label.text = _("Text in %(language)s", language=language_words(code))
        return self

    def draft(self, campaign_id: str) -> Draft:
        """What was sent, for the rules to judge."""
        chosen: Selection = {"campaign_id": campaign_id}
        if self.screenings.data:
            chosen["screening_ids"] = sorted(self.screenings.data)
        if self.interests.data:
            chosen["interests"] = sorted(self.interests.data)
        if self.rungs.data:
            chosen["rungs"] = sorted(self.rungs.data)
        if is_id(self.choice.data):
            chosen["choice_id"] = str(self.choice.data)
        for name in PLACE:
            if self[name].data:
                chosen[name] = self[name].data  # type: ignore[literal-required]
        said = {}
        for code in LANGUAGES:
            subject, text = self[f"subject_{code}"].data or "", (self[f"text_{code}"].data or "").replace("\r\n", "\n")
            if subject.strip() or text.strip():
                said[code] = {"subject": subject.strip(), "text": text.strip()}
        return Draft((self.title.data or "").strip(), chosen, said, self.per_hour.data or 0)

    def refuse(self, refusal: Refusal) -> None:
        """Put a rule's sentence beside its field; of the words, the first language in which they are wrong."""
        self.validate()
        name = self._beside(refusal)
        self[name].errors = [str(refusal)]

    def _beside(self, refusal: Refusal) -> str:
        for code in LANGUAGES:
            subject, text = self[f"subject_{code}"].data or "", self[f"text_{code}"].data or ""
            if isinstance(refusal, LetterWithoutWords) and bool(subject.strip()) != bool(text.strip()):
                return f"text_{code}" if subject.strip() else f"subject_{code}"
            if "name" in refusal.fields and f"{{{refusal.fields['name']}}}" in subject + text:
                return f"subject_{code}" if f"{{{refusal.fields['name']}}}" in subject else f"text_{code}"
        name = BESIDE.get(str(refusal.field), str(refusal.field))
        return name if name in self else "title"


for _code in LANGUAGES:
    setattr(WriteForm, f"subject_{_code}", StringField(lazy("Subject")))
    setattr(WriteForm, f"text_{_code}", TextAreaField(lazy("Text")))


def data_of(bulk: BulkLetter) -> dict[str, Any]:
    """The form of what is written already."""
    data: dict[str, Any] = {"title": bulk.title, "per_hour": bulk.per_hour}
    data |= {"screenings": bulk.selection.get("screening_ids", []), "interests": bulk.selection.get("interests", [])}
    data |= {"choice": bulk.selection.get("choice_id", "")}
    data |= {"rungs": bulk.selection.get("rungs", []), **{name: bulk.selection.get(name, "") for name in PLACE}}
    for code in LANGUAGES:
        data[f"subject_{code}"] = bulk.words.get(code, {}).get("subject", "")
        data[f"text_{code}"] = bulk.words.get(code, {}).get("text", "")
    return data


def chosen_words(selection: Selection) -> list[tuple[str, str]]:
    """To whom, in words: what it is narrowed by, and to what."""
    labels = {each.key: each.label for each in interest.every()}
    rungs = {rung.id: plain(rung.title) for rung in ladder.rungs()}
    known = {
        screening.id: _place(screening, venue)
        for screening, venue, _ in selecting.choices(selection["campaign_id"]).screenings
    }
    made = selecting.chosen(selection["choice_id"]) if selection.get("choice_id") else None
    of_choice = _n("%(n)s ally, chosen in the list", "%(n)s allies, chosen in the list", made.number) if made else ""
    said = [
        (
            _("Chosen"),
            of_choice or (_("a choice that is no longer kept: nobody") if selection.get("choice_id") else ""),
        ),
        (_("At"), "; ".join(known.get(each, "?") for each in selection.get("screening_ids", []))),
        (_("Ticked"), _(" or ").join(labels.get(each, each) for each in selection.get("interests", []))),
        (_("Rung"), _(" or ").join(rungs.get(each, "?") for each in selection.get("rungs", []))),
        (
            _("Place"),
            ", ".join(
                part for part in (selection.get("city"), selection.get("region"), selection.get("country")) if part
            ),
        ),
    ]
    return [(label, text) for label, text in said if text]


def _place(screening: Any, venue: Any, number: int | None = None) -> str:
    when = when_words(screening.starts_at, screening.day, screening.zone)
    said = ", ".join(part for part in (terms.title(screening, venue), when) if part)
    return said if number is None else f"{said} ({number})"

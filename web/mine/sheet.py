"""The form that puts one's own report right: what stands in it, and what it asks for."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import ValidationError

from ingest.forms import CorrectionForm
from ingest.submission import ConfirmedForm, Occurred, PlaceForm
from projections.ground import Ground
from reference.categories import NIL
from reference.dimensions import Basis, Certainty, Precision, Reason, label
from reference.language import Translator, message
from reference.unreadable import Unreadable
from reference.weeks import ZONE, local_to_utc, read_time
from web.administration.sheet import Answers
from web.mine.own import Mine, Texts
from web.sentences import faults_of
from web.timeline import area_name, place_name

LONGEST_TEXT = 2_000
"""Characters, as every door takes them."""

WHY_CORRECTED = (
    Reason.NEW_INFORMATION,
    Reason.WRONG_TIME,
    Reason.WRONG_PLACE,
    Reason.WRONG_CATEGORY,
    Reason.WRONG_DETAILS,
    Reason.PRIVACY,
    Reason.OTHER,
)
WHY_WITHDRAWN = (
    Reason.MISTAKE,
    Reason.DOUBLE,
    Reason.WRONG_DETAILS,
    Reason.PRIVACY,
    Reason.OTHER,
)

NO_REASON = message("Choose why.")
NO_DAY = message("Write the day.")
NO_END = message("Write both the day and the time of the end, or neither.")
NOT_LISTED = message("Choose one of the list.")
TOO_LONG = message("The text can have at most %(n)s characters.")
NOTHING_SAID = message("Write an answer, so that the coordinator's question is answered.")
ANSWER_NEEDS_WORDS = message("Write your answer.")
WRITE_ANEW = message("The text is held back now. Write it anew in the form below.")

ANSWER = "answer"
"""The kind of form that only adds to the text."""
TIMES = ("day", "time", "until_day", "until_time")


class Group(NamedTuple):
    """Options under a label, which may be empty."""

    label: str
    options: Sequence[tuple[str, str]]


class Wanted(NamedTuple):
    """What the form asks for; `category` is empty and `place` None where they stay."""

    correction: CorrectionForm
    category: str
    place: PlaceForm | None

    @property
    def reason(self) -> Reason:
        """Why all of it is changed."""
        return self.correction.reason


def values(mine: Mine, texts: Texts) -> dict[str, str]:
    """What stands in the form at first: the report as it is."""
    told = mine.report.told
    begins, ends = told.occurred_from, told.occurred_to
    reason = ""
    if mine.outcome.asks:
        reason = Reason.NEW_INFORMATION.code
    elif texts.held:
        reason = Reason.PRIVACY.code
    return {
        "reason": reason,
        "day": _day(begins),
        "time": _time(begins),
        "until_day": "" if ends == begins else _day(ends),
        "until_time": "" if ends == begins else _time(ends),
        "basis": told.basis.code,
        "certainty": told.certainty.code,
        "category": mine.row.category,
        "text": texts.text or "",
    }


def read(answers: Answers, mine: Mine, texts: Texts) -> Wanted | None:
    """What was filled in; None where something is wrong with it, which `answers` then holds."""
    shown = values(mine, texts)
    reasons = [reason.code for reason in WHY_CORRECTED]
    reason = answers.one_of("reason", reasons, NO_REASON)
    sent: dict[str, object] = {}
    if answers.values.get("kind") == ANSWER:
        sent["text"] = _answered(answers, texts)
    else:
        sent |= _told(answers, shown)
    category = _changed(answers, "category", shown)
    place = _place(answers, mine.view.ground)
    kinds = mine.view.ground.taxonomy
    if category and (category == NIL or not kinds.reportable(category)):
        answers.wrong("category", NOT_LISTED)
    if mine.outcome.asks and not sent and not answers.faults:
        answers.wrong("text", NOTHING_SAID)
    if answers.faults:
        return None
    try:
        correction = CorrectionForm.model_validate({"reason": Reason(reason), **sent})
    except ValidationError as error:
        answers.faults += faults_of(error.errors(include_url=False, include_input=False))
        return None
    return Wanted(correction, category, place)


def confirmed(wanted: Wanted, finds: Sequence[ConfirmedForm]) -> Wanted:
    """The same, with what the reporter said points out nobody."""
    fields = {"confirmed": tuple(finds)}
    return wanted._replace(correction=wanted.correction.model_copy(update=fields))


def categories(mine: Mine, t: Translator) -> Iterator[Group]:
    """Every category by its group, and the report's own where that is closed."""
    kinds, lang = mine.view.ground.taxonomy, t.language
    for group in kinds.groups.values():
        options = [
            (kind.id, kind.label(lang))
            for kind in kinds.of_group(group.id)
            if kind.id != NIL and (kinds.reportable(kind.id) or kind.id == mine.row.category)
        ]
        if options:
            yield Group(group.label(lang), options)
    if (other := kinds.of_group("OTHER")) and "OTHER" not in kinds.groups:
        yield Group("", [(kind.id, kind.label(lang)) for kind in other])


def places(ground: Ground, t: Translator) -> Iterator[Group]:
    """The named places and the areas; the place itself stays unless one is chosen."""
    if ground.places:
        named = [
            (f"place:{one.code}", place_name(ground, one.code)) for one in ground.places.places
        ]
        yield Group(t("Places"), sorted(named, key=lambda option: option[1].casefold()))
    if ground.areas:
        areas = [(f"area:{one.code}", area_name(ground, one.code, t)) for one in ground.areas.areas]
        yield Group(t("Areas"), sorted(areas, key=lambda option: option[1].casefold()))


def bases(mine: Mine, t: Translator) -> list[tuple[str, str]]:
    """What a person's report can rest on, and what this one does."""
    of_systems = {Basis.SYSTEM, Basis.IMPORT} - {mine.report.told.basis}
    return options([basis for basis in Basis if basis not in of_systems], t)


def options(terms: Sequence[Basis | Certainty | Reason], t: Translator) -> list[tuple[str, str]]:
    """Terms as options of a list."""
    return [(term.code, label(term, t.language)) for term in terms]


def _day(at: datetime) -> str:
    return at.astimezone(ZONE).date().isoformat()


def _time(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%H:%M}"


def _changed(answers: Answers, name: str, shown: dict[str, str]) -> str:
    """What a field holds that it did not hold at first, else nothing."""
    value = answers.values.get(name, "")
    return value if value != shown[name] else ""


def _told(answers: Answers, shown: dict[str, str]) -> dict[str, object]:
    """The fields of the correction that differ from what was told."""
    sent: dict[str, object] = {}
    for name, terms in (("basis", Basis), ("certainty", Certainty)):
        if value := _changed(answers, name, shown):
            if value in list(terms):
                sent[name] = terms(value)
            else:
                answers.wrong(name, NOT_LISTED)
    if any(answers.values.get(name, "") != shown[name] for name in TIMES):
        occurred = _occurred(answers)
        if occurred:
            sent["occurred"] = occurred
    text = answers.values.get("text", "")
    if text != shown["text"].strip():
        sent["text"] = _of_length(answers, "text", text)
    return sent


def _answered(answers: Answers, texts: Texts) -> str:
    """The text with the answer below it."""
    said = answers.values.get("answer", "")
    if not said or texts.held:
        answers.wrong("answer", WRITE_ANEW if said else ANSWER_NEEDS_WORDS)
    return _of_length(answers, "answer", "\n\n".join(part for part in (texts.text, said) if part))


def _of_length(answers: Answers, name: str, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        answers.wrong(name, TOO_LONG, n=LONGEST_TEXT)
    return text


def _occurred(answers: Answers) -> Occurred | None:
    begins = _moment(answers, "day", "time")
    until = [answers.values.get(name, "") for name in ("until_day", "until_time")]
    ends = None
    if all(until):
        ends = _moment(answers, "until_day", "until_time")
    elif any(until):
        answers.wrong("until_time", NO_END)
    if begins is None or answers.faults:
        return None
    precision = Precision.EXACT if ends is None else Precision.INTERVAL
    return Occurred.model_validate({"from": begins, "to": ends, "precision": precision})


def _moment(answers: Answers, day_field: str, time_field: str) -> datetime | None:
    """The instant that a day and a time of the form are, None where they cannot be read."""
    day = answers.day(day_field, NO_DAY)
    try:
        at = read_time(answers.text(time_field), time_field)
        return local_to_utc(datetime.combine(day, at)) if day else None
    except Unreadable as problem:
        answers.wrong(time_field, problem.message, **problem.params)
        return None


def _place(answers: Answers, ground: Ground) -> PlaceForm | None:
    """The place that was chosen, None where it stays."""
    kind, _, code = answers.values.get("place", "").partition(":")
    if kind == "place" and ground.places and ground.places.get(code):
        return PlaceForm(place=code)
    if kind == "area" and ground.areas and code in {area.code for area in ground.areas.areas}:
        return PlaceForm(area=code)
    if kind:
        answers.wrong("place", NOT_LISTED)
    return None

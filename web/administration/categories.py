"""The categories, and those of the municipality's own below them: adding one, and closing one."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from accounts.permissions import Action
from events.ground import LocalCategoryOpened
from events.refusal import Refused
from ingest.adopt import BadCategory, close_category, open_category
from projections.known import Known
from projections.local_categories import named_by
from reference.categories import NIL, Category, Taxonomy
from reference.language import message
from web.administration.office import AtOffice, Office
from web.administration.sheet import Answers, Sheet, turned_down
from web.asking import requires
from web.forms import FormFields
from web.problems import Stop, missing

CATEGORIES = ("/administration/categories", message("Categories"))
FIELDS = ("parent", "sv", "en", "help_sv", "help_en")

DONE = {
    "opened": message("The category can be reported from now on."),
    "closed": message("The category can no longer be reported."),
}
NO_SUCH = message("There is no open category of your own with that id.")

Id = Annotated[str, Query(alias="id", max_length=80)]

router = APIRouter(include_in_schema=False)
MANAGE = [requires(Action.GROUND_MANAGE)]


class Own(NamedTuple):
    """One of the municipality's own, in words; `n` counts the reports that name it."""

    id: str
    name: str
    parent: str
    retired: bool
    n: int


class Group(NamedTuple):
    """A group with its categories, each with the municipality's own below it."""

    name: str
    categories: Sequence[tuple[Category, Sequence[Category]]]


@router.get(CATEGORIES[0], dependencies=MANAGE)
def show(office: AtOffice) -> Response:
    """Every category by group, and the municipality's own on top."""
    lang = office.t.language
    with office.known() as view:
        kinds = view.ground.taxonomy
        own = [kind for kind in kinds.categories.values() if kind.parent]
        named = _named(view, own)
    lines = [
        Own(
            id=kind.id,
            name=kind.label(lang),
            parent=kinds.name(kind.parent, lang),
            retired=kind.retired,
            n=named[kind.id],
        )
        for kind in own
    ]
    return office.page(
        "categories.html",
        title=office.t(CATEGORIES[1]),
        edition=kinds.edition,
        shared=sum(not kind.parent and kind.id != NIL for kind in kinds.categories.values()),
        own=sorted(lines, key=lambda one: (one.retired, one.name.casefold())),
        groups=[
            Group(
                group.label(lang),
                [(c, _below(kinds, c)) for c in kinds.of_group(group.id) if not c.parent],
            )
            for group in kinds.groups.values()
        ],
        done=office.done(DONE),
    )


@router.get(f"{CATEGORIES[0]}/new", dependencies=MANAGE)
def ask_for_new(office: AtOffice, parent: Annotated[str, Query(max_length=80)] = "") -> Response:
    """An empty form; the address can say below which category."""
    return _form(office, Sheet({"parent": parent}))


@router.post(f"{CATEGORIES[0]}/new", dependencies=MANAGE)
def open_new(office: AtOffice, fields: FormFields) -> Response:
    """Let there be a category of the municipality's own."""
    answers = Answers(fields)
    given = {name: answers.values.get(name, "") for name in FIELDS}
    try:
        open_category(
            office.registry,
            LocalCategoryOpened(id="", **given),
            actor=office.actor.name,
            at=office.at,
        )
    except BadCategory as problem:
        is_missing = problem.field == "parent" and not given["parent"]
        sentence = message("Choose the category that it belongs under.")
        answers.wrong(problem.field, sentence if is_missing else problem.message, **problem.params)
        return _form(office, answers.sheet(office.t))
    except Refused as refusal:
        return _form(office, answers.sheet(office.t, refusal))
    return RedirectResponse(f"{CATEGORIES[0]}?done=opened", 303)


@router.get(f"{CATEGORIES[0]}/close", dependencies=MANAGE)
def ask_to_close(office: AtOffice, category: Id) -> Response:
    """What it means that the category can no longer be reported."""
    return _closing(office, _open(office, category), Sheet())


@router.post(f"{CATEGORIES[0]}/close", dependencies=MANAGE)
def close(office: AtOffice, category: Id, _fields: FormFields) -> Response:
    """Let it no longer be reported."""
    one = _open(office, category)
    try:
        close_category(office.registry, one.id, actor=office.actor.name, at=office.at)
    except Refused as refusal:
        return _closing(office, one, turned_down({}, refusal, office.t))
    return RedirectResponse(f"{CATEGORIES[0]}?done=closed", 303)


def _open(office: Office, category: str) -> Category:
    """The open category of the municipality's own. Raises Stop when there is none of that id."""
    with office.known() as view:
        one = view.ground.taxonomy.categories.get(category)
    if one is None or not one.parent or one.retired:
        raise Stop(missing(NO_SUCH))
    return one


def _named(view: Known, own: Sequence[Category]) -> dict[str, int]:
    """How many reports name each."""
    ids = [one.id for one in own]
    return named_by(view.connection, view.municipality, view.position, ids) if ids else {}


def _below(kinds: Taxonomy, category: Category) -> list[Category]:
    """The open ones of the municipality's own below a category."""
    below = (kinds.categories[each] for each in kinds.under(category.id)[1:])
    return [each for each in below if not each.retired]


def _form(office: Office, sheet: Sheet) -> Response:
    t = office.t
    with office.known() as view:
        kinds = view.ground.taxonomy
    parents = [
        (
            group.label(t.language),
            [
                (kind.id, kind.label(t.language))
                for kind in kinds.of_group(group.id)
                if kinds.may_have_children(kind.id)
            ],
        )
        for group in kinds.groups.values()
    ]
    return office.page("category.html", trail=[CATEGORIES], sheet=sheet, parents=parents)


def _closing(office: Office, one: Category, sheet: Sheet) -> Response:
    t, lang = office.t, office.t.language
    with office.known() as view:
        parent = view.ground.taxonomy.name(one.parent, lang)
        n = _named(view, [one])[one.id]
    named = t.many("%(n)s report names it and keeps it.", "%(n)s reports name it and keep it.", n)
    return office.page(
        "ask.html",
        trail=[CATEGORIES],
        sheet=sheet,
        heading=t("Close “%(name)s”?", name=one.label(lang)),
        means=[
            t("It can no longer be chosen in a report."),
            named if n else t("No report names it."),
            t("In figures its reports still count under “%(parent)s”.", parent=parent),
            t("It cannot be opened again."),
        ],
        action=f"{CATEGORIES[0]}/close?id={quote(one.id)}",
        button=t("Close the category"),
        back=CATEGORIES[0],
    )

"""Which reports are asked for, as an address says it: for the page and for the API alike."""

from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from events.refusal import Refused
from projections import reports
from projections.reports import read_query
from web.needs import AsKnown
from web.problems import Stop, invalid
from web.sentences import Fault

CODE = r"^[\w.:/ -]{0,80}$"
MOST_SKIPPED = 10_000_000

Code = Annotated[str, Field(pattern=CODE)]
Switch = Literal["", "0", "1"]


class Filters(BaseModel):
    """The parts of an address that choose reports. What is empty chooses nothing."""

    model_config = ConfigDict(frozen=True)

    week: str = Field(
        default="",
        pattern=r"^([0-9]{4}[0-9QTW-]{0,20})?$",
        description="2026-W47, 2026-11, 2026-Q4, 2026-T3, 2026 or 2026-W45--2026-W47",
    )
    area: Code = ""
    category: Code = Field(default="", description="A category, a group, disturbing, or others.")
    organisation: Code = ""
    place: Code = ""
    status: Code = ""
    late: Literal["", "late", "file"] = ""
    observed: Switch = Field(default="", description="1: seen or heard by the reporter")
    exact: Switch = Field(default="", description="1: with a point or a named place")
    hour: str = Field(default="", pattern=r"^[0-9]{0,3}$", description="Hour of the week, 0-167")
    daypart: str = Field(
        default="", pattern=r"^[0-9]{0,2}$", description="Quarter of a day of the week, 0-27"
    )
    square: str = Field(
        default="", pattern=r"^([0-9-]{1,6}:[0-9-]{1,6})?$", description="Square of 250 m, e:n"
    )
    linked: Switch = Field(default="", description="1: linked to another report")
    unsafe: str = Field(
        default="", pattern=r"^([0-9a-f-]{36})?$", description="The id of an unsafe place"
    )
    which: Literal["", "counted", "sent", "all"] = Field(
        default="",
        description="sent: also what was linked or out of scope; all: also what was taken back",
    )


class Slice(BaseModel):
    """Which part of a long list."""

    model_config = ConfigDict(frozen=True)

    limit: int = Field(default=100, ge=1, le=reports.MOST)
    offset: int = Field(default=0, ge=0, le=MOST_SKIPPED)


def _query(filters: Annotated[Filters, Query()], view: AsKnown) -> reports.Query:
    """The query, in words that were known then. Raises Stop."""
    given = filters.model_dump()
    for switch in ("observed", "exact", "linked"):
        given[switch] = given[switch].strip("0")  # "0" asks for nothing
    try:
        return read_query(given, view.ground.taxonomy)
    except Refused as problem:
        field = next((name for name in ("category", "week") if name in problem.params), "hour")
        nearest = view.ground.taxonomy.nearest(filters.category) if field == "category" else ()
        raise Stop(invalid([Fault((field,), problem.message, problem.params)], nearest)) from None


Asked = Annotated[reports.Query, Depends(_query)]

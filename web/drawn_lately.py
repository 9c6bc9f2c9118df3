"""The pictures that were drawn lately, kept: what is known at a position never changes.

On the morning of a meeting everybody opens the same page. It is drawn once, also when all of them
open it at the same moment; a new report moves the position, and the next reader has it drawn anew.
"""

from collections import OrderedDict
from concurrent.futures import Future
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from briefing.draw import draw
from briefing.picture import Picture
from projections.known import Known
from reference.periods import Period

MOST = 64
"""As many pictures are kept; one holds a few hundred kilobytes at most."""


class _Key(NamedTuple):
    municipality: str
    period: str
    position: int
    as_of: datetime


class DrawnLately:
    """The pictures of one record that were drawn lately, for any number of threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._drawn: OrderedDict[_Key, Future[Picture]] = OrderedDict()

    def of(self, known: Known, period: Period) -> Picture:
        """The picture of the period as known, drawn now or before. Raises Refused as draw does."""
        key = _Key(known.municipality, str(period), known.position, known.as_of)
        with self._lock:
            before = self._drawn.get(key)
            drawn = self._drawn.setdefault(key, Future())
            self._drawn.move_to_end(key)
            if len(self._drawn) > self._most:
                self._drawn.popitem(last=False)
        if before is None:
            try:
                drawn.set_result(draw(known, period))
            except BaseException as fault:
                with self._lock:
                    self._drawn.pop(key, None)
                drawn.set_exception(fault)
                raise
        return drawn.result()

"""Reading one table of a mapping file key by key, so that every mistake is named by its key.

What was not asked for when the table is done is unknown, and refused: a misspelt key must not be
passed over in silence.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import cast

from reference.unreadable import Unreadable


class BadMapping(Unreadable):
    """A mapping file says what it cannot; the sentence names the key and what it may be."""


class Keys:
    """One table. `path` is how it is written in the file, such as "occurred.fallback"."""

    def __init__(self, table: Mapping[str, object], path: str = "") -> None:
        self._table = table
        self._path = path
        self._asked: set[str] = set()

    def at(self, key: str) -> str:
        """Give the full name of a key of this table, as the sentences call it."""
        return f"{self._path}.{key}" if self._path else key

    def has(self, key: str) -> bool:
        """Whether the key is there; asking for it makes it known."""
        self._asked.add(key)
        return key in self._table

    def is_text(self, key: str) -> bool:
        """Whether the key is there and holds a text, not a table."""
        return self.has(key) and isinstance(self._table[key], str)

    def text(self, key: str) -> str | None:
        """Read a text with something in it, None when the key is absent."""
        if not self.has(key):
            return None
        value = self._table[key]
        if not isinstance(value, str) or not value:
            raise BadMapping("%(key)s must be a text with something in it.", key=self.at(key))
        return value

    def needed_text(self, key: str) -> str:
        """Read a text that must be there."""
        value = self.text(key)
        if value is None:
            raise BadMapping("%(key)s is missing.", key=self.at(key))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a text or a list of texts; empty when the key is absent."""
        if not self.has(key):
            return ()
        value = self._table[key]
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        texts = tuple(item for item in items if isinstance(item, str) and item)
        if not texts or len(texts) < len(items):
            raise BadMapping("%(key)s must be a text or a list of texts.", key=self.at(key))
        return texts

    def number(self, key: str, *, least: int, most: int) -> int | None:
        """Read a whole number between `least` and `most`, None when the key is absent."""
        if not self.has(key):
            return None
        value = self._table[key]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise BadMapping(
                "%(key)s must be a whole number from %(least)d to %(most)d.",
                key=self.at(key),
                least=least,
                most=most,
            )
        return value

    def one_of(self, key: str, allowed: Sequence[str]) -> str | None:
        """Read one of a closed list, None when the key is absent."""
        value = self.text(key)
        if value is not None and value not in allowed:
            raise BadMapping(
                "%(key)s is “%(value)s”, but must be one of: %(allowed)s.",
                key=self.at(key),
                value=value,
                allowed=", ".join(allowed),
            )
        return value

    def words(self, key: str) -> dict[str, str]:
        """Read a table from texts to texts; empty when the key is absent."""
        if not self.has(key):
            return {}
        value = self._table[key]
        table = cast("dict[str, object]", value) if isinstance(value, dict) else {}
        words = {name: word for name, word in table.items() if isinstance(word, str)}
        if not words or len(words) < len(table):
            raise BadMapping("%(key)s must be a table from texts to texts.", key=self.at(key))
        return words

    def table(self, key: str) -> "Keys | None":
        """Open a table within this one, None when the key is absent."""
        if not self.has(key):
            return None
        value = self._table[key]
        if not isinstance(value, dict):
            raise BadMapping("%(key)s must be a table of keys.", key=self.at(key))
        return Keys(cast("dict[str, object]", value), self.at(key))

    def tables(self, key: str) -> list["Keys"]:
        """Open a list of tables, written [[...]]; empty when the key is absent."""
        if not self.has(key):
            return []
        value = self._table[key]
        items = cast("list[object]", value) if isinstance(value, list) else [None]
        opened = [
            Keys(cast("dict[str, object]", item), f"{self.at(key)}[{number}]")
            for number, item in enumerate(items, 1)
            if isinstance(item, dict)
        ]
        if len(opened) < len(items):
            raise BadMapping("%(key)s must be written as [[%(key)s]].", key=self.at(key))
        return opened

    def regex(self, key: str) -> re.Pattern[str] | None:
        """Read a regular expression, None when the key is absent."""
        text = self.text(key)
        if text is None:
            return None
        try:
            return re.compile(text, re.IGNORECASE)
        except re.error as error:
            raise BadMapping(
                "%(key)s is not a regular expression: %(error)s.", key=self.at(key), error=error
            ) from None

    def done(self) -> None:
        """Refuse the keys that nobody asked for."""
        unknown = sorted(self._table.keys() - self._asked)
        if unknown:
            raise BadMapping(
                "%(key)s is not a key of a mapping; known there: %(known)s.",
                key=self.at(unknown[0]),
                known=", ".join(sorted(self._asked)),
            )

    def check(self, key: str, values: Collection[str], allowed: Collection[str]) -> None:
        """Refuse a value that is not in `allowed`, if that says anything; it may be long."""
        for value in values:
            if allowed and value not in allowed:
                raise BadMapping("%(key)s: there is no “%(value)s”.", key=self.at(key), value=value)

"""The kinds of columns: the same on SQLite and on PostgreSQL."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy import text as sql
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

# SQLite numbers rows by itself only where the type is exactly INTEGER, which has 64 bits there.
BIG = BigInteger().with_variant(Integer(), "sqlite")


class PlainText(TypeDecorator[str]):
    """Text that every database takes: without NUL, which PostgreSQL refuses, and lone surrogates."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return _stored(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:  # noqa: ARG002
        """The same without two calls in between: half of all parameters pass here."""
        return _stored


def _stored(value: str | None) -> str | None:
    return None if value is None else plain(value)


def plain(text: str) -> str:
    """The text without what no database or platform can carry; the same object if there is none."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "ignore").decode()
    return text.replace("\0", "") if "\0" in text else text


def number_id() -> Any:
    """A row's own number, given by the database, never used twice."""
    return Field(default=None, primary_key=True, sa_type=BIG)


def big(**kwargs: Any) -> Any:
    """A 64-bit number; with `foreign_key`, another row's."""
    return Field(sa_type=BIG, **kwargs)


def text(**kwargs: Any) -> Any:
    """Text of any length; all ids that others gave are text."""
    return Field(sa_type=PlainText, **kwargs)


def where(condition: str) -> dict[str, Any]:
    """For an index over only the rows that matter to its question."""
    return {"sqlite_where": sql(condition), "postgresql_where": sql(condition)}

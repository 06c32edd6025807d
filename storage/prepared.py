"""A statement for many rows, compiled once and handed to the driver with plain values.

SQLAlchemy would build a dictionary and look every parameter up for every row, which costs more than
the database does (docs/performance.md). Its compiler, its types and its errors are used all the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine

Row = Mapping[str, Any]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The text for a driver; `values` makes its parameters of a row."""

    sql: str
    values: Callable[[Row], Any]


def run(connection: Connection, statement: Executable, rows: Sequence[Row]) -> None:
    """The statement once for each row. All rows have the same names."""
    prepared = _prepared(statement, tuple(rows[0]), connection.dialect)
    if prepared is None:
        connection.execute(statement, rows)
    else:
        connection.exec_driver_sql(prepared.sql, [prepared.values(row) for row in rows])


@lru_cache(maxsize=256)  # statements are built at import; there are some dozens
def _prepared(statement: Executable, names: tuple[str, ...], dialect: Dialect) -> Prepared | None:
    """None where SQLAlchemy has to add values of its own, such as a column's default."""
    compiled = statement.compile(dialect=dialect, column_keys=list(names))  # type: ignore[attr-defined]
    assert isinstance(compiled, SQLCompiler)  # noqa: S101  what is executed is SQL
    if compiled.insert_prefetch or compiled.update_prefetch or compiled.literal_execute_params:
        return None
    binds = {compiled.bind_names[bind]: bind for bind in compiled.binds.values()}
    constants = {name: bind.effective_value for name, bind in binds.items() if name not in names}
    converts = {name: _convert(bind.type, dialect) for name, bind in binds.items()}
    if compiled.positional:
        order = compiled.positiontup or []
        return Prepared(str(compiled), _tuples([(n, converts[n]) for n in order], constants))
    return Prepared(str(compiled), _dictionaries(converts, constants))


def _convert(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    is_moment = isinstance(kind, TypeDecorator) and isinstance(kind.impl_instance, DateTime)
    return _remembering(convert) if convert and is_moment else convert


def _remembering(convert: Convert) -> Convert:
    """For moments, of which all rows of a batch bear the same."""
    last: tuple[Any, Any] = (None, convert(None))

    def converted(value: Any) -> Any:
        nonlocal last
        known, meant = last
        if known is not value:
            meant = convert(value)
            last = (value, meant)
        return meant

    return converted


def _tuples(order: Sequence[tuple[str, Convert | None]], constants: Row) -> Callable[[Row], Any]:
    ready = {name: convert(constants[name]) if convert else constants[name]
             for name, convert in order if name in constants}  # fmt: skip
    plan = [(name, None if name in ready else convert) for name, convert in order]

    def values(row: Row) -> tuple[Any, ...]:
        full = {**ready, **row} if ready else row
        return tuple(
            [full[name] if convert is None else convert(full[name]) for name, convert in plan]
        )

    return values


def _dictionaries(converts: Mapping[str, Convert | None], constants: Row) -> Callable[[Row], Any]:
    def values(row: Row) -> dict[str, Any]:
        full = {**constants, **row}
        return {
            name: full[name] if convert is None else convert(full[name])
            for name, convert in converts.items()
        }

    return values

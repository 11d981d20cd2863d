"""Queries whose SQL is built once a process.

To build the SQL of a page's queries takes several times as long as to run them. A function marked `prepared` describes
a query with slots in the places of its values; calling it fills the slots and runs the SQL that was built before.
"""

from collections.abc import Callable, Sequence
from copy import copy
from functools import update_wrapper
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.sql.compiler import SQLCompiler

from publishing import clock

Build = Callable[..., models.QuerySet]


class Slot(models.Expression):
    """The place of a value in a prepared query. It stands for itself among the SQL's parameters."""

    def __init__(self, name: str, output_field: models.Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list["Slot"]]:  # type: ignore[override]  # its parameters are plain values
        return "%s", [self]

    def fill(self, values: dict[str, Any]) -> Any:
        """The value that belongs here, as the database takes it. Raises KeyError."""
        return self.output_field.get_db_prep_value(values[self.name], connection)


class _Built(NamedTuple):
    queryset: models.QuerySet
    compiler: SQLCompiler
    sql: str
    parameters: Sequence[Any]


class Prepared:
    """A query that is built at its first call.

    Nothing but the slots may differ from call to call. The present is one of them: while the query is built,
    `clock.now` gives its slot, and each call fills in the moment that the site is shown at.
    """

    def __init__(self, build: Build, slots: dict[str, models.Field]) -> None:
        update_wrapper(self, build)
        self.build = build
        self.slots = {name: Slot(name, field) for name, field in slots.items()}
        self.now = Slot("now", models.DateTimeField())
        self._built: _Built | None = None

    def __call__(self, **values: Any) -> list[Any]:
        """The rows. One query."""
        queryset, compiler, sql, parameters = self._built = self._built or self._build()
        values["now"] = clock.now()
        filled = tuple(part.fill(values) if isinstance(part, Slot) else part for part in parameters)
        # Copies: other threads run the same query, each over a connection of its own.
        mine = copy(compiler)
        mine.connection = connection
        mine.as_sql = lambda *args, **kwargs: (sql, filled)  # type: ignore[method-assign]  # for this call only
        rows = queryset.all()
        rows.query.get_compiler = lambda *args, **kwargs: mine  # type: ignore[method-assign]  # for this call only
        return list(rows)

    def forget(self) -> None:
        """Build it anew at the next call."""
        self._built = None

    def _build(self) -> _Built:
        with clock.at(self.now):  # type: ignore[arg-type]  # a slot for a moment
            queryset = self.build(**self.slots)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        return _Built(queryset, compiler, *compiler.as_sql())


_all: list[Prepared] = []


def prepared(**slots: models.Field) -> Callable[[Build], Prepared]:
    """Marks a function that builds a query from slots, of which each is named with the field of its values."""

    def mark(build: Build) -> Prepared:
        _all.append(Prepared(build, slots))
        return _all[-1]

    return mark


def forget_all() -> None:
    """Build every prepared query anew at its next call."""
    for query in _all:
        query.forget()

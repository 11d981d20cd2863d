"""Queries whose SQL is built once a process.

To build the SQL of a page's queries takes several times as long as to run them. A function marked `prepared` describes
a query with slots in the places of its values; calling it fills the slots and runs the SQL that was built before.
"""

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from functools import update_wrapper
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Count, Value
from django.db.models.sql.compiler import SQLCompiler

from publishing import clock

Build = Callable[..., models.QuerySet]

#: How many shapes of one query are kept: with and without a filter, each page of a list, lists of values by length.
MOST_SHAPES = 500


class Slot(models.Expression):
    """The place of a value in a prepared query, or of one value of several. It stands among the SQL's parameters."""

    def __init__(self, name: str, output_field: models.Field, place: int | None = None) -> None:
        super().__init__(output_field=output_field)
        self.name, self.place = name, place
        #: Slots of one key take the same value, however often Django copied them.
        self.key = (name, place)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list["Slot"]]:  # type: ignore[override]  # its parameters are plain values
        return "%s", [self]

    def fill(self, values: dict[str, Any], connection: Any) -> Any:
        """The value that belongs here, as the database takes it."""
        return self.output_field.get_db_prep_value(self.value(values), connection)

    def value(self, values: dict[str, Any]) -> Any:
        return values[self.name] if self.place is None else values[self.name][self.place]


class _Now(Slot):
    def value(self, values: dict[str, Any]) -> Any:
        return clock.now()


class _Today(Slot):
    def value(self, values: dict[str, Any]) -> Any:
        return clock.today()


class _Built(NamedTuple):
    queryset: models.QuerySet
    compiler: SQLCompiler
    sql: str
    parameters: Sequence[Any]
    slots: dict[Hashable, Slot]


class Prepared:
    """A query that is built when it is first called, and again for each new shape.

    What is named as a slot takes another value at each call; a list gets as many slots as it has values. None, and
    what is not named as a slot, belongs to the shape. The present and the day are always slots: while a query is built,
    `clock` gives them, and each call fills in the moment that the site is shown at.
    """

    def __init__(self, build: Build, fields: dict[str, models.Field]) -> None:
        update_wrapper(self, build)
        self.build = build
        self.fields = fields
        self._built: dict[Hashable, _Built] = {}

    def __call__(self, **values: Any) -> list[Any]:
        """The rows. One query."""
        return self.run(values)

    def pages(self, **values: Any) -> "Pages":
        """What a paginator takes: the rows of one page and the number of all, a query each."""
        return Pages(self, values)

    def run(self, values: dict[str, Any], part: slice | None = None, *, as_count: bool = False) -> list[Any]:
        shape = (part and (part.start, part.stop), as_count, *(self._shape(*pair) for pair in values.items()))
        built = self._built.get(shape)
        if built is None:
            if len(self._built) >= MOST_SHAPES:
                self.forget()
            try:
                built = self._built[shape] = self._build(values, part, as_count=as_count)
            except EmptyResultSet:
                return []
        connection = connections[DEFAULT_DB_ALIAS]
        fillings = {key: slot.fill(values, connection) for key, slot in built.slots.items()}
        filled = tuple(fillings[one.key] if isinstance(one, Slot) else one for one in built.parameters)
        # Copies: other threads run the same query, each over a connection of its own.
        compiler = copy(built.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (built.sql, filled)  # type: ignore[method-assign]  # for this call only
        rows = built.queryset.all()
        rows.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]  # for this call only
        return list(rows)

    def forget(self) -> None:
        """Build it anew at the next call."""
        self._built = {}

    def _shape(self, name: str, value: Any) -> Hashable:
        if value is None or name not in self.fields:
            return name, value
        return (name, len(value)) if isinstance(value, list) else name

    def _slot(self, name: str, value: Any) -> Any:
        if value is None or name not in self.fields:
            return value
        field = self.fields[name]
        if isinstance(value, list):
            return [Slot(name, field, place) for place in range(len(value))]
        return Slot(name, field)

    def _build(self, values: dict[str, Any], part: slice | None, *, as_count: bool) -> _Built:
        moment, day = _Now("now", models.DateTimeField()), _Today("today", models.DateField())
        with clock.standing_in(moment, day):
            queryset = self.build(**{name: self._slot(name, value) for name, value in values.items()})
        if as_count:
            counted = queryset.order_by().values(_all=Value(1)).annotate(_count=Count("pk"))
            queryset = counted.values_list("_count", flat=True)
        elif part:
            queryset = queryset[part]
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        # The connection of this thread, which may end before the process does.
        compiler.connection = None
        slots: dict[Hashable, Slot] = {one.key: one for one in parameters if isinstance(one, Slot)}
        return _Built(queryset, compiler, sql, parameters, slots)


class Pages:
    """The rows of a prepared query, to be had a page at a time."""

    #: What Django's paginator asks of a queryset before it trusts it with pages.
    ordered = True

    def __init__(self, query: Prepared, values: dict[str, Any]) -> None:
        self.query, self.values = query, values

    def count(self) -> int:
        return next(iter(self.query.run(self.values, as_count=True)), 0)

    def __getitem__(self, part: slice) -> list[Any]:
        return self.query.run(self.values, part) if part.start < part.stop else []


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

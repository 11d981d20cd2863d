"""The packed index: how a cell is written, and how an area is read from its cells.

A search has to say how many practices it found, and for every further choice how many would be left. Reading the rows
for that costs a large city tens of thousands of rows. Here a cell is one row that keeps, for every choice, one bit a
practice; a search joins the bits of its cells and asks with AND and population count. Everything is exact, also for
entries that ended: a cell knows the last day of each, and from its earliest one on the ended ones are masked out.
"""

import heapq
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import IntegerField, Q, QuerySet

from places.geometry import Point, distance_miles
from publishing.prepared import Slot, prepared
from therapists.grid import CELL, CELL_COLUMNS, Area, Span, Spot, cell_ranges
from therapists.models.index import Cell, Entry

_EPOCH = date(1970, 1, 1).toordinal()
_LAST_DAY = 2**16 - 1
#: No spot of a cell is farther than this from the cell's middle, in miles: half the diagonal at the equator, and some.
_HALF_A_CELL = 5.5
NAME_LENGTH = 12
#: SQLite takes expressions 1,000 deep; a circle of 100 miles has about 30 ranges, Alaska 400.
_MOST_RANGES = 300


# Writing


def pack(cell: int, entries: Sequence[Entry]) -> Cell:
    """The row of a cell from all of its entries, which must not be none."""
    entries = sorted(entries, key=lambda entry: (entry.spot, entry.pk))
    width = (len(entries) + 7) // 8
    spots: dict[int, int] = {}
    bits: dict[int, int] = {}
    for place, entry in enumerate(entries):
        spots[entry.spot] = spots.get(entry.spot, 0) + 1
        for choice in unpack_choices(entry.choices):
            bits[choice] = bits.get(choice, 0) | 1 << place
    return Cell(
        cell=cell,
        earliest_until=min(entry.listed_until for entry in entries),
        spots=_pack("I", [part for number, count in spots.items() for part in (*_row_and_column(number), count)]),
        until=_pack("H", [_day(entry.listed_until) for entry in entries]),
        choices=_pack("I", sorted(bits)),
        bits=b"".join(bits[choice].to_bytes(width, "little") for choice in sorted(bits)),
        practices=_pack("I", [entry.pk for entry in entries]),
        checked=_pack("H", [_day(entry.checked_on) for entry in entries]),
        names=b"".join(entry.sort_name.encode().ljust(NAME_LENGTH)[:NAME_LENGTH] for entry in entries),
    )


def pack_choices(choices: Iterable[int]) -> bytes:
    return _pack("I", list(choices))


def unpack_choices(packed: bytes | memoryview) -> tuple[int, ...]:
    return _unpack("I", packed)


def _pack(kind: str, values: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(values)}{kind}", *values)


def _unpack(kind: str, packed: bytes | memoryview) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // struct.calcsize(f'<{kind}')}{kind}", packed)


def _day(day: date) -> int:
    return min(max(day.toordinal() - _EPOCH, 0), _LAST_DAY)


def _row_and_column(number: int) -> tuple[int, int]:
    return divmod(number, CELL * CELL_COLUMNS)


# Reading

#: Gives each practice its place among equals, from its primary key.
Shuffle = Callable[[int], int]


@dataclass(frozen=True)
class Near:
    """A practice that was found, and how far its spot is from the place asked for, in miles."""

    practice: int
    miles: float | None = None


class _Part:
    """One cell of an area: where its bits stand among those of the whole area, and which of them count."""

    def __init__(self, row: Cell, spans: Mapping[int, Span | None], day: date, offset: int) -> None:
        self.row = row
        self.top, self.left = (index * CELL for index in divmod(row.cell, CELL_COLUMNS))
        self.offset = offset
        self.spots = list(zip(*[iter(_unpack("I", row.spots))] * 3, strict=True))
        self.size = sum(count for _, _, count in self.spots)
        self.width = (self.size + 7) // 8
        self.mask = self._inside(spans)
        if row.earliest_until < day:
            self.mask &= self._in_force(day)

    def _inside(self, spans: Mapping[int, Span | None]) -> int:
        """The entries whose spot is in the area."""
        own = [spans.get(row) for row in range(self.top, self.top + CELL)]
        if all(span and span.holds(self.left, self.left + CELL - 1) for span in own):
            return (1 << self.size) - 1
        mask = start = 0
        for row, column, count in self.spots:
            span = own[row - self.top]
            if span and span.holds(column, column):
                mask |= ((1 << count) - 1) << start
            start += count
        return mask

    def _in_force(self, day: date) -> int:
        first = _day(day)
        bits = "".join("1" if until >= first else "0" for until in reversed(_unpack("H", self.row.until)))
        return int(bits, 2)

    @cached_property
    def practices(self) -> tuple[int, ...]:
        return _unpack("I", self.row.practices)

    @property
    def middle(self) -> Point:
        return Spot(self.top + CELL // 2, self.left + CELL // 2).point

    def chosen(self, mask: bytes) -> int:
        """The bits of this cell out of those of the area."""
        return int.from_bytes(mask[self.offset : self.offset + self.width], "little")


class Field:
    """The entries of an area that are in force on a day, ready to be narrowed down, counted and put in order.

    `also` names columns of the index that only some orders need: `checked`, `names`.
    """

    def __init__(self, area: Area, *, day: date, also: Sequence[str] = ()) -> None:
        ranges = _few(list(cell_ranges(area)))
        spans = {row: area.span(row) for row in area.rows()}
        self.day = day
        self.parts: list[_Part] = []
        self.size = 0
        left_out = frozenset({"checked", "names"}.difference(also))
        rows = _cells(bounds=[bound for pair in ranges for bound in pair], left_out=left_out) if ranges else []
        # Sorted here: asked for an order, SQLite walks through the whole table.
        for row in sorted(rows, key=lambda row: row.cell):
            part = _Part(row, spans, day, self.size)
            self.parts.append(part)
            self.size += part.width
        self.everything = int.from_bytes(
            b"".join(part.mask.to_bytes(part.width, "little") for part in self.parts), "little"
        )

    @cached_property
    def _bits(self) -> dict[int, int]:
        """For every choice that occurs, its bits in all the cells together."""
        pieces: dict[int, bytearray] = {}
        for part in self.parts:
            bits, width = bytes(part.row.bits), part.width
            for place, choice in enumerate(_unpack("I", part.row.choices)):
                piece = pieces.get(choice)
                if piece is None:
                    piece = pieces[choice] = bytearray(self.size)
                piece[part.offset : part.offset + width] = bits[place * width : (place + 1) * width]
        return {choice: int.from_bytes(piece, "little") for choice, piece in pieces.items()}

    def narrow(self, choices: Iterable[int]) -> int:
        """The entries for which all the choices are true, as bits."""
        mask = self.everything
        for choice in choices:
            mask &= self._bits.get(choice, 0)
        return mask

    def within(self, area: Area, choices: Iterable[int]) -> int:
        """How many entries of a smaller area the choices are true for."""
        spans = {row: area.span(row) for row in area.rows()}
        smaller = [_Part(part.row, spans, self.day, part.offset) for part in self.parts]
        packed = b"".join(part.mask.to_bytes(part.width, "little") for part in smaller)
        return (self.narrow(choices) & int.from_bytes(packed, "little")).bit_count()

    def count(self, mask: int, choice: int) -> int:
        """How many of the entries in a mask a further choice would leave."""
        return (mask & self._bits.get(choice, 0)).bit_count()

    # Orders. Each gives the practices from place `start` up to `stop`.

    def nearest(self, mask: int, centre: Point, *, start: int, stop: int, shuffled: Shuffle) -> list[Near]:
        """By distance of the spot; within one spot in the order of `shuffled`."""
        found: list[Near] = []
        passed = 0
        for miles, practices in self._outwards(mask, centre):
            if passed + len(practices) > start:
                practices.sort(key=shuffled)
                found += [Near(pk, miles) for pk in practices[max(start - passed, 0) : stop - passed]]
            passed += len(practices)
            if passed >= stop:
                break
        return found

    def _outwards(self, mask: int, centre: Point) -> Iterator[tuple[float, list[int]]]:
        """Distance and practices of each spot, the nearest first.

        Goes from cell to cell outwards, and gives a spot out once no cell to come can hold a nearer one: a first page
        looks at the nearest cells only.
        """
        packed = mask.to_bytes(self.size, "little")
        cells = sorted(
            (max(0.0, distance_miles(centre, part.middle) - _HALF_A_CELL), number)
            for number, part in enumerate(self.parts)
        )
        waiting: list[tuple[float, int, int, int]] = []
        for least, number in [*cells, (float("inf"), None)]:
            while waiting and waiting[0][0] <= least:
                miles, place, bits, first = heapq.heappop(waiting)
                practices = self.parts[place].practices
                yield miles, [practices[first + bit] for bit in _places(bits)]
            if number is None:
                return
            part = self.parts[number]
            chosen, first = part.chosen(packed), 0
            for row, column, count in part.spots if chosen else ():
                if bits := chosen >> first & ((1 << count) - 1):
                    heapq.heappush(waiting, (distance_miles(centre, Spot(row, column).point), number, bits, first))
                first += count

    def by_name(self, mask: int, *, start: int, stop: int, shuffled: Shuffle) -> list[Near]:
        """By the first twelve letters of last name and first name."""

        def key_of(part: _Part) -> Callable[[int], bytes]:
            names = bytes(part.row.names)
            return lambda place: names[place * NAME_LENGTH : (place + 1) * NAME_LENGTH]

        return self._sorted(mask, key_of, start, stop, shuffled)

    def by_check(self, mask: int, *, start: int, stop: int, shuffled: Shuffle) -> list[Near]:
        """The credentials that were checked last come first."""

        def key_of(part: _Part) -> Callable[[int], int]:
            checked = _unpack("H", part.row.checked)
            return lambda place: -checked[place]

        return self._sorted(mask, key_of, start, stop, shuffled)

    def in_no_order(self, mask: int, *, start: int, stop: int, shuffled: Shuffle) -> list[Near]:
        """In the order of `shuffled` alone."""
        return self._sorted(mask, lambda part: lambda place: 0, start, stop, shuffled)

    def _sorted(
        self, mask: int, key_of: Callable[[_Part], Callable[[int], Any]], start: int, stop: int, shuffled: Shuffle
    ) -> list[Near]:
        packed = mask.to_bytes(self.size, "little")
        rows: list[tuple[Any, int, int]] = []
        for part in self.parts:
            key, practices = key_of(part), part.practices
            rows += [
                (key(place), shuffled(practices[place]), practices[place]) for place in _places(part.chosen(packed))
            ]
        return [Near(pk) for _, _, pk in heapq.nsmallest(stop, rows)[start:]]


@prepared(bounds=IntegerField())
def _cells(bounds: list[Slot], left_out: frozenset[str]) -> QuerySet[Cell]:
    """The cells between each two of the bounds."""
    wanted = Q()
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):
        wanted |= Q(cell__range=(first, last))
    return Cell.objects.filter(wanted).defer(*left_out)


def _few(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges of cells, neighbors joined where they are more than a database takes in one question.

    What lies between joined ranges is read in vain, and left out by its spots.
    """
    ranges = sorted(ranges)
    size = -(-len(ranges) // _MOST_RANGES) or 1
    groups = (ranges[start : start + size] for start in range(0, len(ranges), size))
    return [(group[0][0], group[-1][1]) for group in groups]


def _places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, from the lowest."""
    text = f"{bits:b}"[::-1]
    place = text.find("1")
    while place >= 0:
        yield place
        place = text.find("1", place + 1)

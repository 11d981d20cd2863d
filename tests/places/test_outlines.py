"""What ships in `places/data/` holds together: states, towns, and the lines of the map."""

from itertools import pairwise

import pytest

from places import outlines
from places.geometry import Point
from places.models import State
from places.outlines import Kind


def ends(place: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first and the last point of an arc, in the direction in which a ring walks it."""
    arc = outlines.outlines().arcs[~place if place < 0 else place]
    first, last = (arc.xs[0], arc.ys[0]), (arc.xs[-1], arc.ys[-1])
    return (last, first) if place < 0 else (first, last)


def state(code: str) -> State:
    facts = outlines.states()[code]
    return State(code=code, south=facts.south, north=facts.north, west=facts.west, east=facts.east)


def test_there_are_fifty_states_the_capital_and_three_territories() -> None:
    assert len(outlines.states()) == 54
    assert {"DC", "PR", "VI", "GU"} < set(outlines.states())


def test_neighbors_are_neighbors_of_one_another() -> None:
    states = outlines.states()
    assert not [(code, other) for code in states for other in states[code].neighbours if code == other]
    assert not [(code, o) for code in states for o in states[code].neighbours if code not in states[o].neighbours]


@pytest.mark.parametrize(
    ("typed", "code"), [("texas", "TX"), ("tx", "TX"), ("us virgin islands", "VI"), ("d c", "DC"), ("guam", "GU")]
)
def test_states_are_known_by_name_and_by_code(typed: str, code: str) -> None:
    assert outlines.state_names()[typed] == code


def test_the_box_of_alaska_crosses_the_180th_meridian_and_no_other_does() -> None:
    assert [code for code, facts in outlines.states().items() if facts.west > facts.east] == ["AK"]
    assert state("AK").contains(Point(52.9, 173))
    assert state("AK").contains(Point(61.2, -149.9))
    assert not state("AK").contains(Point(61.2, 0))


def test_every_town_lies_in_its_state_and_the_largest_come_first() -> None:
    states = {code: state(code) for code in outlines.states()}
    known = outlines.towns()
    assert not [town for town in known if not states[town.state].contains(town.point)]
    assert not [town for town, smaller in pairwise(known) if town.population < smaller.population]


def test_the_edge_of_a_piece_of_land_is_closed() -> None:
    """To a thousandth of a degree: rounding took away an arc that had no length."""
    for ring in outlines.outlines().rings:
        for place, following in pairwise([*ring.places, ring.places[0]]):
            (_, (x, y)), ((next_x, next_y), _) = ends(place), ends(following)
            assert max(abs(next_x - x), abs(next_y - y)) <= 1


def test_land_ends_at_coasts_and_at_borders_of_states() -> None:
    arcs = outlines.outlines().arcs
    used = {~place if place < 0 else place for ring in outlines.outlines().rings for place in ring.places}
    assert used == {place for place, arc in enumerate(arcs) if arc.kind != Kind.COUNTY_BORDER}


def test_no_line_jumps_around_the_earth() -> None:
    steps = [abs(after - before) for arc in outlines.outlines().arcs for before, after in pairwise(arc.xs)]
    assert max(steps) < 10 * outlines.PARTS_A_DEGREE


def test_the_box_of_a_shape_holds_its_points() -> None:
    for arc in outlines.outlines().arcs:
        assert (arc.west, arc.east, arc.south, arc.north) == (min(arc.xs), max(arc.xs), min(arc.ys), max(arc.ys))

"""Points on the earth and the distances between them. The earth is a sphere here; that is off by at most 0.6 %."""

from math import asin, cos, hypot, radians, sin, sqrt
from typing import NamedTuple

#: Mean radius of the earth, in miles. Source: IUGG, 6371.0088 km.
EARTH_RADIUS_MILES = 3958.7613

#: Length of one degree of latitude, in miles.
MILES_A_DEGREE = radians(1) * EARTH_RADIUS_MILES


class Point(NamedTuple):
    """A place on the earth, in degrees: north and east are positive."""

    latitude: float
    longitude: float


def distance_miles(one: Point, other: Point) -> float:
    """Great-circle distance in miles, by the haversine formula, which is exact for near points too."""
    north = sin(radians(other.latitude - one.latitude) / 2)
    east = sin(radians(other.longitude - one.longitude) / 2)
    chord = hypot(north, sqrt(cos(radians(one.latitude)) * cos(radians(other.latitude))) * east)
    return 2 * EARTH_RADIUS_MILES * asin(min(1.0, chord))

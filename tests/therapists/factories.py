"""Makers of states, places and therapists: each makes something whole and valid, and takes what a test cares about."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import User

from places.folding import fold
from places.models import Place, State
from publishing import clock
from therapists.models import AccessFact, Certification, Jurisdiction, Licence, Practice, Therapist

_numbers = count(1)

#: Name, FIPS code, south, north, west and east edge of the states that tests use.
BOXES: dict[str, tuple[str, str, float, float, float, float]] = {
    "AK": ("Alaska", "02", 51.2, 71.4, 172.4, -129.9),
    "CA": ("California", "06", 32.5, 42.0, -124.5, -114.1),
    "GU": ("Guam", "66", 13.2, 13.7, 144.6, 145.0),
    "KS": ("Kansas", "20", 36.9, 40.0, -102.1, -94.6),
    "MO": ("Missouri", "29", 36.0, 40.6, -95.8, -89.1),
    "NY": ("New York", "36", 40.5, 45.0, -79.8, -71.9),
    "OK": ("Oklahoma", "40", 33.6, 37.0, -103.0, -94.4),
    "TX": ("Texas", "48", 25.8, 36.5, -106.7, -93.5),
    "VT": ("Vermont", "50", 42.7, 45.0, -73.4, -71.5),
}
#: A town of each: name, ZIP code and a point in its middle.
TOWNS: dict[str, tuple[str, str, tuple[float, float]]] = {
    "AK": ("Anchorage", "99501", (61.218, -149.9)),
    "CA": ("Oakland", "94612", (37.804, -122.271)),
    "GU": ("Hagåtña", "96910", (13.475, 144.75)),
    "KS": ("Wichita", "67202", (37.687, -97.33)),
    "MO": ("Kansas City", "64106", (39.1, -94.578)),
    "NY": ("New York", "10007", (40.713, -74.006)),
    "OK": ("Oklahoma City", "73102", (35.468, -97.516)),
    "TX": ("Austin", "78701", (30.267, -97.743)),
    "VT": ("Burlington", "05401", (44.476, -73.212)),
}
AUSTIN = TOWNS["TX"][2]


def make_state(code: str = "TX", **values: Any) -> State:
    name, fips, south, north, west, east = BOXES[code]
    defaults = {"name": name, "fips": fips, "south": south, "north": north, "west": west, "east": east}
    return State.objects.get_or_create(code=code, defaults=defaults | values)[0]


def make_place(name: str, code: str = "TX", *, kind: str = "town", point: Any = AUSTIN, **values: Any) -> Place:
    latitude, longitude = point
    return Place.objects.create(
        kind=kind, name=name, folded=fold(name), state=make_state(code), latitude=latitude, longitude=longitude,
        **{"weight": 1000} | values,
    )  # fmt: skip


def make_jurisdiction(code: str = "TX", **values: Any) -> Jurisdiction:
    defaults = {"regulation": "license", "letters": "LMT", "agency": f"The {BOXES[code][0]} board"}
    if values.get("regulation") == "none":
        defaults = {"letters": "", "agency": ""}
    found = Jurisdiction.objects.filter(pk=code).first()
    if found and not values:
        return found
    fixed = {"source": "The law itself", "source_on": clock.today()}
    return Jurisdiction.objects.update_or_create(state=make_state(code), defaults=defaults | fixed | values)[0]


def make_therapist(*, licence: Any = None, practice: Any = None, code: str = "TX", **values: Any) -> Therapist:
    """A listed therapist with a license and a practice. `licence` and `practice`: values of them, False for none.

    Where the state does not regulate, a certification takes the place of the license unless values of one are given.
    """
    number = next(_numbers)
    approver = User.objects.filter(username="approver").first() or User.objects.create_user("approver")
    name = values.get("licensed_name") or f"Ana Ruiz{number}"
    defaults = {
        "licensed_name": name, "display_name": name, "slug": f"ana-ruiz-{number}", "status": "listed",
        "approved_by": approver, "approved_at": clock.present(), "languages": ["en"],
    }  # fmt: skip
    links = {key: values.pop(key) for key in ("techniques", "conditions") if key in values}
    therapist = Therapist.objects.create(**defaults | values)
    for key, pages in links.items():
        getattr(therapist, key).set(pages)
    regulation = make_jurisdiction(code).regulation
    if licence is None and regulation == "none":
        make_certification(therapist)
    elif licence is not False:
        make_licence(therapist, **{"code": code} | (licence or {}))
    if practice is not False:
        make_practice(therapist, **{"code": code} | (practice or {}))
    return therapist


def make_licence(therapist: Therapist, *, code: str = "TX", valid_in: Any = (), **values: Any) -> Licence:
    today = clock.today()
    defaults = {
        "number": f"MT{next(_numbers):06}", "name": therapist.licensed_name, "status": "active", "source": "board-page",
        "source_words": "the board's license search", "checked_on": today, "expires_on": today + timedelta(days=365),
        "match_is_sure": True,
    }  # fmt: skip
    licence = Licence.objects.create(therapist=therapist, jurisdiction=make_jurisdiction(code), **defaults | values)
    licence.valid_in.set(valid_in)
    return licence


def make_certification(therapist: Therapist, **values: Any) -> Certification:
    today = clock.today()
    defaults = {
        "number": f"C{next(_numbers)}", "name": therapist.licensed_name, "source": "board-page", "checked_on": today,
        "expires_on": today + timedelta(days=365),
    }  # fmt: skip
    return Certification.objects.create(therapist=therapist, **defaults | values)


def make_practice(therapist: Therapist, *, code: str = "TX", point: Any = True, **values: Any) -> Practice:
    """A clinic, at a town of its state or at `point`; with None it is located by its ZIP code."""
    town, zip_code, middle = TOWNS[code]
    latitude, longitude = (middle if point is True else point) or (None, None)
    defaults = {
        "name": "Hands", "setting": "clinic", "street": "1 Main St", "town": town, "zip_code": zip_code,
        "phone": "(512) 555-0101", "located": "staff" if point else "zip", "latitude": latitude, "longitude": longitude,
    }  # fmt: skip
    return Practice.objects.create(therapist=therapist, state=make_jurisdiction(code), **defaults | values)


def make_access_fact(practice: Practice, kind: str = "step-free", **values: Any) -> AccessFact:
    defaults = {"source": "therapist", "stated_on": clock.today()}
    return AccessFact.objects.create(practice=practice, kind=kind, **defaults | values)

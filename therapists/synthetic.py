"""Invented therapists: the account that answers for samples, and practices in any number for trying the site at scale.

A synthetic therapist follows from a seed, a number and the day, so that making them can be interrupted and gone on
with. They are written in bulk, which sends no signals; what signals and `save` would do is done here.
"""

import random
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from math import cos, radians
from typing import NamedTuple, TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model

from places.geometry import MILES_A_DEGREE, Point
from places.models import Place
from publishing import clock
from techniques.models import Condition, Technique
from therapists import listing
from therapists.licensing import next_check
from therapists.models import AccessFact, Certification, Entry, Jurisdiction, Licence, Practice, Therapist
from therapists.names import normal_number

SAMPLE_ACCOUNT = "sample-data"
#: Where a sample's credential was looked up, as visitors read it.
SOURCE_WORDS = "Sample data, checked with nobody"


def sample_account() -> User:
    """The account that stands as the approver of samples.

    Nobody is listed without an approver, and no member of staff should answer for invented people. Nobody can sign in
    with it: it is not active and has no password.
    """
    made = {"is_active": False, "first_name": "Sample", "last_name": "data"}
    account, is_new = User.objects.get_or_create(username=SAMPLE_ACCOUNT, defaults=made)
    if is_new:
        account.set_unusable_password()
        account.save()
    return account


# Synthetic therapists

#: The beginning of their slugs; the number follows in eight digits.
PREFIX = "synthetic-"
#: Therapists written at a time.
BATCH = 5_000
#: How far from the middle of its ZIP code a practice may be, in miles.
_FARTHEST_MILES = 3
_TRIES = 5

_FIRST_NAMES = {
    gender: names.split()
    for gender, names in {
        "woman": "Ada Alma Ana Beth Carla Chloe Dana Elena Emma Fay Grace Hana Ines Iris Jade Joy Kim Lena Linh Lucy "
        "Maria Maya Mei Mona Nina Nora Olga Paula Priya Rosa Ruth Sara Sofia Tara Uma Vera Wanda Yara Zoe",
        "man": "Adam Ali Ben Carlos Chen Cole Dan David Eli Emil Finn Gus Hugo Ian Ivan Jack Jay Joel Juan Karl Kofi "
        "Leo Luis Marco Max Minh Nate Omar Oscar Paul Raj Ray Sam Sean Tom Tony Umar Vic Walt Yusuf",
    }.items()
}
#: Halves that are put together, so that there are thousands of last names and few that somebody has.
_LAST_NAMES = [
    halves.split()
    for halves in (
        "Alder Ash Bar Bel Birch Black Bright Brook Bur Cal Carr Castel Cole Cran Dal Del Dun East El Fair Fal Fen "
        "Fern Gar Glen Gold Gran Green Hal Har Hart Hazel Hol Ing Kel Kirk Lan Lark Lind Lor Mal Mar Mel Mil Mon Mor "
        "New Nor Oak Os Pal Pen Quin Ral Red Ros San Sel Shel Stan Stone Sun Tal Thorn Tor Val Van Var Wal War Wel "
        "West Whit Win Wood Yar York",
        "am ando ara berg bourne bridge brook burn by cott croft dale den dez do ell er ero ette field ford gate grove "
        "ham hill hurst ian ić ingham ington ins ison land ley lin low man mann mere mont more ness nez over quist "
        "ridge rose shaw ski son stead stein stone ström ton tree vale var view ville way well wen wick win wood "
        "worth yama",
    )
]
_PRACTICE_NAMES = ("Massage", "Bodywork", "Massage Therapy", "Massage Studio", "Back and Body")
_LANGUAGES = {"es": 0.16, "zh": 0.03, "vi": 0.015, "ru": 0.015, "fr": 0.015, "ko": 0.01, "pt": 0.01, "ase": 0.01,
              "ar": 0.008, "de": 0.008, "pl": 0.006, "fil": 0.006, "ja": 0.005, "ht": 0.005, "so": 0.003}  # fmt: skip
_GENDERS = {"woman": 0.68, "man": 0.2, "nonbinary": 0.02, "": 0.1}
_SETTINGS = {"studio": 0.38, "clinic": 0.36, "home": 0.12, "visits": 0.11, "hospital": 0.03}
_STATUSES = {"listed": 0.95, "draft": 0.03, "frozen": 0.01, "withdrawn": 0.01}
_LICENCE_STATUSES = {
    "active": 0.95,
    "active_with_conditions": 0.01,
    "inactive": 0.02,
    "suspended": 0.01,
    "unknown": 0.01,
}
_PRICES = {1: 0.25, 2: 0.45, 3: 0.15, None: 0.15}
_ACCESS = {"step-free": 0.45, "elevator": 0.3, "restroom": 0.3, "table": 0.25, "parking": 0.35, "scent-free": 0.2}
_SHARE_WITH_HOURS = 0.25

Value = TypeVar("Value")


class Synthetic(NamedTuple):
    """One synthetic therapist, not saved."""

    therapist: Therapist
    credential: Licence | Certification
    practice: Practice
    techniques: list[Technique]
    conditions: list[Condition]
    access_facts: list[AccessFact]


class NothingToPlace(Exception):
    """Why no therapist can be made, in words for staff."""


def highest_number() -> int:
    """The number of the last synthetic therapist, 0 if there is none."""
    last = Therapist.objects.filter(slug__startswith=PREFIX).order_by("-slug").values_list("slug", flat=True).first()
    return int(last.removeprefix(PREFIX)) if last else 0


class Maker:
    """Makes synthetic therapists where people live: the more people in a ZIP code, the more practices.

    Raises NothingToPlace if the gazetteer or the states' rules are not loaded.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.today = clock.today()
        self.now = clock.present()
        self.account = sample_account()
        self.states = {state.pk: state for state in Jurisdiction.objects.select_related("state")}
        zips = Place.objects.filter(kind=Place.Kind.ZIP, state__in=list(self.states), weight__gt=0).order_by("folded")
        self.zips = list(zips.values_list("name", "town", "state", "latitude", "longitude", "weight"))
        if not self.zips:
            raise NothingToPlace("Load ZIP codes and the states' rules first: load_gazetteer, load_starter_content.")
        self.up_to = list(accumulate(weight for *_, weight in self.zips))
        self.techniques = list(Technique.objects.order_by("key"))
        self.conditions = list(Condition.objects.order_by("key"))

    def make(self, number: int) -> Synthetic:
        dice = random.Random(f"{self.seed}:{number}")  # noqa: S311  # invented people are no secret
        zip_code, town, code, latitude, longitude, _ = self.zips[bisect(self.up_to, dice.randrange(self.up_to[-1]))]
        state = self.states[code]
        therapist = self._therapist(dice, number)
        practice = self._practice(dice, number, therapist, state, zip_code, town)
        practice.latitude, practice.longitude = self._nearby(dice, state, Point(latitude, longitude))
        practice.round_point()
        facts = [
            AccessFact(practice=practice, kind=kind, source="therapist", stated_on=self._ago(dice, 200))
            for kind, share in _ACCESS.items()
            if practice.setting != "visits" and dice.random() < share
        ]
        return Synthetic(
            therapist,
            self._credential(dice, number, therapist, state),
            practice,
            _some(dice, self.techniques, 0.4),
            _some(dice, self.conditions, 0.3),
            facts,
        )

    def _therapist(self, dice: random.Random, number: int) -> Therapist:
        gender, status = _one(dice, _GENDERS), _one(dice, _STATUSES)
        name = _name(dice, gender)
        is_trained = dice.random() < 0.12
        return Therapist(
            licensed_name=name,
            display_name=name,
            slug=f"{PREFIX}{number:08}",
            text="An invented therapist, made to try the site with many listings.",
            languages=["en", *(code for code, share in _LANGUAGES.items() if dice.random() < share)],
            gender=gender,
            practicing_since=dice.randint(1985, 2025),
            pregnancy_course="“Massage in pregnancy”, Sample School of Massage" if is_trained else "",
            pregnancy_hours=dice.choice((16, 24, 32)) if is_trained else None,
            pregnancy_trained_on=self._ago(dice, 3000) if is_trained else None,
            status=status,
            status_reason="Synthetic." if status in ("frozen", "withdrawn") else "",
            approved_by=None if status == "draft" else self.account,
            approved_at=None if status == "draft" else self.now,
            is_sample=True,
        )

    def _credential(
        self, dice: random.Random, number: int, therapist: Therapist, state: Jurisdiction
    ) -> Licence | Certification:
        """What the state asks for: its license, or a private body's certification where it does not regulate."""
        common = {
            "therapist": therapist, "number": f"SYNTHETIC-{number:08}", "name": therapist.licensed_name,
            "expires_on": self.today + timedelta(days=dice.randint(-20, 710)), "source": "document",
            "source_words": SOURCE_WORDS, "checked_on": self._ago(dice, state.check_every_days - 1),
        }  # fmt: skip
        if state.regulation == state.Regulation.NONE:
            return Certification(**common)
        licence = Licence(jurisdiction=state, status=_one(dice, _LICENCE_STATUSES), match_is_sure=True, **common)
        licence.normal_number = normal_number(licence.number)
        licence.next_check_on = next_check(licence.checked_on, state)
        if state.pk == "NY":
            licence.registered_until = self.today + timedelta(days=dice.randint(-20, 1000))
        return licence

    def _practice(
        self, dice: random.Random, number: int, therapist: Therapist, state: Jurisdiction, zip_code: str, town: str
    ) -> Practice:
        setting = _one(dice, _SETTINGS)
        accepting = _one(dice, {True: 0.6, False: 0.15, None: 0.25})
        digits = f"{200 + number // 100 % 800}55501{number % 100:02}"
        return Practice(
            therapist=therapist,
            name="" if setting in Practice.HOMES else f"{town} {dice.choice(_PRACTICE_NAMES)}"[:120],
            setting=setting,
            street="" if setting == "visits" else f"{dice.randint(1, 9999)} Sample Street",
            town=town,
            state=state,
            zip_code=zip_code,
            located=Practice.Located.BY_STAFF,
            phone=f"({digits[:3]}) {digits[3:6]}-{digits[6:]}",
            phone_digits=digits,
            website=f"https://example.com/{therapist.slug}" if dice.random() < 0.6 else "",
            opening_hours=_hours(dice) if dice.random() < _SHARE_WITH_HOURS else "",
            price=_one(dice, _PRICES),
            session_minutes=dice.choice(("30, 60, 90", "60, 90", "60")),
            takes_insurance=dice.random() < 0.15,
            takes_hsa=dice.random() < 0.3,
            is_accepting=accepting,
            accepting_as_of=None if accepting is None else self._ago(dice, 200),
        )

    def _nearby(self, dice: random.Random, state: Jurisdiction, middle: Point) -> Point:
        """A point a few miles off, inside the state's box; the middle itself if none was found."""
        for _ in range(_TRIES):
            north, east = (dice.uniform(-_FARTHEST_MILES, _FARTHEST_MILES) / MILES_A_DEGREE for _ in range(2))
            longitude = middle.longitude + east / cos(radians(middle.latitude))
            point = Point(middle.latitude + north, (longitude + 180) % 360 - 180)
            if state.state.contains(point, margin=0):
                return point
        return middle

    def _ago(self, dice: random.Random, most_days: int) -> date:
        return self.today - timedelta(days=dice.randint(0, most_days))


def _name(dice: random.Random, gender: str) -> str:
    firsts = _FIRST_NAMES.get(gender) or _FIRST_NAMES[dice.choice(("woman", "man"))]
    return f"{dice.choice(firsts)} {''.join(dice.choice(half) for half in _LAST_NAMES)}"


def _hours(dice: random.Random) -> str:
    return f"Mon-{dice.choice(('Thu', 'Fri', 'Sat'))} {dice.randint(7, 11):02}:00-{dice.randint(15, 20)}:00"


def _one(dice: random.Random, shares: dict[Value, float]) -> Value:
    """One of some values that have these shares."""
    return dice.choices(list(shares), list(shares.values()))[0]


def _some(dice: random.Random, values: Sequence[Value], share: float) -> list[Value]:
    return [value for value in values if dice.random() < share]


@transaction.atomic
def write(maker: Maker, numbers: range) -> None:
    """Save the therapists of some numbers, and the entries that the rule gives them. Their cells are not written."""
    made = [maker.make(number) for number in numbers]
    Therapist.objects.bulk_create([row.therapist for row in made])
    Licence.objects.bulk_create([row.credential for row in made if isinstance(row.credential, Licence)])
    Certification.objects.bulk_create([row.credential for row in made if isinstance(row.credential, Certification)])
    Practice.objects.bulk_create([row.practice for row in made])
    AccessFact.objects.bulk_create([fact for row in made for fact in row.access_facts])
    technique, condition = Therapist.techniques.through, Therapist.conditions.through
    technique.objects.bulk_create(
        [technique(therapist_id=row.therapist.pk, technique_id=one.pk) for row in made for one in row.techniques]
    )
    condition.objects.bulk_create(
        [condition(therapist_id=row.therapist.pk, condition_id=one.pk) for row in made for one in row.conditions]
    )
    Entry.objects.bulk_create(entries_of(made))


def entries_of(made: Iterable[Synthetic]) -> Iterator[Entry]:
    """The entries that the rule gives to new therapists.

    They are judged as they are in memory: reading them again takes almost as long as all the rest.
    """
    for row in made:
        licences = [row.credential] if isinstance(row.credential, Licence) else []
        certifications = [row.credential] if isinstance(row.credential, Certification) else []
        for licence in licences:
            _know(licence, valid_in=[])
        _know(
            row.therapist,
            licences=licences,
            certifications=certifications,
            techniques=row.techniques,
            conditions=row.conditions,
        )
        _know(row.practice, access_facts=row.access_facts)
        if entry := listing.entry_of(row.practice):
            yield entry


def _know(record: Model, **related: Sequence[Model]) -> None:
    """Keep with a new record what its relations hold, where prefetching would keep it."""
    record._prefetched_objects_cache = related  # type: ignore[attr-defined]  # django-stubs do not have it

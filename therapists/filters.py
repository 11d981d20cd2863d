"""What visitors can narrow a search down by.

Every choice has a number under which it stands in the index. The numbers of fixed choices are given here and must
never be used for anything else; techniques and conditions count by their primary key, languages by their code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from therapists.models.people import Language, Therapist
from therapists.models.practices import AccessFact, Practice


class Facet(IntEnum):
    """A question about a practice. The values stand in the index."""

    TECHNIQUE = 1
    CONDITION = 2
    LANGUAGE = 3
    SETTING = 4
    ACCESS = 5
    GENDER = 6
    PREGNANCY = 7
    PAYMENT = 8
    PRICE = 9
    ACCEPTING = 10
    STATE = 11

    @property
    def parameter(self) -> str:
        """Its name in the address."""
        return self.name.lower()

    @property
    def takes_one(self) -> bool:
        """Whether one choice excludes the others; of the rest several can be asked for together."""
        return self in (Facet.SETTING, Facet.GENDER, Facet.PRICE)


FIXED: Mapping[Facet, Mapping[str, int]] = {
    Facet.SETTING: {
        Practice.Setting.CLINIC: 1, Practice.Setting.STUDIO: 2, Practice.Setting.HOSPITAL: 3,
        Practice.Setting.HOME: 4, Practice.Setting.VISITS: 5,
    },
    Facet.ACCESS: {
        AccessFact.Kind.STEP_FREE: 1, AccessFact.Kind.ELEVATOR: 2, AccessFact.Kind.RESTROOM: 3,
        AccessFact.Kind.TABLE: 4, AccessFact.Kind.PARKING: 5, AccessFact.Kind.SCENT_FREE: 6,
    },
    Facet.GENDER: {Therapist.Gender.WOMAN: 1, Therapist.Gender.MAN: 2, Therapist.Gender.NONBINARY: 3},
    Facet.PREGNANCY: {"trained": 1},
    Facet.PAYMENT: {"insurance": 1, "hsa": 2},
    Facet.PRICE: {"1": 1, "2": 2, "3": 3},
    Facet.ACCEPTING: {"yes": 1},
    Facet.LANGUAGE: {code: int.from_bytes(code.encode(), "big") for code in Language.values},
}  # fmt: skip

LABELS: Mapping[Facet, Mapping[str, str]] = {
    Facet.SETTING: dict(Practice.Setting.choices),
    Facet.ACCESS: dict(AccessFact.Kind.choices),
    Facet.GENDER: dict(Therapist.Gender.choices),
    Facet.PREGNANCY: {"trained": "Trained in massage during pregnancy"},
    Facet.PAYMENT: {"insurance": "Bills health insurance", "hsa": "Takes HSA and FSA cards"},
    Facet.PRICE: {str(value): label for value, label in Practice.Price.choices},
    Facet.ACCEPTING: {"yes": "Accepting new clients"},
    Facet.LANGUAGE: dict(Language.choices),
}

TITLES: Mapping[Facet, str] = {
    Facet.TECHNIQUE: "Technique",
    Facet.CONDITION: "Experience with",
    Facet.LANGUAGE: "Language",
    Facet.SETTING: "Setting",
    Facet.ACCESS: "Access",
    Facet.GENDER: "Gender",
    Facet.PREGNANCY: "Pregnancy",
    Facet.PAYMENT: "Paying",
    Facet.PRICE: "Price",
    Facet.ACCEPTING: "New clients",
}


@dataclass(frozen=True)
class Choice:
    """One answer to a facet's question, as visitors pick it."""

    facet: Facet
    value: str
    label: str
    number: int


def number(facet: Facet, key: int) -> int:
    """The number of a choice in the index: 8 bits for the facet, 24 for the answer."""
    return facet << 24 | key


def state_number(code: str) -> int:
    return number(Facet.STATE, int.from_bytes(code.encode(), "big"))


def fixed_choices() -> list[Choice]:
    """The choices that are the same on every site."""
    return [
        Choice(facet, value, LABELS[facet][value], number(facet, key))
        for facet, keys in FIXED.items()
        for value, key in keys.items()
    ]


def choices_of(practice: Practice) -> list[int]:
    """The numbers of everything that is true of a practice, in order.

    Reads the therapist, its techniques and conditions, and the access facts; prefetch them for many practices.
    """
    therapist = practice.therapist
    answers: dict[Facet, Iterable[str]] = {
        Facet.LANGUAGE: therapist.languages,
        Facet.SETTING: [practice.setting],
        Facet.ACCESS: [fact.kind for fact in practice.access_facts.all()],
        Facet.GENDER: [therapist.gender],
        Facet.PREGNANCY: ["trained"] if therapist.pregnancy_course else [],
        Facet.PAYMENT: ["insurance"] * practice.takes_insurance + ["hsa"] * practice.takes_hsa,
        Facet.PRICE: [str(practice.price)],
        Facet.ACCEPTING: ["yes"] if practice.is_accepting else [],
    }
    found = {
        number(facet, FIXED[facet][value])
        for facet, values in answers.items()
        for value in values
        if value in FIXED[facet]
    }
    found.update(number(Facet.TECHNIQUE, technique.pk) for technique in therapist.techniques.all())
    found.update(number(Facet.CONDITION, condition.pk) for condition in therapist.conditions.all())
    found.add(state_number(practice.state_id))
    return sorted(found)

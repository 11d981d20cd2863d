"""The evidence matrix: every technique by every condition, read from the ledger."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, CharField, QuerySet

from evidence.models import Certainty, Study
from publishing.models import Edition
from publishing.prepared import Slot, prepared
from techniques.composing import lowest_certainty
from techniques.models import Condition, EvidenceProfile, Technique

ANY_MASSAGE = "Massage of any kind"


@dataclass(frozen=True)
class Cell:
    """What is known about one technique for one condition, in words. Without a profile nobody has looked yet."""

    technique: str
    condition: str
    profile: Edition | None = None
    #: Keys of studies in doubt, whose findings no longer count.
    doubtful: frozenset[str] = frozenset()

    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """Every finding of the profile; `is_doubtful` marks those whose study has been retracted or replaced."""
        rows = self.profile.facts["findings"] if self.profile else []
        return [
            row | {"is_doubtful": row["key"] in self.doubtful, "certainty_label": Certainty(row["certainty"]).label}
            for row in rows
        ]

    @cached_property
    def direct(self) -> list[dict[str, Any]]:
        """Findings about this very technique and condition."""
        return [row for row in self.findings if not row["is_indirect"]]

    @property
    def indirect(self) -> list[dict[str, Any]]:
        """Findings about something near."""
        return [row for row in self.findings if row["is_indirect"]]

    @property
    def studies(self) -> int:
        """How many studies speak to this very technique and condition, and stand."""
        return len({row["key"] for row in self.direct if not row["is_doubtful"]})

    @property
    def conclusion(self) -> str:
        if self.profile is None:
            return "Not searched yet."
        if self.direct and not self.studies:
            return "In doubt: what it rests on was retracted, questioned or superseded."
        return self.profile.summary

    @property
    def certainty(self) -> str:
        """In words; empty where no study was found."""
        if not self.studies or self.profile is None:
            return ""
        stated = (row["certainty"] for row in self.direct if not row["is_doubtful"])
        return str(Certainty(lowest_certainty(stated)).label)

    @property
    def is_partly_doubtful(self) -> bool:
        """Whether some of the studies that it rests on are in doubt, and others stand."""
        return bool(self.studies) and any(row["is_doubtful"] for row in self.direct)

    @property
    def searches(self) -> list[dict[str, Any]]:
        """The searches for studies, the last one first: `on` (a date), `where`, `question` and `limits`."""
        searches = self.profile.facts["searches"] if self.profile else []
        return [search | {"on": date.fromisoformat(search["on"])} for search in searches]

    @property
    def searched(self) -> dict[str, Any] | None:
        """The last search."""
        return next(iter(self.searches), None)


@dataclass(frozen=True)
class Head:
    """A row or column of the matrix."""

    name: str
    #: The page of the technique or condition; massage of any kind has none.
    page: Edition | None = None

    @property
    def reference(self) -> str:
        return self.page.reference if self.page else ""

    @property
    def path(self) -> str:
        return self.page.path if self.page else ""

    @property
    def slug(self) -> str:
        """The last part of the address."""
        return self.page.slug if self.page else ""


@dataclass
class Matrix:
    conditions: list[Head] = field(default_factory=list)
    #: Each technique with its cells, in the order of the conditions.
    rows: list[tuple[Head, list[Cell]]] = field(default_factory=list)

    @property
    def limits(self) -> list[str]:
        """What the searches behind the cells could not cover, each said once."""
        last = (cell.searched for _, cells in self.rows for cell in cells)
        return list(dict.fromkeys(search["limits"] for search in last if search and search["limits"]))


def read() -> Matrix:
    """The whole matrix as it is live. Two queries, whatever its size."""
    by_kind: dict[type, list[Edition]] = {Technique: [], Condition: [], EvidenceProfile: []}
    for edition in _everything():
        by_kind[edition.kind].append(edition)
    profiles = {_place(profile): profile for profile in by_kind[EvidenceProfile]}
    doubtful = _doubtful_keys()
    techniques = [Head(ANY_MASSAGE), *(_head(page) for page in by_kind[Technique])]
    conditions = [_head(page) for page in by_kind[Condition]]
    return Matrix(
        conditions=conditions,
        rows=[
            (
                technique,
                [
                    Cell(
                        technique.name,
                        condition.name,
                        profiles.get((technique.reference, condition.reference)),
                        doubtful,
                    )
                    for condition in conditions
                ],
            )
            for technique in techniques
        ],
    )


def cells_of(page: Edition) -> list[Cell]:
    """The cells in the row of a technique or the column of a condition, massage of any kind first. Two queries."""
    profiles = _profiles_about(kind=page.kind, number=page.object_id)
    doubtful = _doubtful_keys()
    # A profile can mention other techniques and conditions in its text, too.
    cells = [_cell(profile, doubtful) for profile in profiles if page.reference in _place(profile)]
    return sorted(cells, key=lambda cell: (cell.technique != ANY_MASSAGE, cell.technique, cell.condition))


def around_profile(edition: Edition) -> dict[str, Any]:
    """What stands beside an evidence profile and must be fresh. Two queries."""
    facts = edition.facts
    references = [facts["condition"]["reference"], *([facts["technique"]["reference"]] if facts["technique"] else [])]
    live = {page.reference: page for page in _named(references=references)}
    condition = live.get(facts["condition"]["reference"])
    return {
        "cell": _cell(edition, _doubtful_keys()),
        "technique": live.get(facts["technique"]["reference"]) if facts["technique"] else None,
        "condition": condition,
        "cards": condition.facts["care_cards"] if condition else [],
    }


def _head(page: Edition) -> Head:
    return Head(page.title, page)


def _cell(profile: Edition, doubtful: frozenset[str]) -> Cell:
    technique, condition = profile.facts["technique"], profile.facts["condition"]
    return Cell(technique["name"] if technique else ANY_MASSAGE, condition["name"], profile, doubtful)


def _place(profile: Edition) -> tuple[str, str]:
    technique = profile.facts["technique"]
    return (technique["reference"] if technique else "", profile.facts["condition"]["reference"])


def _doubtful_keys() -> frozenset[str]:
    return frozenset(_keys_in_doubt())


# What is asked of the database


@prepared()
def _everything() -> QuerySet[Edition]:
    return Edition.objects.live().of_kinds(Technique, Condition, EvidenceProfile).for_lists().order_by("title")


@prepared(number=BigIntegerField())
def _profiles_about(kind: type[Technique | Condition], number: Slot) -> QuerySet[Edition]:
    return Edition.objects.live().of(EvidenceProfile).mentioning(kind(pk=number)).for_lists()


@prepared(references=CharField())
def _named(references: list[Slot]) -> QuerySet[Edition]:
    return Edition.objects.live().filter(reference__in=references).for_lists()


@prepared()
def _keys_in_doubt() -> QuerySet:
    return Study.objects.in_doubt().values_list("key", flat=True)

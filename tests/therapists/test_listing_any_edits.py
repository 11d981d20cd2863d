"""Whatever is edited, in whatever order, the index agrees with the rule."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from publishing import clock
from techniques.models import Condition
from tests.factories import make_condition, make_editor, make_technique
from tests.therapists import factories
from tests.therapists.index import assert_index_is_true
from therapists import listing
from therapists.models import AccessFact, Certification, Entry, Jurisdiction, Licence, Practice, Therapist
from therapists.names import surname

pytestmark = pytest.mark.django_db

CODES = ["TX", "OK", "KS"]
#: Three spots, of which two lie in one cell; the last lies outside of all three states.
POINTS = [(36.95, -97.0), (36.98, -97.02), (36.3, -100.5), (0.0, 0.0)]
YES_AND_NO = st.booleans()
DAYS = st.integers(-5, 5)


class Edits(RuleBasedStateMachine):
    """Random edits of a small directory, by the ORM as the admin and the imports make them."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.traveller = time_machine.travel(datetime(2026, 3, 5, 17, tzinfo=UTC), tick=False)
        self.clock = self.traveller.start()
        self.changes = 0

    def teardown(self) -> None:
        self.traveller.stop()
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def pick(self, model: Any, number: int) -> Any:
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @initialize()
    def begin(self) -> None:
        factories.make_jurisdiction("TX")
        factories.make_jurisdiction("OK", check_every_days=3)
        factories.make_jurisdiction("KS", regulation="none")
        self.editor = make_editor()
        self.pages = [make_technique(), make_technique(), make_condition()]
        for point in POINTS[:2]:
            therapist = factories.make_therapist(practice={"point": point, "code": "OK"}, licence={"code": "OK"})
            factories.make_access_fact(therapist.practices.get())
            therapist.techniques.add(self.pages[0])

    @invariant()
    def the_index_is_true(self) -> None:
        assert_index_is_true()

    @rule(code=st.sampled_from(CODES), point=st.sampled_from(POINTS), status=st.sampled_from(["draft", "listed"]))
    def add_a_therapist(self, code: str, point: Any, status: str) -> None:
        factories.make_therapist(status=status, code=code, practice={"point": point})

    @rule(number=st.integers(0, 9), code=st.sampled_from(CODES), valid_in=st.lists(st.sampled_from(CODES)))
    def add_a_license(self, number: int, code: str, valid_in: list[str]) -> None:
        if therapist := self.pick(Therapist, number):
            factories.make_licence(
                therapist, code=code, valid_in=[factories.make_jurisdiction(one) for one in valid_in]
            )

    @rule(number=st.integers(0, 9), days=DAYS)
    def add_a_certification(self, number: int, days: int) -> None:
        if therapist := self.pick(Therapist, number):
            factories.make_certification(therapist, expires_on=clock.today() + timedelta(days=days))

    @rule(number=st.integers(0, 9), code=st.sampled_from(CODES), point=st.sampled_from(POINTS))
    def add_a_practice(self, number: int, code: str, point: Any) -> None:
        if therapist := self.pick(Therapist, number):
            factories.make_practice(therapist, code=code, point=point)

    @rule(number=st.integers(0, 9), kind=st.sampled_from(AccessFact.Kind.values))
    def add_an_access_fact(self, number: int, kind: str) -> None:
        practice = self.pick(Practice, number)
        if practice and not practice.access_facts.filter(kind=kind).exists():
            factories.make_access_fact(practice, kind)

    @rule(
        number=st.integers(0, 9),
        values=st.sampled_from([
            {"display_name": "Bo Ruiz"}, {"display_name": "Somebody Else"}, {"languages": ["es", "fr"]},
            {"gender": "woman"}, {"notes": "Seen."},
            {"pregnancy_course": "A", "pregnancy_hours": 8, "pregnancy_trained_on": date(2020, 1, 1)},
        ]),
    )  # fmt: skip
    def edit_a_therapist(self, number: int, values: dict[str, Any]) -> None:
        if therapist := self.pick(Therapist, number):
            # Left as it is, the name differs from the license's by its number.
            if values.get("display_name") == "Bo Ruiz":
                values = {"display_name": f"Bo {surname(therapist.licensed_name)}"}
            self.save(therapist, values)

    @rule(
        number=st.integers(0, 9), days=DAYS,
        field=st.sampled_from(["expires_on", "registered_until", "checked_on", "status", "kind", "match_is_sure",
                               "has_discipline", "jurisdiction", "name", "conditions_seen_by"]),
        status=st.sampled_from(["active", "active_with_conditions", "suspended"]), code=st.sampled_from(CODES),
    )  # fmt: skip
    def edit_a_license(self, number: int, days: int, field: str, status: str, code: str) -> None:
        if licence := self.pick(Licence, number):
            day = clock.today() + timedelta(days=days)
            values = {
                "expires_on": day, "registered_until": day, "checked_on": min(day, clock.today()), "status": status,
                "kind": "student" if days < -2 else "therapist", "match_is_sure": days > -3,
                "has_discipline": days < 0, "jurisdiction": factories.make_jurisdiction(code),
                "name": "Bo Reyes" if days < -2 else licence.therapist.licensed_name,
                "conditions_seen_by": self.editor,
            }  # fmt: skip
            self.save(licence, {field: values[field]})

    @rule(number=st.integers(0, 9), code=st.sampled_from(CODES), action=st.sampled_from(["add", "remove", "clear"]))
    def edit_where_a_license_is_valid(self, number: int, code: str, action: str) -> None:
        if licence := self.pick(Licence, number):
            change = getattr(licence.valid_in, action)
            change() if action == "clear" else change(factories.make_jurisdiction(code))

    @rule(number=st.integers(0, 9), days=DAYS, field=st.sampled_from(["expires_on", "checked_on"]))
    def edit_a_certification(self, number: int, days: int, field: str) -> None:
        if certification := self.pick(Certification, number):
            day = clock.today() + timedelta(days=days)
            self.save(certification, {field: min(day, clock.today()) if field == "checked_on" else day})

    @rule(number=st.integers(0, 9), setting=st.sampled_from(Practice.Setting.values), point=st.sampled_from(POINTS),
          code=st.sampled_from(CODES),
          field=st.sampled_from(["setting", "point", "state", "zip", "price"]))  # fmt: skip
    def edit_a_practice(self, number: int, setting: str, point: Any, code: str, field: str) -> None:
        if practice := self.pick(Practice, number):
            values: dict[str, dict[str, Any]] = {
                "setting": {"setting": setting},
                "point": {"located": "staff", "latitude": point[0], "longitude": point[1]},
                "state": {"state": factories.make_jurisdiction(code)},
                "zip": {"located": "zip", "zip_code": "99999"},
                "price": {"price": 2, "takes_hsa": True, "takes_insurance": code == "TX", "is_accepting": True,
                          "accepting_as_of": clock.today()},
            }  # fmt: skip
            self.save(practice, values[field])

    @rule(number=st.integers(0, 9), kind=st.sampled_from(AccessFact.Kind.values))
    def edit_an_access_fact(self, number: int, kind: str) -> None:
        fact = self.pick(AccessFact, number)
        if fact and not fact.practice.access_facts.filter(kind=kind).exists():
            self.save(fact, {"kind": kind})

    @rule(
        code=st.sampled_from(CODES),
        values=st.sampled_from([
            {"check_every_days": 2}, {"check_every_days": 90}, {"regulation": "registration"},
            {"regulation": "none", "agency": "", "letters": "", "lookup_url": ""},
        ]),
    )  # fmt: skip
    def edit_a_jurisdiction(self, code: str, values: dict[str, Any]) -> None:
        self.save(Jurisdiction.objects.get(pk=code), values)

    def save(self, row: Any, values: dict[str, Any]) -> None:
        """By turns as a form saves, every field, and as code does, the changed ones."""
        for name, value in values.items():
            setattr(row, name, value)
        self.changes += 1
        row.save(update_fields=list(values)) if self.changes % 2 else row.save()

    @rule(number=st.integers(0, 9), page=st.integers(0, 2), from_page=YES_AND_NO,
          action=st.sampled_from(["add", "remove", "clear", "set", "set anew"]))  # fmt: skip
    def link(self, number: int, page: int, from_page: bool, action: str) -> None:
        therapist = self.pick(Therapist, number)
        there = [page for page in self.pages if page.pk]
        if not therapist or not there:
            return
        content = there[page % len(there)]
        links = therapist.conditions if isinstance(content, Condition) else therapist.techniques
        other, change = (therapist, content.therapists) if from_page else (content, links)
        if action == "clear":
            change.clear()
        elif action.startswith("set"):
            change.set([other], clear=action == "set anew")
        else:
            getattr(change, action)(other)

    @rule(number=st.integers(0, 2), in_bulk=YES_AND_NO)
    def delete_a_page(self, number: int, in_bulk: bool) -> None:
        there = [page for page in self.pages if page.pk]
        if there:
            page = there[number % len(there)]
            type(page).objects.filter(pk=page.pk).delete() if in_bulk else page.delete()
            page.pk = None

    @rule(number=st.integers(0, 9), action=st.sampled_from(["list", "freeze", "withdraw", "draft"]))
    def decide(self, number: int, action: str) -> None:
        therapist = self.pick(Therapist, number)
        if not therapist:
            return
        if action == "list":
            try:
                listing.list_therapist(therapist, by=self.editor)
            except listing.NotListed:
                return
        elif action == "draft":
            self.save(therapist, {"status": "draft"})
        else:
            getattr(listing, action)(therapist, reason="A report.")

    @rule(
        model=st.sampled_from([Therapist, Licence, Certification, Practice, AccessFact]), number=st.integers(0, 9),
        in_bulk=YES_AND_NO,
    )  # fmt: skip
    def delete(self, model: Any, number: int, in_bulk: bool) -> None:
        if row := self.pick(model, number):
            model.objects.filter(pk=row.pk).delete() if in_bulk else row.delete()

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        self.clock.shift(timedelta(days=days))

    @precondition(lambda self: Therapist.objects.exists())
    @rule(number=st.integers(0, 9), fails=YES_AND_NO, point=st.sampled_from(POINTS))
    def several_at_once(self, number: int, fails: bool, point: Any) -> None:
        before = sorted(map(listing.values, Entry.objects.all()), key=str)
        try:
            with listing.together():
                therapist = self.pick(Therapist, number)
                factories.make_practice(therapist, point=point)
                listing.freeze(self.pick(Therapist, number + 1), reason="A report.")
                self.pick(Practice, number).delete()
                if fails:
                    raise RuntimeError
        except RuntimeError:
            assert sorted(map(listing.values, Entry.objects.all()), key=str) == before


def test_the_index_is_true_after_any_series_of_edits() -> None:
    run_state_machine_as_test(
        Edits,
        settings=settings(
            max_examples=14,
            stateful_step_count=15,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )

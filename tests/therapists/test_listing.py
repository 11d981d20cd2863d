"""Whatever is edited, the index agrees with the rule."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import ProtectedError
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
from techniques.models import Condition, Technique
from tests.factories import make_condition, make_editor, make_technique
from tests.therapists import factories
from therapists import cells, listing
from therapists.models import (
    AccessFact,
    Cell,
    Certification,
    Entry,
    Jurisdiction,
    Licence,
    Practice,
    Therapist,
)
from therapists.names import surname

pytestmark = pytest.mark.django_db

CODES = ["TX", "OK", "KS"]
#: Three spots, of which two lie in one cell; the last lies outside of all three states.
POINTS = [(36.95, -97.0), (36.98, -97.02), (36.3, -100.5), (0.0, 0.0)]


def assert_index_is_true() -> None:
    """Every entry is what the rule says, apart from those that only ended; every cell is what its entries say."""
    connection.check_constraints()
    today = clock.today()
    kept = {entry.pk: entry for entry in Entry.objects.all()}
    right = {entry.pk: entry for entry in listing.right_entries(Practice.objects.all())}
    in_force = {key: listing.values(entry) for key, entry in kept.items() if entry.listed_until >= today}
    assert in_force == {key: listing.values(entry) for key, entry in right.items()}
    assert set(Entry.objects.in_force().values_list("pk", flat=True)) == set(right)
    assert set(Therapist.objects.listed()) == {entry.therapist for entry in right.values()}

    by_cell: dict[int, list[Entry]] = {}
    for entry in kept.values():
        by_cell.setdefault(entry.cell, []).append(entry)
    there = {cell.pk: columns(cell) for cell in Cell.objects.all()}
    assert there == {number: columns(cells.pack(number, entries)) for number, entries in by_cell.items()}


def columns(cell: Cell) -> list[Any]:
    values = [getattr(cell, field.name) for field in Cell._meta.fields]
    return [bytes(value) if isinstance(value, bytes | memoryview) else value for value in values]


@contextmanager
def writes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[set[int]]]:
    """The therapists for whom the index is written, each time it is."""
    seen: list[set[int]] = []
    write = listing._write

    def count(therapists: set[int], changed_cells: set[int]) -> None:
        seen.append(set(therapists))
        write(therapists, changed_cells)

    with monkeypatch.context() as patched:
        patched.setattr(listing, "_write", count)
        yield seen


# Everything that can be edited, one after the other

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


# Records that go, or move


@pytest.fixture
def therapist() -> Therapist:
    """Somebody about whom there is everything."""
    therapist = factories.make_therapist(techniques=[make_technique()], conditions=[make_condition()])
    factories.make_certification(therapist)
    practice = therapist.practices.get()
    factories.make_access_fact(practice, "elevator")
    factories.make_access_fact(practice, "table")
    factories.make_practice(therapist, point=(30.4, -97.7))
    return therapist


@pytest.mark.parametrize("model", [Therapist, Licence, Certification, Practice, AccessFact])
@pytest.mark.parametrize("how", ["one", "all", "together"])
def test_a_deleted_record_leaves_nothing_behind(therapist: Therapist, model: Any, how: str) -> None:
    if how == "one":
        model.objects.first().delete()
    elif how == "all":
        model.objects.all().delete()
    else:
        with listing.together():
            model.objects.all().delete()
    assert_index_is_true()


def test_a_license_that_moves_to_somebody_else_carries_nobody_any_more() -> None:
    one, other = factories.make_therapist(), factories.make_therapist(licence=False)
    licence = one.licences.get()
    licence.therapist, licence.name = other, other.licensed_name
    licence.save()
    assert_index_is_true()
    assert list(Therapist.objects.listed()) == [other]


def test_a_certification_that_moves_to_somebody_else_carries_nobody_any_more() -> None:
    factories.make_jurisdiction("KS", regulation="none")
    one, other = (factories.make_therapist(code="KS", licence=licence) for licence in (None, False))
    certification = one.certifications.get()
    certification.therapist, certification.name = other, other.licensed_name
    certification.save()
    assert_index_is_true()


def test_a_practice_that_moves_to_somebody_else_is_judged_by_the_new_one() -> None:
    one, other = factories.make_therapist(), factories.make_therapist(licence=False)
    practice = one.practices.get()
    practice.therapist = other
    practice.save()
    assert_index_is_true()
    assert not Entry.objects.exists()


def test_an_access_fact_that_moves_leaves_the_old_practice_without_it() -> None:
    one, other = factories.make_therapist(), factories.make_therapist()
    fact = factories.make_access_fact(one.practices.get())
    fact.practice = other.practices.get()
    fact.save()
    assert_index_is_true()


def test_a_jurisdiction_cannot_go_while_somebody_works_there() -> None:
    factories.make_therapist()
    with pytest.raises(ProtectedError):
        Jurisdiction.objects.get().delete()


def test_a_technique_that_goes_is_no_choice_any_more() -> None:
    technique = make_technique()
    therapist = factories.make_therapist(techniques=[technique])
    before = cells.unpack_choices(Entry.objects.get().choices)
    Technique.objects.all().delete()
    assert len(cells.unpack_choices(Entry.objects.get().choices)) == len(before) - 1
    assert not therapist.techniques.exists()
    assert_index_is_true()


# What staff decide


def test_listing_needs_everything_and_says_by_whom_and_when() -> None:
    editor = make_editor()
    therapist = factories.make_therapist(status="draft", approved_by=None, approved_at=None, licence=False)
    with pytest.raises(listing.NotListed) as refusal:
        listing.list_therapist(therapist, by=editor)
    assert str(refusal.value) == "Missing: Hands, Austin, TX: No Texas license is on record."
    therapist.refresh_from_db()
    assert (therapist.status, therapist.approved_by) == ("draft", None)
    factories.make_licence(therapist)
    with time_machine.travel(datetime(2026, 3, 5, 17, tzinfo=UTC), tick=False):
        Licence.objects.update(checked_on=clock.today(), expires_on=clock.today())
        listing.list_therapist(therapist, by=editor)
        therapist.refresh_from_db()
        assert (therapist.status, therapist.approved_by, therapist.approved_at) == ("listed", editor, clock.present())
        assert list(Therapist.objects.listed()) == [therapist]


def test_freezing_hides_at_once_and_listing_again_shows() -> None:
    therapist = factories.make_therapist()
    listing.freeze(therapist, reason="A report.")
    assert (therapist.status, therapist.status_reason) == ("frozen", "A report.")
    assert not Therapist.objects.listed().exists()
    assert not Entry.objects.exists()
    assert not Cell.objects.exists()
    listing.list_therapist(therapist, by=make_editor())
    assert (therapist.status, therapist.status_reason) == ("listed", "")
    assert Therapist.objects.listed().exists()
    listing.withdraw(therapist, reason="Asked to go.")
    assert not Therapist.objects.listed().exists()
    assert not Cell.objects.exists()


@pytest.mark.parametrize("status", ["draft", "frozen", "withdrawn"])
def test_an_entry_alone_does_not_show_anybody(status: str) -> None:
    """A status that was changed in bulk, without signals, hides as well."""
    factories.make_therapist()
    Therapist.objects.update(status=status, status_reason="A report.")
    assert Entry.objects.in_force().exists()
    assert not Therapist.objects.listed().exists()


# Days


@pytest.mark.parametrize(
    ("midnight", "last_day"),
    [
        # In New York, in winter and in summer, and on the days when its clocks change.
        (datetime(2026, 3, 6, 5, 0, tzinfo=UTC), date(2026, 3, 5)),
        (datetime(2026, 7, 6, 4, 0, tzinfo=UTC), date(2026, 7, 5)),
        (datetime(2026, 3, 9, 4, 0, tzinfo=UTC), date(2026, 3, 8)),
        (datetime(2026, 11, 2, 5, 0, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
def test_a_listing_ends_at_midnight_where_the_site_is_without_any_job(midnight: datetime, last_day: date) -> None:
    with time_machine.travel(midnight - timedelta(hours=10), tick=False) as now:
        therapist = factories.make_therapist(licence={"expires_on": last_day})
        now.move_to(midnight - timedelta(seconds=1))
        assert list(Therapist.objects.listed()) == [therapist]
        assert Entry.objects.in_force().count() == 1
        assert_index_is_true()
        now.move_to(midnight)
        assert not Therapist.objects.listed().exists()
        assert not Entry.objects.in_force().exists()
        assert_index_is_true()
        # It is still there until the next writing.
        assert Entry.objects.count() == Cell.objects.count() == 1
        listing.refresh([therapist.pk])
        assert Entry.objects.count() == Cell.objects.count() == 0


def test_one_of_two_practices_is_enough_to_be_listed() -> None:
    therapist = factories.make_therapist(licence={"expires_on": clock.today()})
    factories.make_licence(therapist, code="OK", expires_on=clock.today() + timedelta(days=1))
    factories.make_practice(therapist, code="OK")
    with time_machine.travel(clock.present() + timedelta(days=1)):
        assert list(Therapist.objects.listed()) == [therapist]
        assert Entry.objects.in_force().get().state_id == "OK"
    with time_machine.travel(clock.present() + timedelta(days=2)):
        assert not Therapist.objects.listed().exists()


# Writing


def test_every_change_writes_once_and_many_together_write_once(monkeypatch: pytest.MonkeyPatch) -> None:
    therapists = [factories.make_therapist() for _ in range(3)]
    with writes(monkeypatch) as seen:
        for therapist in therapists:
            therapist.save()
    assert seen == [{therapist.pk} for therapist in therapists]
    with writes(monkeypatch) as seen, listing.together():
        for therapist in therapists:
            therapist.gender = "woman"
            therapist.save()
            with listing.together():
                therapist.practices.get().save()
        assert seen == []
    assert seen == [{therapist.pk for therapist in therapists}]
    assert_index_is_true()


def test_a_change_that_matters_to_nobody_writes_no_row() -> None:
    therapist = factories.make_therapist()
    with connection.execute_wrapper(refuse_writing_the_index):
        therapist.notes = "Seen."
        therapist.save()
        listing.refresh([therapist.pk])


def refuse_writing_the_index(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    assert not (sql.startswith(("INSERT", "UPDATE", "DELETE")) and ("_entry" in sql or "_cell" in sql)), sql
    return execute(sql, params, many, context)


def fail_after(change: Callable[[], Any]) -> None:
    change()
    raise RuntimeError


def test_what_fails_together_leaves_the_index_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    therapist = factories.make_therapist()
    before = [listing.values(entry) for entry in Entry.objects.all()]
    with writes(monkeypatch) as seen:
        with pytest.raises(RuntimeError), listing.together():
            fail_after(lambda: listing.freeze(therapist, reason="A report."))
        assert seen == []
    assert [listing.values(entry) for entry in Entry.objects.all()] == before
    assert Therapist.objects.listed().exists()
    assert_index_is_true()
    # And the next change is written at once again.
    listing.freeze(Therapist.objects.get(), reason="A report.")
    assert not Entry.objects.exists()
    assert_index_is_true()


def test_a_step_that_fails_within_does_not_spoil_the_rest() -> None:
    therapist, other = factories.make_therapist(), factories.make_therapist()
    with listing.together():
        with pytest.raises(RuntimeError), transaction.atomic():
            fail_after(therapist.delete)
        listing.freeze(other, reason="A report.")
    assert Therapist.objects.listed().count() == 1
    assert_index_is_true()


def test_a_fault_while_the_index_is_written_undoes_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    therapist = factories.make_therapist()

    def fail(numbers: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(listing, "write_cells", fail)
    with pytest.raises(RuntimeError):
        listing.freeze(therapist, reason="A report.")
    assert Therapist.objects.get().status == "listed"
    assert Therapist.objects.listed().exists()


def test_changes_in_bulk_are_made_good_by_refresh() -> None:
    therapists = [factories.make_therapist() for _ in range(3)]
    Licence.objects.filter(therapist=therapists[0]).update(status="revoked")
    Practice.objects.filter(therapist=therapists[1]).update(takes_hsa=True)
    listing.refresh(therapist.pk for therapist in therapists)
    assert_index_is_true()
    assert set(Therapist.objects.listed()) == set(therapists[1:])


def test_many_therapists_are_judged_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "BATCH", 2)
    with listing.together():
        therapists = [factories.make_therapist(practice={"point": (30.0 + number, -97.0)}) for number in range(5)]
    assert_index_is_true()
    assert Entry.objects.count() == Cell.objects.count() == len(therapists)
    with listing.together():
        for therapist in therapists:
            therapist.delete()
    assert_index_is_true()
    assert Entry.objects.count() == Cell.objects.count() == 0

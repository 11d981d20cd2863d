"""The changes that the ledger knows: save a draft, approve, publish, withdraw, restore."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from publishing import addresses, clock, databases
from publishing.composition import Composition, Problem, problems_of
from publishing.models import Approval, Draft, Edition, Mention, Publishable
from publishing.working_copy import fingerprint_of

TEXT_CHANGED = "The text was changed while this page was open. Check the preview once more, then publish."


class LedgerError(Exception):
    """A change that the ledger refuses; its words are for the person who asked for it."""


class NotReady(LedgerError):
    """The page has problems that block publishing."""


class ReasonMissing(LedgerError):
    """A warning asks for a reason, and none was given."""


class AddressTaken(LedgerError):
    """Another page is live, or scheduled, at this address."""


class ApprovalMissing(LedgerError):
    """This exact text has not been approved by a second person."""


class NotRestored(LedgerError):
    """A kept working copy no longer fits into the tables."""


class NothingToWithdraw(LedgerError):
    """No edition is live or scheduled."""


def keep_draft(content: Publishable, *, by: Any) -> bool:
    """Take note of a saved working copy. Returns whether anything that a reader could see has changed."""
    copy = content.working_copy()
    fingerprint = fingerprint_of(copy)
    if fingerprint == content.fingerprint:
        return False
    moment = clock.present()
    type(content)._default_manager.filter(pk=content.pk).update(
        fingerprint=fingerprint, changed_by=by, changed_at=moment
    )
    content.fingerprint, content.changed_by, content.changed_at = fingerprint, by, moment
    Draft.objects.create(
        content_type=ContentType.objects.get_for_model(content),
        object_id=content.pk,
        fingerprint=fingerprint,
        working_copy=copy,
        text=content.compose().text,
        saved_at=moment,
        saved_by=by,
    )
    return True


def approve(content: Publishable, *, by: Any) -> Approval:
    """Agree to the working copy as it stands. Raises LedgerError if somebody asks who wrote it."""
    if content.changed_by_id == by.pk or content.drafts.filter(fingerprint=content.fingerprint, saved_by=by).exists():
        raise LedgerError("You wrote this text, so somebody else has to approve it.")
    return Approval.objects.create(
        content_type=ContentType.objects.get_for_model(content),
        object_id=content.pk,
        fingerprint=content.fingerprint,
        approved_by=by,
        approved_at=clock.present(),
    )


def approval_of(content: Publishable) -> Approval | None:
    """The approval that fits the text as it stands, to the letter."""
    approvals = Approval.objects.filter(
        content_type=ContentType.objects.get_for_model(content),
        object_id=content.pk,
        fingerprint=content.fingerprint,
    )
    return approvals.select_related("approved_by").order_by("approved_at").last()


def preview(content: Publishable, *, composition: Composition | None = None) -> Edition:
    """The edition that publishing would mint now, unsaved."""
    composition = composition or content.compose()
    last = content.editions.for_lists().order_by("-number").first()
    reviewed = content.editions.filter(is_withdrawal=False).for_lists().order_by("-number").first()
    now = clock.present()
    return Edition(
        content_type=ContentType.objects.get_for_model(content),
        object_id=content.pk,
        number=last.number + 1 if last else 1,
        reference=content.reference,
        live_from=now,
        first_live_from=_first_live_from(content, now),
        path=content.public_path(),
        title=composition.title,
        summary=composition.summary,
        html=composition.html,
        text=composition.text,
        contents=composition.contents,
        facts=composition.facts,
        working_copy=content.working_copy(),
        fingerprint=content.fingerprint,
        published_at=now,
        is_medical=content.is_medical,
        reviewed_on=reviewed.reviewed_on if reviewed else None,
        reviewer=reviewed.reviewer if reviewed else "",
        review_due_on=reviewed.review_due_on if reviewed else None,
    )


def _first_live_from(content: Publishable, moment: datetime) -> datetime:
    """When readers first see this content, if its next edition goes live at a moment."""
    seen = content.editions.shown().filter(is_withdrawal=False)
    first = seen.order_by("live_from").values_list("live_from", flat=True).first()
    return min(first, moment) if first else moment


@transaction.atomic
def publish(
    content: Publishable,
    *,
    by: Any,
    note: str = "",
    live_from: datetime | None = None,
    reviewed: bool = False,
    review_due_on: date | None = None,
    without_approval: bool = False,
    fingerprint: str | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Edition:
    """Mint the next edition from the working copy.

    `live_from` in the future schedules it; `reviewed` records that the page's medical reviewer read this text today;
    `fingerprint` names the text that is meant, if somebody else could have changed it meanwhile; `reasons` answers the
    messages of warnings that ask for one. Raises NotReady, ReasonMissing, AddressTaken or ApprovalMissing, each with
    words for the editor.
    """
    databases.wait_for_turn(connection, Edition._meta.db_table)
    # What was saved last is published whole: no save comes between reading the page and reading its blocks.
    content.refresh_from_db(from_queryset=type(content)._default_manager.select_for_update())
    if fingerprint is not None and fingerprint != content.fingerprint:
        raise NotReady(TEXT_CHANGED)
    keep_draft(content, by=by)
    composition = content.compose()
    edition = preview(content, composition=composition)
    problems = problems_of(composition)
    if blocking := [problem.message for problem in problems if problem.blocks]:
        raise NotReady(" ".join(blocking))
    edition.reasons = _answered(problems, reasons or {})
    _check_address(content, edition.path)
    edition.approval = approval_of(content)
    if content.needs_approval and edition.approval is None and not without_approval:
        raise ApprovalMissing("Somebody other than the author has to approve this text before it is published.")
    edition.note, edition.published_by = note, by
    edition.live_from = max(live_from or edition.published_at, edition.published_at)
    edition.first_live_from = _first_live_from(content, edition.live_from)
    if reviewed:
        if not composition.reviewer:
            raise NotReady("Choose the medical reviewer before recording a review.")
        edition.reviewed_on = timezone.localtime(edition.published_at).date()
        edition.reviewer, edition.review_due_on = composition.reviewer, review_due_on
    edition.save()
    for thing in {(type(thing), thing.pk): thing for thing in composition.mentions}.values():
        Mention.objects.create(
            edition=edition, content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk
        )
    return edition


def _answered(problems: list[Problem], reasons: Mapping[str, str]) -> list[dict[str, str]]:
    """The warnings that ask for a reason, each with the one that was given."""
    asked = [problem.message for problem in problems if problem.needs_reason]
    if missing := [message for message in asked if not reasons.get(message, "").strip()]:
        raise ReasonMissing(f"Say why this is right all the same, or change it. {' '.join(missing)}")
    return [{"warning": message, "reason": reasons[message].strip()} for message in asked]


def _check_address(content: Publishable, path: str) -> None:
    if not addresses.belongs_to_the_ledger(path):
        raise AddressTaken(f"The address {path} belongs to a fixed part of this site. Choose another one.")
    if taken := addresses.holder(path, other_than=content):
        raise AddressTaken(
            f"The address {path} is taken by “{taken.title}”. Choose another one, or move that page first."
        )


@transaction.atomic
def withdraw(content: Publishable, *, by: Any, reason: str) -> Edition:
    """Take a page down now, and whatever was scheduled with it. Its address answers 410; the ledger keeps it all.

    Raises NothingToWithdraw if no edition is live or scheduled, and LedgerError for what the site cannot be without.
    """
    if content.always_needs_approval:
        raise LedgerError(f"“{content}” cannot be withdrawn, only replaced by a new edition that two people agree on.")
    databases.wait_for_turn(connection, Edition._meta.db_table)
    standing = content.editions.pending().order_by("number").first()
    if standing is None:
        raise NothingToWithdraw(f"“{content}” is neither live nor scheduled.")
    last = content.editions.for_lists().order_by("-number").first()
    assert last is not None
    now = clock.present()
    withdrawal = Edition(
        content_type=standing.content_type,
        object_id=content.pk,
        number=last.number + 1,
        reference=standing.reference,
        live_from=now,
        first_live_from=standing.first_live_from,
        is_withdrawal=True,
        path=standing.path,
        title=standing.title,
        note=reason,
        published_at=now,
        published_by=by,
        is_medical=standing.is_medical,
    )
    withdrawal.save()
    return withdrawal


@transaction.atomic
def restore(content: Publishable, working_copy: dict[str, Any], *, by: Any) -> list[str]:
    """Put a kept working copy back into the tables; readers see it once it is published again.

    Returns, in words, what could not be put back because it no longer exists. Raises NotRestored, in words, if the rest
    could not be saved, for example because another page has its place now.
    """
    try:
        missing = content.load_working_copy(working_copy)
    except ValidationError as refusal:
        raise NotRestored(f"It cannot be restored as it was. {' '.join(refusal.messages)}") from None
    keep_draft(content, by=by)
    return missing

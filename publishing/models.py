"""The working copy (`Publishable`) and the ledger of what was published from it (`Edition`)."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime

from publishing import clock, doubts, working_copy
from publishing.composition import Composition


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete what may only be added."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError("Rows of the ledger are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Rows of the ledger are never deleted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        return self.update()


class AppendOnlyModel(models.Model):
    """A row that is written once. Database triggers refuse what gets past this class."""

    append_only: ClassVar[bool] = True

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{self} is part of the ledger and cannot be changed.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{self} is part of the ledger and cannot be deleted.")


class Approval(AppendOnlyModel):
    """Somebody other than the author read exactly this text, named by its fingerprint, and agreed to it."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    fingerprint = models.CharField(max_length=64)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["content_type", "object_id", "fingerprint"], name="approval_of_text")]

    def __str__(self) -> str:
        return f"Approval by {self.approved_by} at {self.approved_at:%Y-%m-%d %H:%M}"


class EditionQuerySet(AppendOnlyQuerySet):
    def of(self, content: "Publishable | type[Publishable]") -> Self:
        """Editions of one piece of content, or of everything of one kind."""
        editions = self.filter(content_type=ContentType.objects.get_for_model(content))
        return editions if isinstance(content, type) else editions.filter(object_id=content.pk)

    def of_kinds(self, *kinds: "type[Publishable]") -> Self:
        """Editions of everything of some kinds."""
        return self.filter(content_type__in=ContentType.objects.get_for_models(*kinds).values())

    def reigning(self, at: datetime | None = None) -> Self:
        """Of each piece of content, the highest-numbered edition with `live_from <= at`; it may be a withdrawal."""
        at = at or clock.now()
        return self._not_replaced(by=at).filter(live_from__lte=at)

    def live(self, at: datetime | None = None) -> Self:
        """What readers see at a moment (now by default).

        The one rule behind every page, list, feed, sitemap and link: the reigning edition, unless it is a withdrawal.
        """
        return self.reigning(at).filter(is_withdrawal=False)

    def pending(self) -> Self:
        """Editions that readers see now or will see if nothing else is published: live or scheduled."""
        at = Greatest(OuterRef("live_from"), clock.now(), output_field=models.DateTimeField())
        return self._not_replaced(by=at).filter(is_withdrawal=False)

    def scheduled(self) -> Self:
        return self.pending().filter(live_from__gt=clock.now())

    def shown(self) -> Self:
        """Editions that came, or will come, before readers: not replaced before their own moment."""
        return self._not_replaced(by=OuterRef("live_from"))

    def _not_replaced(self, *, by: Any) -> Self:
        """Editions of which no higher-numbered one of the same content has gone live by a moment."""
        newer = Edition.objects.filter(
            content_type=OuterRef("content_type"),
            object_id=OuterRef("object_id"),
            number__gt=OuterRef("number"),
            live_from__lte=by,
        )
        return self.filter(~Exists(newer))

    def awaiting_review(self) -> Self:
        """The review queue: live medical pages that no clinician has reviewed or whose review is overdue, and live
        pages on which something has become doubtful since.
        """
        due = Q(reviewed_on__isnull=True) | Q(review_due_on__lt=clock.today())
        return self.live().filter(Q(due, is_medical=True) | doubts.unanswered())

    def with_doubt(self) -> Self:
        """Adds `is_in_doubt`: whether the page mentions something that has become doubtful since."""
        return self.annotate(is_in_doubt=ExpressionWrapper(doubts.raised(), models.BooleanField()))

    def mentioning(self, thing: models.Model) -> Self:
        """Editions whose page shows or links to a picture, study, person or other page."""
        content_type = ContentType.objects.get_for_model(thing)
        mentions = Mention.objects.filter(edition=OuterRef("pk"), content_type=content_type, object_id=thing.pk)
        return self.filter(Exists(mentions))

    def for_lists(self) -> Self:
        """Without the columns that only the page itself needs."""
        return self.defer("html", "text", "contents", "working_copy")


class Edition(AppendOnlyModel):
    """One published state of a page, complete, for ever."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField(help_text="Counts the editions of one piece of content from 1.")
    reference = models.CharField(max_length=120, help_text="The content's permanent name, such as article/after-care.")
    live_from = models.DateTimeField(help_text="Readers see this edition from this moment on.")
    first_live_from = models.DateTimeField(help_text="When the first edition of this content went live.")
    is_withdrawal = models.BooleanField(default=False)

    path = models.CharField(max_length=255)
    title = models.CharField(max_length=400)
    summary = models.TextField(blank=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True, help_text="The words of the page, a line a paragraph.")
    contents = models.JSONField(default=list, help_text="The table of contents: level, id and title of each heading.")
    facts = models.JSONField(default=dict, help_text="What else the page shows: people, pictures, references.")

    working_copy = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    fingerprint = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)
    reasons = models.JSONField(
        default=list, help_text="Why it was published in spite of a warning: each warning with the editor's reason."
    )
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: a command."
    )
    approval = models.ForeignKey(Approval, null=True, on_delete=models.PROTECT)
    is_medical = models.BooleanField(default=False)
    reviewed_on = models.DateField(null=True)
    reviewer = models.CharField(max_length=200, blank=True)
    review_due_on = models.DateField(null=True)

    objects: ClassVar = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "number"], name="one_edition_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="numbers_start_at_1"),
            models.CheckConstraint(condition=Q(path__startswith="/"), name="paths_are_absolute"),
            models.CheckConstraint(
                condition=Q(reviewed_on__isnull=False, reviewer__gt="") | Q(reviewed_on__isnull=True, reviewer=""),
                name="a_review_has_a_reviewer_and_a_date",
            ),
        ]
        indexes = [
            # Serves every page view: which edition stands at this address?
            models.Index(fields=["path", "live_from"], name="edition_at_address"),
            # Serves links by permanent name: menus, see-also.
            models.Index(fields=["reference"], name="edition_by_reference"),
            # Tells when the next scheduled edition ends what is kept of the site (`publishing.generation`).
            models.Index(fields=["live_from"], name="edition_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"

    def get_absolute_url(self) -> str:
        return self.path

    @property
    def content(self) -> "Publishable":
        """What it is an edition of, as far as its number tells: enough to ask where it is mentioned. No query."""
        content = self.kind()
        content.pk = self.object_id
        return content

    @property
    def slug(self) -> str:
        """The last part of the address."""
        return self.path.strip("/").rpartition("/")[2]

    def get_history_url(self) -> str:
        return reverse("page-history", args=[self.path.lstrip("/")])

    @property
    def state(self) -> str:
        """How the pages that compare and restore name it."""
        return f"edition-{self.number}"

    @property
    def kind(self) -> "type[Publishable]":
        """The model that this edition was made from. No query: a process remembers content types."""
        model = ContentType.objects.get_for_id(self.content_type_id).model_class()
        assert model is not None
        assert issubclass(model, Publishable)
        return model

    @property
    def updated_on(self) -> datetime | None:
        """When the page last changed after it first appeared, if it did."""
        return self.live_from if self.number > 1 and self.live_from > self.first_live_from else None


class Mention(AppendOnlyModel):
    """An edition shows or links to something: the record behind every "where is this used?"."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="mentions")
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["edition", "content_type", "object_id"], name="one_mention_a_thing"),
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="mentions_of_a_thing")]

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id} in edition {self.edition_id}"


class Generation(models.Model):
    """Marks that triggers of the database write; their sum is the site's generation (`publishing.generation`)."""

    mark = models.BigIntegerField()
    moved_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Generation {self.mark}"


class Draft(AppendOnlyModel):
    """A saved state of a working copy. Each save keeps one, so that nobody's typing is lost to a later save."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    fingerprint = models.CharField(max_length=64)
    working_copy = models.JSONField(encoder=DjangoJSONEncoder)
    text = models.TextField(help_text="The words that the page would show, a line a paragraph.")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-saved_at", "-pk"]
        get_latest_by = ["saved_at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["content_type", "object_id", "fingerprint"], name="draft_of_content")]

    @property
    def state(self) -> str:
        return f"draft-{self.pk}"

    def __str__(self) -> str:
        return f"Saved {localtime(self.saved_at):%Y-%m-%d %H:%M} by {self.saved_by or 'a command'}"


class PublishableQuerySet(models.QuerySet):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Only what was never published can be deleted. Raises ProtectedError otherwise."""
        content_type = ContentType.objects.get_for_model(self.model)
        editions = Edition.objects.filter(content_type=content_type, object_id__in=self.values("pk")).for_lists()
        published: set[models.Model] = set(editions[:10])
        if published:
            raise models.ProtectedError("Published pages are withdrawn, never deleted.", published)
        return super().delete()

    def with_live(self) -> Self:
        """Adds `live_path`, `live_title` and `live_fingerprint`; they are None where nothing is live."""
        live = Edition.objects.live().filter(
            content_type=ContentType.objects.get_for_model(self.model), object_id=OuterRef("pk")
        )
        return self.annotate(
            live_path=Subquery(live.values("path")[:1]),
            live_title=Subquery(live.values("title")[:1]),
            live_fingerprint=Subquery(live.values("fingerprint")[:1]),
        )

    def with_status(self) -> Self:
        """Adds what `Publishable.status` needs, so that a list of a hundred rows takes one query."""
        content_type = ContentType.objects.get_for_model(self.model)
        own = Edition.objects.filter(content_type=content_type, object_id=OuterRef("pk"))
        return self.with_live().annotate(
            scheduled_for=Subquery(own.scheduled().order_by("number").values("live_from")[:1]),
            edition_count=Subquery(own.order_by("-number").values("number")[:1]),
        )


class Publishable(models.Model):
    """The working copy of something that is published through the ledger.

    A concrete model names its `working_fields` and `working_parts`, says where its page stands (`public_path`), and
    composes the page (`compose`). Everything else, from the status in the admin to the redirects, follows.
    """

    public_template: ClassVar[str]
    #: Fields that a reader can see; taxonomy is filing and is left out.
    working_fields: ClassVar[tuple[str, ...]]
    #: Models whose rows belong to this one through a foreign key named `parent`, such as blocks.
    working_parts: ClassVar[tuple[type[models.Model], ...]] = ()
    #: Whether pages of this kind need a clinician's review.
    is_medical: ClassVar[bool] = False
    #: Whether every change needs a second person, whatever the site's settings say.
    always_needs_approval: ClassVar[bool] = False

    key = models.SlugField(
        max_length=80, unique=True, editable=False, help_text="Permanent name, used by links. It never changes."
    )
    fingerprint = models.CharField(max_length=64, editable=False, default="")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")

    def public_path(self) -> str:
        """The address that the next edition will have."""
        raise NotImplementedError

    def compose(self) -> Composition:
        """The page as the working copy would have it."""
        raise NotImplementedError

    @classmethod
    def surroundings(cls, edition: Edition) -> dict[str, Any]:
        """What the public page shows beside the edition and must be fresh, such as what else is in the series."""
        return {}

    @classmethod
    def structured_data(cls, edition: Edition) -> dict[str, Any]:
        """What the page says, for machines (schema.org); nothing that it does not show."""
        return {}

    @property
    def reference(self) -> str:
        return f"{self._meta.model_name}/{self.key}"

    @property
    def needs_approval(self) -> bool:
        return self.always_needs_approval or settings.PUBLISHING_REQUIRES_APPROVAL

    @property
    def editions(self) -> EditionQuerySet:
        return Edition.objects.of(self)

    @property
    def drafts(self) -> models.QuerySet[Draft]:
        return Draft.objects.filter(content_type=ContentType.objects.get_for_model(self), object_id=self.pk)

    @property
    def status(self) -> str:
        """Where this stands, in words. Free of queries on rows that come from `with_status`."""
        row: Any = self
        if not hasattr(self, "edition_count"):
            row = type(self).objects.with_status().get(pk=self.pk)
        if not row.edition_count:
            return "Draft, never published"
        scheduled = (
            f"scheduled for {date_format(localtime(row.scheduled_for), 'N j, Y, P')}" if row.scheduled_for else ""
        )
        if not row.live_path:
            return capfirst(scheduled) or "Withdrawn"
        live = "Live" if row.live_fingerprint == row.fingerprint else "Live, with unpublished changes"
        return f"{live}; next edition {scheduled}" if scheduled else live

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Only what was never published can be deleted. Raises ProtectedError otherwise."""
        if editions := set(self.editions.for_lists()):
            raise models.ProtectedError(f"“{self}” has been published. Withdraw it instead of deleting it.", editions)
        return super().delete(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.key:
            self.key = self._free_key()
        super().save(*args, **kwargs)

    def _free_key(self) -> str:
        """A permanent name from the slug; an older piece of content may have taken it before it was renamed."""
        slug = self.slug  # type: ignore[attr-defined]  # a kind without one names its keys itself
        base, key, count = slug[:70], slug[:70], 1
        while type(self)._default_manager.filter(key=key).exists():
            count += 1
            key = f"{base}-{count}"
        return key

    def working_copy(self) -> dict[str, Any]:
        """Everything a reader could see, as plain JSON."""
        return working_copy.describe(self)

    def load_working_copy(self, copy: dict[str, Any]) -> list[str]:
        """Put a kept working copy back into the tables. Returns what could not be put back, in words."""
        return working_copy.put_back(self, copy)


def published_kinds() -> "dict[str, type[Publishable]]":
    """Every kind of publishable content, by the word that references begin with."""
    return {str(model._meta.model_name): model for model in apps.get_models() if issubclass(model, Publishable)}

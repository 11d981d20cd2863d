from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from articles.content_format import ContentError
from backpain import content_files
from backpain.content_files import directory, filing
from backpain.content_files.files import ContentFile
from publishing import ledger
from publishing.models import Publishable
from therapists.models import Jurisdiction, Therapist


class Command(BaseCommand):
    help = "Load and publish the content files. Run again, it adds what is new and never overwrites what staff changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument(
            "--samples",
            action="store_true",
            help="Add the sample therapists that are not there. Without it they come with a site's first load only.",
        )

    def handle(self, *args: Any, folder: Path, samples: bool, **options: Any) -> None:
        self.counts: Counter[str] = Counter()
        try:
            with transaction.atomic():
                self.load(folder)
                self.load_directory(folder, samples=samples)
        except (ContentError, OSError, KeyError, TypeError) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        for outcome, count in self.counts.items():
            self.stdout.write(f"{outcome}: {count}")
        if settings.PUBLISHING_REQUIRES_APPROVAL and self.counts["added and published"]:
            self.stdout.write(
                "The starter texts were published without a second person's approval. They wait in the review queue."
            )

    def load(self, folder: Path) -> None:
        filing.load_filing(folder)
        filing.load_searches(folder)
        filing.load_claims(folder)
        filing.load_pictures(folder)
        changed: list[tuple[Path, Publishable]] = []
        for kind in content_files.KINDS:
            for file in kind.files(folder):
                path = kind.path(Path(), file.key)
                with naming(path):
                    changed += [(path, content) for content in self.load_page(kind, file)]
        # All pages exist before the first is published, so that links between them lead somewhere.
        for path, content in changed:
            with naming(path):
                ledger.publish(content, by=None, note="Starter content.", without_approval=True)
        filing.load_menus(folder)

    def load_directory(self, folder: Path, *, samples: bool) -> None:
        """The states' rules, and samples: at the first load only, so that samples once removed do not come back."""
        is_first = not Jurisdiction.objects.exists() and not Therapist.objects.exists()
        if added := directory.load_jurisdictions(folder):
            self.counts["rules of states added"] = added
        if not (is_first or samples):
            return
        if directory.samples_can_be_placed():
            if added := directory.load_samples(folder):
                self.counts["sample therapists added"] = added
        elif directory.read_samples(folder):
            self.stdout.write(
                "No sample therapists were added, because no ZIP code is known yet. "
                "To add them: manage.py load_gazetteer, then manage.py load_starter_content --samples."
            )

    def load_page(self, kind: content_files.Kind, file: ContentFile) -> list[Publishable]:
        """The page if it is new or differs from its file, unless staff had a hand in it."""
        content = kind.model._default_manager.filter(key=file.key).first()
        if content is None:
            content = kind.model(key=file.key)
            kind.fill(content, file)
            self.counts["added and published"] += 1
            return [content]
        if content.changed_by_id or content.editions.exclude(published_by=None).exists():
            self.counts["kept, because staff changed it"] += 1
            return []
        if kind.describe(content) == file:
            self.counts["unchanged"] += 1
            return []
        kind.fill(content, file)
        self.counts["updated"] += 1
        return [content] if ledger.keep_draft(content, by=None) else []


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """What is wrong with a file is said together with its name."""
    try:
        yield
    except ValidationError as error:
        said = "; ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
        raise ContentError(f"{path}: {said}") from error
    except (ContentError, ledger.LedgerError, ObjectDoesNotExist, KeyError) as error:
        raise ContentError(f"{path}: {error}") from error

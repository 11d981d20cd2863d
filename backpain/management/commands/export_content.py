from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backpain import content_files


class Command(BaseCommand):
    help = "Write the site's working copies as content files, in the form that load_starter_content reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="A new or empty folder.")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty. Choose a new folder, so that no file of yours is overwritten.")
        folder.mkdir(parents=True, exist_ok=True)
        count = 0
        for kind in content_files.KINDS:
            for content in kind.model._default_manager.order_by("key"):
                kind.describe(content).write(kind.path(folder, content.key))
                count += 1
        content_files.dump_filing(folder)
        content_files.dump_studies(folder)
        content_files.dump_pictures(folder)
        content_files.dump_menus(folder)
        self.stdout.write(f"Wrote {count} pages to {folder}.")

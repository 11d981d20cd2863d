from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backpain import content_files
from backpain.content_files import directory, filing


class Command(BaseCommand):
    help = "Write the site's working copies as content files, in the form that load_starter_content reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="A new or empty folder.")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty. Choose a new folder, so that no file of yours is overwritten.")
        folder.mkdir(parents=True, exist_ok=True)
        count = sum(kind.write(folder) for kind in content_files.KINDS)
        filing.dump_filing(folder)
        filing.dump_searches(folder)
        filing.dump_claims(folder)
        filing.dump_pictures(folder)
        filing.dump_menus(folder)
        directory.dump_jurisdictions(folder)
        self.stdout.write(f"Wrote {count} pages to {folder}.")

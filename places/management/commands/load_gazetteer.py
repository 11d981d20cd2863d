from typing import Any

from django.core.management.base import BaseCommand

from places import gazetteer


class Command(BaseCommand):
    help = "Fills states, counties, towns and ZIP codes from packaged data. Running it again refreshes the same rows."

    def handle(self, *args: Any, **options: Any) -> None:
        report = gazetteer.load()
        self.stdout.write(str(report))
        if options["verbosity"] > 1:
            self.stdout.write(f"Mended: {' '.join(report.mended)}")
            self.stdout.write(f"Left out: {' '.join(report.left_out)}")

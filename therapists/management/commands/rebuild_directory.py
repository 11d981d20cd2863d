from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from therapists import listing, rebuilding
from therapists.models import Cell, Entry, Practice

#: Differences that are named; of the others only their number is said.
NAMED = 20


class Command(BaseCommand):
    help = (
        "Write the directory's index anew from the records and the rule: first the entry of every practice, then the "
        "cells that searches read. Entries whose day has passed go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; say where the index is wrong.")
        parser.add_argument(
            "--from", dest="start", type=int, default=0, metavar="PK",
            help="Go on from this practice, as an interrupted run says.",
        )  # fmt: skip

    def handle(self, *args: Any, check: bool, start: int, **options: Any) -> None:
        if check:
            self.compare(start)
        else:
            self.rebuild(start)

    def rebuild(self, start: int) -> None:
        try:
            for first, last in rebuilding.batches(start):
                with rebuilding.collected_at_the_end(), listing.writing():
                    listing.write_entries(Practice.objects.filter(pk__range=(first, last)))
                start = last + 1
                self.say(f"Entries: practices up to {last} are done.")
            count = 0
            for portion in rebuilding.portions(rebuilding.all_cells()):
                with listing.writing():
                    listing.write_cells(portion)
                count += len(portion)
                self.say(f"Cells: {count} are done.")
        except KeyboardInterrupt:
            raise CommandError(
                f"Interrupted. Searches may be wrong until it is done: manage.py rebuild_directory --from {start}"
            ) from None
        self.stdout.write(f"The index has {Entry.objects.count()} entries in {Cell.objects.count()} cells.")

    def compare(self, start: int) -> None:
        named, count = [], 0
        for difference in self.differences(start):
            count += 1
            if count <= NAMED:
                named.append(difference)
        if count:
            raise CommandError("\n".join([*named, f"Differences: {count}. To mend them: manage.py rebuild_directory"]))
        self.stdout.write("Every entry agrees with the rule, and every cell with its entries.")

    def differences(self, start: int) -> Iterator[str]:
        for first, last in rebuilding.batches(start):
            with rebuilding.collected_at_the_end():
                wrong = list(rebuilding.wrong_entries(first, last))
            yield from wrong
            self.say(f"Entries: practices up to {last} are looked at.")
        for portion in rebuilding.portions(rebuilding.all_cells()):
            yield from rebuilding.wrong_cells(portion)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

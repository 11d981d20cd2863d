from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models.functions import Length

from therapists import listing, rebuilding, synthetic
from therapists.models import Cell, Entry

#: Bytes of one practice in a cell's list of practices.
_KEY_BYTES = 4


class Command(BaseCommand):
    help = (
        "Fill the directory with N invented therapists, marked as samples, to try it at scale. Run again, it goes on "
        "where it stopped. They go with remove_sample_data."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, metavar="N", help="How many there should be in all.")
        parser.add_argument("--seed", type=int, default=1, help="Another seed makes other therapists.")

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        start = synthetic.highest_number() + 1
        try:
            maker = synthetic.Maker(seed)
        except synthetic.NothingToPlace as error:
            raise CommandError(str(error)) from None
        try:
            self.write_therapists(maker, start, count)
            self.write_cells()
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Run it again to go on; searches do not find the new ones yet.") from None
        self.stdout.write(f"The index has {Entry.objects.count():,} entries in {Cell.objects.count():,} cells.")

    def write_therapists(self, maker: synthetic.Maker, start: int, count: int) -> None:
        began = monotonic()
        for first in range(start, count + 1, synthetic.BATCH):
            last = min(first + synthetic.BATCH - 1, count)
            with rebuilding.collected_at_the_end():
                synthetic.write(maker, range(first, last + 1))
            speed = (last - start + 1) / (monotonic() - began)
            self.say(f"Therapists: {last:,} of {count:,}, {speed:,.0f} a second.")

    def write_cells(self) -> None:
        """Pack the cells that lack entries, also those that an interrupted run left behind."""
        sizes = dict(Cell.objects.values_list("pk", Length("practices")))
        behind = {
            cell: count for cell, count in rebuilding.all_cells().items() if sizes.get(cell) != count * _KEY_BYTES
        }
        done = 0
        for portion in rebuilding.portions(behind):
            with listing.writing():
                listing.write_cells(portion)
            done += len(portion)
            self.say(f"Cells: {done:,} of {len(behind):,}.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

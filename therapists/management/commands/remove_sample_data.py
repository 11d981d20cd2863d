from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db.models import ProtectedError

from therapists import listing
from therapists.models import Therapist
from therapists.synthetic import SAMPLE_ACCOUNT

BATCH = 1_000


class Command(BaseCommand):
    help = "Delete every therapist marked as a sample, with practices and credentials. Nothing else is touched."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        with listing.together():
            while keys := list(Therapist.objects.filter(is_sample=True).values_list("pk", flat=True)[:BATCH]):
                Therapist.objects.filter(pk__in=keys).delete()
                count += len(keys)
            self.delete_account()
        self.stdout.write(f"Deleted {count} sample therapist{'' if count == 1 else 's'}.")

    def delete_account(self) -> None:
        """The account goes too, unless a record that is no sample refers to it."""
        account = User.objects.filter(username=SAMPLE_ACCOUNT).first()
        if account is None:
            return
        try:
            account.delete()
        except ProtectedError:
            self.stdout.write(f"The account “{SAMPLE_ACCOUNT}” stays: other records refer to it.")

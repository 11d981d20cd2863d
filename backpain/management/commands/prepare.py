import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand

from places.models import Place
from publishing.models import Edition
from therapists.synthetic import SAMPLE_ACCOUNT


class Command(BaseCommand):
    help = "Make a local site ready to serve: database, starter content, a staff account. Run again, it keeps all data."

    def handle(self, *args: Any, **options: Any) -> None:
        self.say("Bringing the database up to date…")
        call_command("migrate", verbosity=0)
        if not Place.objects.exists():
            self.say("Loading states, towns and ZIP codes…")
            call_command("load_gazetteer", stdout=self.stdout)
        if not Edition.objects.exists():
            self.say("Loading the starter content…")
            call_command("load_starter_content", stdout=self.stdout)
        self.make_account(settings.DATA_DIR / "staff-account.txt")

    def make_account(self, keep_in: Path) -> None:
        """A staff account with a random password, printed once and kept in a file, if there is none yet."""
        accounts = get_user_model()
        if accounts._default_manager.exclude(username=SAMPLE_ACCOUNT).exists():
            return
        password = secrets.token_urlsafe(15)
        accounts._default_manager.create_superuser("editor", password=password)
        keep_in.touch(mode=0o600)
        keep_in.write_text(
            f"Address:  {settings.SITE_URL}/admin/\nName:     editor\nPassword: {password}\n", encoding="utf-8"
        )
        self.say(f"A staff account was made: name “editor”, password “{password}” (kept in {keep_in}).")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

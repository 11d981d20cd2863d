import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

#: How long requests that are being answered may take after the server is told to stop, in seconds.
LONGEST_STOP = 10


class Command(BaseCommand):
    help = "Serve the site with the production server that SERVER names."

    def handle(self, *args: Any, **options: Any) -> None:
        self.check_port()
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            raise CommandError("The static files have not been collected. Run: manage.py collectstatic --noinput")
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        self.stdout.write(
            f"\n  The site:       http://{host}:{settings.PORT}/\n  For editors:    http://{host}:{settings.PORT}/admin/"
        )
        account = settings.DATA_DIR / "staff-account.txt"
        if account.exists():
            self.stdout.write(f"  Staff account:  see {account}")
        self.stdout.write("  Stop it with Ctrl+C.\n")
        self.stdout.flush()
        command = self.granian() if settings.SERVER == "granian" else self.gunicorn()
        os.execv(command[0], command)  # noqa: S606 (our own words, and no shell)

    def check_port(self) -> None:
        family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.HOST, settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"Port {settings.PORT} on {settings.HOST} cannot be used ({error.strerror}). "
                    f"Choose another one: PORT={settings.PORT + 1}"
                ) from error

    def granian(self) -> list[str]:
        return [
            *self.program("granian"), "--interface", "wsgi", "--host", settings.HOST, "--port", str(settings.PORT),
            "--workers", str(settings.WORKERS), "--blocking-threads", str(settings.THREADS),
            "--backpressure", str(settings.THREADS * 16), "--no-ws", "--log-level", "warning",
            # A worker that is told to stop while it starts would go on for ever.
            "--workers-kill-timeout", str(LONGEST_STOP), "backpain.wsgi:application",
        ]  # fmt: skip

    def gunicorn(self) -> list[str]:
        return [
            *self.program("gunicorn"), "--bind", f"{settings.HOST}:{settings.PORT}", "--workers", str(settings.WORKERS),
            "--preload", "--log-level", "warning",
            # It would take the place of the site, and the path, from headers of that name.
            "--forwarder-headers", "", "backpain.wsgi:application",
        ]  # fmt: skip

    @staticmethod
    def program(name: str) -> list[str]:
        """The server's own program beside this Python, so that the environment it was installed in is the one used."""
        return [str(Path(sys.executable).parent / name)]

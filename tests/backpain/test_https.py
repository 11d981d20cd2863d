"""A site at an https address, in a process of its own with its own settings and its own SQLite."""

import json
import os
import subprocess
import sys

from django.conf import settings

OVER_HTTPS = """
import json, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client

def seen(response):
    cookies = {name: cookie.OutputString() for name, cookie in response.cookies.items()}
    return {"status": response.status_code, "headers": dict(response.headers), "cookies": cookies}

plain, safe = Client(headers={"host": "backs.example"}), Client(headers={"host": "backs.example"})
behind = Client(headers={"host": "backs.example", "x-forwarded-proto": "https"})
print(json.dumps({
    "plain": seen(plain.get("/articles/?page=1")),
    "health": seen(plain.get("/healthz")),
    "safe": seen(safe.get("/", secure=True)),
    "login": seen(safe.get("/admin/login/", secure=True)),
    "behind a proxy": seen(behind.get("/")),
}))
"""


def over_https(**environment: str) -> dict:
    """What a site at an https address answers, in a process of its own."""
    clean = {
        "PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DJANGO_SETTINGS_MODULE": "backpain.settings",
        "SECRET_KEY": "only-for-tests", "DATABASE_URL": "sqlite://:memory:", "LOG_LEVEL": "ERROR",
        "SITE_URL": "https://backs.example", "DEBUG": "false", "DATA_DIR": str(settings.DATA_DIR),
    }  # fmt: skip
    static = (
        "from django.conf import settings; settings.STORAGES['staticfiles'] = {'BACKEND': "
        "'django.contrib.staticfiles.storage.StaticFilesStorage'}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", static + OVER_HTTPS], env=clean | environment, cwd=settings.BASE_DIR,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_at_an_https_address_everything_that_can_demand_https_does() -> None:
    answers = over_https()

    assert answers["plain"]["status"] == 301
    assert answers["plain"]["headers"]["Location"] == "https://backs.example/articles/?page=1"
    assert answers["health"]["status"] == 200
    assert answers["safe"]["status"] == 200
    assert answers["safe"]["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert "Secure" in answers["login"]["cookies"]["csrftoken"]
    assert answers["behind a proxy"]["status"] == 301


def test_behind_a_proxy_the_proxys_word_on_https_is_taken() -> None:
    assert over_https(BEHIND_PROXY="true")["behind a proxy"]["status"] == 200

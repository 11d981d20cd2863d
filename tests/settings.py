"""The site's settings for its tests. DATABASE_URL chooses the database: SQLite in memory unless it is set."""

import os
import tempfile
from pathlib import Path

_scratch = Path(tempfile.mkdtemp(prefix="backpain-tests-"))
os.environ["ENV_FILE"] = os.devnull
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["DATA_DIR"] = str(_scratch)

from backpain.settings import *  # noqa: E402, F403 (all of them, once their environment is set)

(_scratch / "static").mkdir()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Fast, and never used outside of tests.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A template that forgets the disclaimer fails its test.
DISCLAIMER_GUARD_RAISES = True

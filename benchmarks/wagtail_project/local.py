"""What the production settings of `wagtail start` leave to the owner of the site."""

import os

from .base import DATABASES

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["127.0.0.1"]
# As our site has it.
DATABASES["default"]["CONN_MAX_AGE"] = 60

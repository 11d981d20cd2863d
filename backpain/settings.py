"""Settings of the site. What differs between installations comes from the environment: see docs/configuration.md."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from js_asset import static_lazy

from backpain import environment
from backpain.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent
environment.load_file(Path(os.environ.get("ENV_FILE", BASE_DIR / ".env")))

# The installation

DEBUG = environment.flag("DEBUG", default="false")
SECRET_KEY = environment.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = environment.names("SECRET_KEY_FALLBACKS")
HOST = environment.text("HOST", default="127.0.0.1")
PORT = environment.number("PORT", default="8000", least=1)
SITE_URL = environment.site_url("SITE_URL", default=f"http://127.0.0.1:{PORT}")
SITE_NAME = environment.text("SITE_NAME", default="Back Pain and Massage")
ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS", default=f"{urlsplit(SITE_URL).hostname},127.0.0.1,localhost,[::1]")
DATA_DIR = environment.folder("DATA_DIR", default=str(BASE_DIR / "var"))
CONTENT_DIR = BASE_DIR / "content"
#: Under which others may use the evidence matrix that readers download.
DATA_LICENSE = environment.text("DATA_LICENSE", default="CC BY 4.0")
PUBLISHING_REQUIRES_APPROVAL = environment.flag("PUBLISHING_REQUIRES_APPROVAL", default="false")
#: How often one visitor may ask the API, in requests a minute.
API_REQUESTS_A_MINUTE = environment.number("API_REQUESTS_A_MINUTE", default="60", least=1)
SERVER = environment.choice("SERVER", ("granian", "gunicorn"), default="granian")
WORKERS = environment.number("WORKERS", default="2", least=1)
THREADS = environment.number("THREADS", default="4", least=1)

# The house

INSTALLED_APPS = [
    "backpain.apps.BackpainConfig",
    "articles",
    "therapists",
    "techniques",
    "editorial",
    "disclaimers",
    "publishing",
    "evidence",
    "pictures",
    "places",
    "import_export",
    "content_editor",
    "django_prose_editor",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # First, so that no response of any other layer leaves without the disclaimer.
    "disclaimers.guard.DisclaimerGuard",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "backpain.csp.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backpain.middleware.AddressMiddleware",
    "backpain.middleware.DesignedErrorMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "publishing.time_machine.TimeMachineMiddleware",
]

ROOT_URLCONF = "backpain.urls"
WSGI_APPLICATION = "backpain.wsgi.application"
CSRF_FAILURE_VIEW = "backpain.views.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "backpain.context_processors.site",
                "disclaimers.context_processors.disclaimer",
            ],
        },
    },
]

# Data

DATABASES: dict[str, dict[str, Any]] = {
    "default": environment.database("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'site.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE makes writers wait their turn instead of failing half-way through a transaction.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Without recursive_triggers the rows that INSERT OR REPLACE deletes would get past the ledger's triggers.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
        ),
    }
else:
    DATABASES["default"]["ENGINE"] = "backpain.postgresql"
    # A server that went without a word must not be waited for without an end. Seconds, but for tcp_user_timeout.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    } | DATABASES["default"].get("OPTIONS", {})
DATABASES["default"]["CONN_MAX_AGE"] = environment.number("DATABASE_CONN_MAX_AGE", default="60")
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all processes where Redis is configured; otherwise each has its own.
REDIS_URL = environment.redis_url("REDIS_URL", default="")
CACHES: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # In seconds. Nothing that is kept there is worth waiting for.
        "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
    }

MEDIA_ROOT = environment.folder("MEDIA_ROOT", default=str(DATA_DIR / "media"))
MEDIA_URL = "media/"
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "backpain.static_files.BundledStaticFilesStorage"
    },
}
# Fingerprinted names never change their content; anything else may be asked for again after a minute.
WHITENOISE_MAX_AGE = 60
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A long article has some twenty form fields a block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# The cache at the door: megabytes of public pages that each server process keeps (0 for no cache), and what browsers
# and a content delivery network are told about them.
PAGE_CACHE_MEGABYTES = environment.number("PAGE_CACHE_MEGABYTES", default="64")
PAGE_CACHE_CONTROL = environment.text("PAGE_CACHE_CONTROL", default="no-cache")

# Language and time

LANGUAGE_CODE = "en-us"
TIME_ZONE = environment.time_zone("TIME_ZONE", default="America/New_York")
USE_I18N = False
USE_TZ = True

# Safety. Over https everything that can demand https does.

HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", default="31536000") if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
BEHIND_PROXY = environment.flag("BEHIND_PROXY", default="false")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("accelerometer", "camera", "gyroscope", "microphone", "payment", "usb")
} | {"geolocation": ["self"]}  # For the search of the directory, when a visitor presses its button.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
# A page without the disclaimer stops a developer; in production it is mended and logged.
DISCLAIMER_GUARD_RAISES = DEBUG

# The editor

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("editorial/page-link.js")],
        "extensions": {"PageLink": "publishing.richtext.no_markup_of_its_own"},
    }
]

# Logging: to stderr, for people or for machines

LOG_FORMAT = environment.choice("LOG_FORMAT", ("text", "json"), default="text")
LOG_LEVEL = environment.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "{asctime} {levelname:7} {name}: {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{asctime}{levelname}{name}{message}",
            "style": "{",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False}},
}

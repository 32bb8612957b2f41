"""Django settings of whichcert; every choice a person may make is an environment variable WHICHCERT_*."""

import os
from pathlib import Path

from whichcert.flows.read_study_data import MOST_BYTES
from whichcert.web.data_folder import DATABASE_FILE, data_folder, secret_key
from whichcert.web.own_zone import own_zone

WEB = Path(__file__).resolve().parent
DATA = data_folder()

DEBUG = os.environ.get("WHICHCERT_DEBUG") == "1"
SECRET_KEY = secret_key(DATA)

_extra_hosts = [host for host in os.environ.get("WHICHCERT_HOSTS", "").replace(",", " ").split() if host]
SERVES_OTHERS = bool(_extra_hosts)
"""Whether people on other machines may open the pages; then nobody sees all orientations at once."""

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *_extra_hosts]
CSRF_TRUSTED_ORIGINS = [
    f"https://{host.replace('.', '*.', 1) if host.startswith('.') else host}"
    for host in _extra_hosts
    if host != "*"
]

INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "whichcert.web"]
MIDDLEWARE = [
    # First, so that its headers are on every answer: pages, files, errors.
    "whichcert.web.security.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "whichcert.web.api.limits.ApiSizeMiddleware",
    "whichcert.web.security.RequestSizeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "whichcert.web.views.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "whichcert.web.urls"
WSGI_APPLICATION = "whichcert.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB / "templates"],
        "OPTIONS": {"environment": "whichcert.web.jinja.environment", "auto_reload": DEBUG},
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / DATABASE_FILE,
        # Kept open: the last one to close the file writes its whole log into it, which takes longer than
        # all the rest of a page.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            # A deferred transaction that reads and then writes fails at once when another one writes.
            "transaction_mode": "IMMEDIATE",
            # FULL: an answer we acknowledged survives a power cut.
            # secure_delete: what a person erases is overwritten in the file, not only hidden.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
OWN_ZONE = own_zone(os.environ)
"""Where a learner's day begins at midnight; all that is stored is in UTC."""

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Addresses of static files carry a hash of their content (web/jinja.py), so they may be kept long.
WHITENOISE_MAX_AGE = 0 if DEBUG else 30 * 24 * 3600

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "whichcert.web.views.refusals.csrf_failed"

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# One profile file at /shared/, one export at /study/data/import/.
DATA_UPLOAD_MAX_NUMBER_FILES = 1
MOST_UPLOADED = {"/study/data/import/": MOST_BYTES + 64 * 1024}
"""Addresses that take more than the limit above: a learner's whole history. Django keeps a file of this
size on disk, not in memory, and the limit above still holds for every other field of the form."""

MAX_QUERY_CHARACTERS = 2_000

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The name and shape of Django 6's own setting; web/security.py goes when Django 6 comes.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
CONTENT: Path | None = Path(os.environ["WHICHCERT_CONTENT"]) if os.environ.get("WHICHCERT_CONTENT") else None
"""A content folder instead of the one that came with the program."""

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Refused and missing addresses are the visitor's business, not the log's.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
    },
}

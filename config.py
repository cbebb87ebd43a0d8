"""Every setting, read from the environment, with its default and one line on what it does."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parent


def setting(name: str, default: str) -> str:
    """An environment variable, where an empty one counts as not set."""
    return os.environ.get(name) or default


def switch(name: str, *, default: bool) -> bool:
    """A yes/no environment variable: 1, true, yes and on mean yes."""
    return setting(name, "yes" if default else "no").lower() in {"1", "true", "yes", "on"}


def names(name: str) -> list[str]:
    """An environment variable that holds names, separated by commas, however many blanks stand between them."""
    return [each.strip() for each in setting(name, "").split(",") if each.strip()]


class Config:
    """A desk on one's own machine: SQLite in the instance folder, nothing else to set up."""

    PRODUCTION = False

    # Where the database, the stored files and the development key live; from the working directory when relative.
    INSTANCE_PATH = setting("INSTANCE_PATH", str(ROOT / "instance"))
    # postgresql://user:password@host/name for PostgreSQL; SQLite in the instance folder when unset.
    DATABASE_URL = os.environ.get("DATABASE_URL", "")
    # Signs cookies and links. When unset, one is made at first start and kept in the instance folder.
    SECRET_KEY = os.environ.get("SECRET_KEY", "")
    # Where uploaded files are kept; shared by all machines when there are several.
    FILES_PATH = os.environ.get("FILES_PATH", "")
    # Host names that the application answers to, separated by commas; all when empty.
    TRUSTED_HOSTS = names("TRUSTED_HOSTS") or None
    # How many proxies in front of us may be believed about the visitor's address.
    TRUSTED_PROXIES = int(setting("TRUSTED_PROXIES", "0"))
    # The office's name and how to reach it, until an admin saves Settings → Office; so its country and zone below.
    OFFICE_NAME = setting("OFFICE_NAME", "Recapito")
    OFFICE_PHONE = os.environ.get("OFFICE_PHONE", "")
    OFFICE_EMAIL = os.environ.get("OFFICE_EMAIL", "")
    OFFICE_HOURS = os.environ.get("OFFICE_HOURS", "")
    # Country whose rules and phone plan are assumed when none is given (ISO 3166 alpha-2).
    OFFICE_COUNTRY = setting("OFFICE_COUNTRY", "IT")
    # The zone in which times are shown.
    OFFICE_TIME_ZONE = setting("OFFICE_TIME_ZONE", "Europe/Rome")

    # Where people reach this place, for the links in emails, until an admin has saved Settings → Office.
    PUBLIC_ADDRESS = setting("PUBLIC_ADDRESS", f"http://{setting('HOST', '127.0.0.1')}:{setting('PORT', '8000')}")

    # The mail server, as Flask-Mail reads it. Without one every email is kept, to be read at Settings → Sent email.
    MAIL_SERVER = os.environ.get("MAIL_SERVER", "")
    MAIL_PORT = int(setting("MAIL_PORT", "25"))
    MAIL_USE_TLS = switch("MAIL_USE_TLS", default=False)  # STARTTLS; the certificate is verified
    MAIL_USE_SSL = switch("MAIL_USE_SSL", default=False)  # TLS from the first byte
    MAIL_USERNAME = os.environ.get("MAIL_USERNAME", "")
    MAIL_PASSWORD = os.environ.get("MAIL_PASSWORD", "")
    # From which address emails come; the office's own when unset.
    MAIL_DEFAULT_SENDER = os.environ.get("MAIL_DEFAULT_SENDER", "")
    # A server that takes longer over one email, in seconds, is hung up on; the email is tried again.
    MAIL_PATIENCE = float(setting("MAIL_PATIENCE", "30"))
    # Sends nothing, whatever is set above: every email is kept.
    MAIL_SUPPRESS_SEND = switch("MAIL_SUPPRESS_SEND", default=False)

    # Idle and absolute life of a session.
    SESSION_IDLE = timedelta(hours=int(setting("SESSION_IDLE_HOURS", "12")))
    SESSION_LIFE = timedelta(days=int(setting("SESSION_LIFE_DAYS", "30")))
    # Cookies only over https, with the __Host- prefix.
    SECURE_COOKIES = switch("SECURE_COOKIES", default=False)
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    # The cookie lives as long as the session's row may, from the sign-in on: there is nothing to renew at each answer.
    SESSION_REFRESH_EACH_REQUEST = False

    # Bound to the session, not to the clock: a form left open over lunch still works.
    WTF_CSRF_TIME_LIMIT = None
    # Link pages send no Referer; token, SameSite and Sec-Fetch-Site stand in for it.
    WTF_CSRF_SSL_STRICT = False

    # The largest request. Reading a form takes many times its size in memory, before anybody has signed in.
    MAX_CONTENT_LENGTH = 1024 * 1024
    # The largest one where a view takes a file: an import file may have 50 MB, its form a little on top.
    MAX_UPLOAD_LENGTH = 51 * 1024 * 1024
    # What such a form may hold besides: how many fields, and how many bytes in each of them.
    MAX_FORM_PARTS = 2000
    MAX_FORM_MEMORY_SIZE = 500_000

    # argon2id cost: memory in KiB, passes, lanes (56 ms on a small server).
    ARGON2 = {"memory_cost": 19456, "time_cost": 2, "parallelism": 1}

    # A line of the log for every request, beside those for what went wrong.
    ACCESS_LOG = switch("ACCESS_LOG", default=False)
    # What a machine sends as `Authorization: Bearer …` to read /metrics; admins who signed in may read it anyway.
    METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")

    # Debug-only pages that show every component.
    WORKSHOP = switch("WORKSHOP", default=False)

    LANGUAGES = ("en", "it", "pl")
    BABEL_DEFAULT_LOCALE = "en"
    BABEL_TRANSLATION_DIRECTORIES = str(ROOT / "app" / "translations")
    SQLALCHEMY_ENGINE_OPTIONS: dict[str, object] = {"pool_pre_ping": True, "hide_parameters": True}


class TestConfig(Config):
    """For the test suite: cheap password hashes, a known key, pages strict about missing names."""

    __test__ = False

    TESTING = True
    SECRET_KEY = "only-for-tests-" + "x" * 32
    DATABASE_URL = ""
    OFFICE_NAME = "Portico Uffici"
    OFFICE_PHONE = "+39 011 555 01 40"
    OFFICE_EMAIL = "desk@portico.example"
    OFFICE_HOURS = ""
    OFFICE_TIME_ZONE = "Europe/Rome"
    OFFICE_COUNTRY = "IT"
    PUBLIC_ADDRESS = "https://portal.portico.example"
    MAIL_SERVER = ""
    MAIL_PORT = 25
    MAIL_USE_TLS = MAIL_USE_SSL = False
    MAIL_USERNAME = MAIL_PASSWORD = MAIL_DEFAULT_SENDER = ""
    MAIL_PATIENCE = 30.0
    MAIL_SUPPRESS_SEND = False
    TRUSTED_HOSTS = None
    TRUSTED_PROXIES = 0
    ACCESS_LOG = False
    METRICS_TOKEN = ""
    ARGON2 = {"memory_cost": 8, "time_cost": 1, "parallelism": 1}
    WORKSHOP = True


class ProductionConfig(Config):
    """For the open internet: https cookies, and no start without a key of one's own."""

    PRODUCTION = True
    SECURE_COOKIES = switch("SECURE_COOKIES", default=True)
    ACCESS_LOG = switch("ACCESS_LOG", default=True)


CONFIGS: dict[str, type[Config]] = {c.__name__: c for c in (Config, TestConfig, ProductionConfig)}


def chosen() -> type[Config]:
    """The configuration named by RECAPITO_CONFIG; `Config` unless said."""
    name = setting("RECAPITO_CONFIG", "Config")
    if name not in CONFIGS:
        raise RuntimeError(f"RECAPITO_CONFIG is {name!r}, which there is not: choose one of {', '.join(CONFIGS)}.")
    return CONFIGS[name]

"""The application factory: reads from top to bottom as the story of a start-up."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

import config
from app import backup, cli, extensions, logs, web
from app.blueprints import register_blueprints
from app.domain import clock
from app.domain.accounts import passwords, secret, sessions
from app.domain.files import store
from app.domain.messaging import addresses
from app.domain.office import queries as offices
from app.domain.office.profile import Office
from app.web import revision, sizes
from app.web.ids import IdConverter
from app.web.office import zone_of_office
from app.web.transactions import VotingFlask

WELL_KNOWN_KEYS = frozenset({"dev", "dev-only", "secret", "changeme", "change-me", config.TestConfig.SECRET_KEY})


def create_app(settings: type[config.Config] | None = None, **overrides: Any) -> VotingFlask:
    """Build the application for a configuration; `overrides` win over it, as tests need."""
    settings = settings or config.chosen()
    instance = Path(overrides.get("INSTANCE_PATH", settings.INSTANCE_PATH)).absolute()
    app = VotingFlask(__name__, instance_path=str(instance))
    app.config.from_object(settings)
    app.config.update(overrides)

    logs.init_app()
    prepare_instance(app)
    inform_domain(app)
    revision.init_app(app)
    sizes.init_app(app)
    extensions.init_app(app)
    app.url_map.converters["int"] = IdConverter
    register_blueprints(app)
    web.init_app(app)
    cli.init_app(app)
    backup.init_app(app)
    return app


def prepare_instance(app: VotingFlask) -> None:
    """Settle what the configuration leaves open: database, file store, key, cookies, proxies."""
    instance = Path(app.instance_path)
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)  # clients' data: for nobody else on this machine
    if not app.config.get("SQLALCHEMY_DATABASE_URI"):
        app.config["SQLALCHEMY_DATABASE_URI"] = database_url(app.config["DATABASE_URL"], instance)
    app.config["FILES_PATH"] = app.config["FILES_PATH"] or str(instance / "files")
    app.config["SECRET_KEY"] = secret_key(app, instance)
    app.config["PERMANENT_SESSION_LIFETIME"] = app.config["SESSION_LIFE"]
    if app.config["SECURE_COOKIES"]:
        app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_NAME="__Host-session")
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def database_url(url: str, instance: Path) -> str:
    """SQLite in the instance folder unless a URL is set; `postgres://` is understood too, and psycopg 3 is meant."""
    if not url:
        return f"sqlite:///{instance / 'recapito.db'}"
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url


def secret_key(app: VotingFlask, instance: Path) -> str:
    """The configured key; else, at a desk of one's own, one that is made once. Production refuses to go without."""
    key: str = app.config["SECRET_KEY"]
    if app.config["PRODUCTION"] and (len(key) < 32 or key in WELL_KNOWN_KEYS):
        raise RuntimeError("Set SECRET_KEY to 32 or more random characters: production does not start without one.")
    if key:
        return key
    return kept_key(instance / "secret-key")


def kept_key(file: Path) -> str:
    """The key in this file, which nobody else may read. Of several who start at once, all take that of the first."""
    if not file.exists():
        draft = file.with_suffix(f".{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_hex(32))
        try:
            file.hardlink_to(draft)  # never half written, and never in place of another
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text()


def inform_domain(app: VotingFlask) -> None:
    """Hand the domain its settings: it does not know where they come from."""
    clock.ask_for_zone(zone_of_office)
    sessions.set_limits(app.config["SESSION_IDLE"], app.config["SESSION_LIFE"])
    passwords.set_cost(**app.config["ARGON2"])
    secret.set_secret(app.config["SECRET_KEY"])
    addresses.set_fallback(app.config["PUBLIC_ADDRESS"])
    store.set_folder(Path(app.config["FILES_PATH"]))
    languages = tuple(app.config["LANGUAGES"])
    office = Office(
        name=app.config["OFFICE_NAME"],
        phone=app.config["OFFICE_PHONE"],
        email=app.config["OFFICE_EMAIL"],
        hours=app.config["OFFICE_HOURS"],
        country=app.config["OFFICE_COUNTRY"],
        time_zone=app.config["OFFICE_TIME_ZONE"],
        languages=languages,
        language=languages[0],
    )
    _ = office.zone  # one that does not exist is an error now, and not the first visitor's
    offices.set_standing(office)

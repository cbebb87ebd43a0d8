"""What an app refuses to start with, and what it settles by itself (SAFETY.md 1, 6 and 9)."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

import config
from app import WELL_KNOWN_KEYS, create_app, database_url, secret_key
from app.web import guards
from config import Config, ProductionConfig, TestConfig
from tests.support.apps import disconnect
from tests.support.builders import PASSWORD
from tests.support.cast import Cast, a_cast

Make = Callable[..., Flask]
KEY = "k" * 32


def start(settings: type[Config], tmp_path: Path, **overrides: object) -> Flask:
    """An app as somebody would start it who set nothing else in the environment."""
    values = {"INSTANCE_PATH": str(tmp_path / "instance"), "DATABASE_URL": "", "SECRET_KEY": "", **overrides}
    app = create_app(settings, **values)
    disconnect(app)
    return app


# Guards --------------------------------------------------------------------------------------------------------------


def test_an_unguarded_view_does_not_boot(make_app: Make) -> None:
    app = make_app()
    app.add_url_rule("/forgotten", "clients.forgotten", lambda: "")
    app.add_url_rule("/guarded", "clients.guarded", guards.public()(lambda: ""))
    with pytest.raises(RuntimeError, match=r"name no guard: clients\.forgotten$"):
        guards.init_app(app)


# Keys ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", "short", "k" * 31, *sorted(WELL_KNOWN_KEYS)])
def test_production_does_not_start_without_a_key_of_its_own(tmp_path: Path, key: str) -> None:
    with pytest.raises(RuntimeError, match="SECRET_KEY"):
        start(ProductionConfig, tmp_path, SECRET_KEY=key)
    assert not (tmp_path / "instance" / "secret-key").exists()


def test_production_starts_with_one(tmp_path: Path) -> None:
    assert start(ProductionConfig, tmp_path, SECRET_KEY=KEY).config["SECRET_KEY"] == KEY


def test_a_desk_of_one_s_own_makes_a_key_once_and_lets_nobody_else_read_it(tmp_path: Path) -> None:
    first = start(Config, tmp_path).config["SECRET_KEY"]
    file = tmp_path / "instance" / "secret-key"
    assert len(first) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert start(Config, tmp_path).config["SECRET_KEY"] == first == file.read_text()


def test_nobody_else_on_the_machine_reads_what_the_office_keeps(tmp_path: Path) -> None:
    start(Config, tmp_path)
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700


def test_two_desks_have_two_keys(tmp_path: Path) -> None:
    keys = {start(Config, tmp_path / name).config["SECRET_KEY"] for name in ("here", "there")}
    assert len(keys) == 2


def test_server_and_worker_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    keys: list[str] = []
    app = start(Config, tmp_path, SECRET_KEY=KEY)
    app.config["SECRET_KEY"] = ""
    ready = threading.Barrier(16)

    def ask() -> None:
        ready.wait()
        keys.append(secret_key(app, tmp_path))  # type: ignore[arg-type]

    for _ in range(5):
        keys.clear()
        (tmp_path / "secret-key").unlink(missing_ok=True)
        threads = [threading.Thread(target=ask) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(keys) == 16
        assert len(set(keys)) == 1
        assert len(keys[0]) == 64
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["secret-key"]


# Settings ------------------------------------------------------------------------------------------------------------


def test_names_may_stand_apart_or_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_HOSTS", " desk.example, ,post.example ,")
    assert config.names("TRUSTED_HOSTS") == ["desk.example", "post.example"]
    monkeypatch.setenv("TRUSTED_HOSTS", " , ")
    assert config.names("TRUSTED_HOSTS") == []


def test_a_configuration_that_does_not_exist_is_refused_with_those_that_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECAPITO_CONFIG", "Production")
    with pytest.raises(RuntimeError, match=r"'Production'.* Config, TestConfig, ProductionConfig\.$"):
        config.chosen()
    monkeypatch.setenv("RECAPITO_CONFIG", "")
    assert config.chosen() is Config


def test_an_instance_folder_may_be_named_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert start(Config, tmp_path, INSTANCE_PATH="office").instance_path == str(tmp_path / "office")
    assert (tmp_path / "office" / "secret-key").exists()


# Databases -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("", "sqlite:////office/recapito.db"),
        ("postgres://u:p@host/name", "postgresql+psycopg://u:p@host/name"),
        ("postgresql://u:p@host/name?sslmode=require", "postgresql+psycopg://u:p@host/name?sslmode=require"),
        ("postgresql+psycopg://host/name", "postgresql+psycopg://host/name"),
        ("sqlite:///other.db", "sqlite:///other.db"),
    ],
)
def test_a_database_is_found_however_its_address_is_spelled(given: str, used: str) -> None:
    assert database_url(given, Path("/office")) == used


# Cookies -------------------------------------------------------------------------------------------------------------


def cookies_of(app: Flask, *, https: bool) -> dict[str, list[str]]:
    """The attributes of every cookie that signing in sets."""
    with app.app_context():
        a_cast()
    browser = app.test_client()
    base = "https://localhost" if https else "http://localhost"
    browser.get("/login", base_url=base)
    form = {"email": "marta@portico.example.com", "password": PASSWORD}
    answer = browser.post("/login", base_url=base, data=form)
    assert answer.status_code == 303
    found = {}
    for cookie in answer.headers.getlist("Set-Cookie"):
        pair, *attributes = cookie.split("; ")
        found[pair.partition("=")[0]] = attributes
    return found


def test_cookies_are_for_our_server_alone(make_app: Make) -> None:
    cookies = cookies_of(make_app(WTF_CSRF_ENABLED=False), https=False)
    assert set(cookies) == {"session", "device"}
    for attributes in cookies.values():
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes)
        assert not [one for one in attributes if one.startswith("Domain")]


def test_on_https_cookies_are_bound_to_the_very_host(make_app: Make) -> None:
    cookies = cookies_of(make_app(WTF_CSRF_ENABLED=False, SECURE_COOKIES=True), https=True)
    assert set(cookies) == {"__Host-session", "__Host-device"}
    for attributes in cookies.values():
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes)
        assert not [one for one in attributes if one.startswith("Domain")]


def test_production_asks_for_https_cookies_unless_told_otherwise() -> None:
    assert ProductionConfig.SECURE_COOKIES
    assert not TestConfig.SECURE_COOKIES


def test_signing_in_gives_a_session_that_nobody_knew_before(app: Flask, client: FlaskClient, cast: Cast) -> None:
    """Whoever planted a session cookie in somebody's browser is not in with them."""
    client.get("/login")
    planted = client.get_cookie("session")
    thief = app.test_client()
    assert planted
    thief.set_cookie("session", planted.value)
    token = client.get("/login").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"email": cast.marta.email, "password": PASSWORD, "csrf_token": token}
    assert client.post("/login", data=form).status_code == 303
    assert client.get("/account").status_code == 200
    assert thief.get("/account").status_code == 303


# Proxies -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("proxies", "believed"), [(0, "127.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.9")])
def test_only_configured_proxies_are_believed_about_the_visitor(make_app: Make, proxies: int, believed: str) -> None:
    app = make_app(TRUSTED_PROXIES=proxies)
    app.add_url_rule("/me", "me", guards.public()(address_of_the_visitor))
    answer = app.test_client().get("/me", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    assert answer.text == believed


def address_of_the_visitor() -> str:
    return request.remote_addr or ""

"""What the furniture promises to the tests that stand on it."""

import smtplib
import socket

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, insert, inspect, select, text

from app.db import db
from app.domain import clock
from app.domain.jobs.models import Job, JobKind
from tests.support.databases import DISCONNECT_OTHERS, Databases
from tests.support.quiet import NotQuiet, Quiet
from tests.support.statements import count_statements


def a_job(key: str) -> Job:
    return Job(kind=next(iter(JobKind)), key=key, payload={}, run_at=clock.now())


@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_test_finds_its_tables_empty_and_their_counters_at_one(app: Flask, turn: str) -> None:
    job = a_job(turn)
    db.session.add(job)
    db.session.commit()
    assert db.session.scalars(select(Job.id)).all() == [1]


def test_an_empty_database_has_no_tables(databases: Databases) -> None:
    address = databases.empty()
    engine = create_engine(address)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    databases.discard(address)


def jobs_in(address: str, *to_add: str) -> list[str]:
    """The keys of the jobs in a database, once these are added; nobody stays connected."""
    engine = create_engine(address)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(DISCONNECT_OTHERS))
        for key in to_add:
            connection.execute(insert(Job).values(kind=next(iter(JobKind)), key=key, payload={}, run_at=clock.now()))
        found = list(connection.scalars(select(Job.key).order_by(Job.id)))
    engine.dispose()
    return found


def test_a_copy_holds_what_there_was_and_goes_its_own_way(databases: Databases) -> None:
    first = databases.fresh()
    jobs_in(first, "before")
    second = databases.copy(first)
    assert jobs_in(second, "afterwards") == ["before", "afterwards"]
    assert jobs_in(first) == ["before"]
    for address in (first, second):
        databases.discard(address)


def test_a_database_is_as_new_again_although_every_connection_to_it_was_cut_off(databases: Databases) -> None:
    for _ in range(2):
        address = databases.fresh()
        assert jobs_in(address, "left behind") == ["left behind"]
        databases.discard(address)


def test_a_visitor_sees_what_the_test_arranged_and_holds_no_lock_against_it(app: Flask, client: FlaskClient) -> None:
    db.session.add(a_job("arranged"))
    assert client.get("/healthz").status_code == 200
    assert not db.session.new
    db.session.add(a_job("afterwards"))
    db.session.commit()


def test_statements_are_counted_without_what_surrounds_them(app: Flask) -> None:
    with count_statements() as statements:
        db.session.execute(text("SELECT 1"))
        db.session.execute(
            insert(Job), [{"kind": next(iter(JobKind)), "key": k, "payload": {}, "run_at": clock.now()} for k in "ab"]
        )
        db.session.rollback()
    assert len(statements) == 2, statements


def test_nobody_reaches_the_network(quiet: Quiet) -> None:
    for reach in (
        lambda: socket.create_connection(("192.0.2.1", 80)),
        lambda: socket.getaddrinfo("recapito.example", 80),
        lambda: smtplib.SMTP("localhost", 2525),
    ):
        with pytest.raises(NotQuiet):
            reach()
    quiet.refused.clear()


def test_a_test_may_announce_a_mail_server_of_its_own(quiet: Quiet) -> None:
    quiet.allow_smtp("localhost", 1)
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("localhost", 1)

"""Clients are told that they were archived or restored, once Undo is over; staff, that one is expected back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.jobs import recurring
from app.domain.lifecycle.archiving import ArchiveChoices
from app.domain.lifecycle.undoing import undo_act
from app.domain.messaging.models import Email, EmailState, TemplateRow, Why
from app.domain.messaging.templates import TemplateKey
from app.email.sending import send_due
from app.worker.loop import work_off
from tests.support.builders import PASSWORD, a_client, a_contact, archived, restored
from tests.support.cast import Cast


def switch_on(template: TemplateKey) -> None:
    db.session.add(TemplateRow(key=template, is_on=True))
    db.session.commit()


def told() -> list[tuple[str, str]]:
    """Template and address of every email."""
    return [(e.template.value, e.to_address) for e in db.session.scalars(select(Email).order_by(Email.id))]


def test_they_are_off_at_first_and_then_not_even_noted(cast: Cast) -> None:
    archived(cast.acme, by=cast.by_marta)
    assert told() == []


def test_the_primary_contact_is_told_when_the_ten_minutes_of_undo_are_over(
    cast: Cast, freeze: Callable[[datetime], None]
) -> None:
    switch_on(TemplateKey.CLIENT_ARCHIVED)
    archived(cast.acme, by=cast.by_marta)
    assert told() == [("client_archived", "carla@acme.example.com")]
    assert send_due() == 0
    freeze(clock.now() + timedelta(minutes=10, seconds=1))
    assert send_due() == 1


def test_where_the_primary_has_no_email_those_who_can_sign_in_are_told(app: object) -> None:
    switch_on(TemplateKey.CLIENT_ARCHIVED)
    acme = a_client()
    a_contact(acme, "Carla", "Rossi")
    a_contact(acme, "Dario", "Neri", email="dario@example.com", password=PASSWORD)
    a_contact(acme, "Ezio", "Blu", email="ezio@example.com")
    archived(acme)
    assert told() == [("client_archived", "dario@example.com")]


def test_undo_suppresses_what_has_not_left(cast: Cast, freeze: Callable[[datetime], None]) -> None:
    switch_on(TemplateKey.CLIENT_ARCHIVED)
    act = archived(cast.acme, by=cast.by_marta)
    assert act is not None
    undo_act(act.id, by=cast.by_marta)
    db.session.commit()
    email = db.session.scalars(select(Email)).one()
    assert (email.state, email.why) == (EmailState.SUPPRESSED, Why.UNDONE)
    freeze(clock.now() + timedelta(hours=1))
    assert send_due() == 0


def test_a_restored_client_is_told_too(cast: Cast) -> None:
    switch_on(TemplateKey.CLIENT_RESTORED)
    archived(cast.acme, by=cast.by_marta)
    restored(cast.acme, by=cast.by_marta)
    assert told() == [("client_restored", "carla@acme.example.com")]


def test_whoever_archived_a_client_is_told_once_on_the_day_of_its_return(
    cast: Cast, freeze: Callable[[datetime], None]
) -> None:
    switch_on(TemplateKey.CLIENT_EXPECTED)
    back = clock.today() + timedelta(days=3)
    archived(cast.acme, choices=ArchiveChoices("Summer", back), by=cast.by_marta)
    for days in (1, 2, 3, 4):
        freeze(datetime.combine(back, clock.now().timetz()) - timedelta(days=3 - days))
        recurring.schedule()
        db.session.commit()
        work_off()
        assert told() == ([("client_expected", "marta@portico.example.com")] if days >= 3 else [])

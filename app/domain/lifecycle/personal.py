"""What each area forgets of somebody, and tells them: one line an area (app/domain/personal.py says how)."""

from __future__ import annotations

from app.domain.agenda import personal as agenda
from app.domain.contacts import personal as contacts
from app.domain.contracts import personal as contracts
from app.domain.directory.duplicates import personal as duplicates
from app.domain.directory.importing import personal as importing
from app.domain.history import personal as history
from app.domain.lifecycle.models import FormerStatus
from app.domain.locations import personal as locations
from app.domain.mailroom import personal as mailroom
from app.domain.messaging import personal as messaging
from app.domain.parties import personal as parties
from app.domain.parties.custom_fields import personal as custom_fields
from app.domain.personal import Forgotten, Told
from app.domain.service import personal as service
from app.domain.terms import personal as terms

# The card itself comes last: until then it says whom the others are about.
FORGOTTEN: tuple[Forgotten, ...] = (
    Forgotten(FormerStatus.party_id),
    *duplicates.FORGOTTEN,
    *importing.FORGOTTEN,
    *agenda.FORGOTTEN,
    *locations.FORGOTTEN,
    *service.FORGOTTEN,
    *contracts.FORGOTTEN,
    *mailroom.FORGOTTEN,
    *messaging.FORGOTTEN,
    *contacts.FORGOTTEN,
    *terms.FORGOTTEN,
    *custom_fields.FORGOTTEN,
    *history.FORGOTTEN,
    *parties.FORGOTTEN,
)
TOLD: tuple[Told, ...] = (
    *parties.TOLD,
    *custom_fields.TOLD,
    *contacts.TOLD,
    *agenda.TOLD,
    *locations.TOLD,
    *service.TOLD,
    *contracts.TOLD,
    *terms.TOLD,
    *mailroom.TOLD,
    *messaging.TOLD,
    *history.TOLD,
)

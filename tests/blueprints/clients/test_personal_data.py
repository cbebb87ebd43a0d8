"""Taking somebody's personal data from their card: asked for by a form, fetched from an address of its own."""

from __future__ import annotations

import io
import json
import zipfile

from sqlalchemy import func, select

from app.db import db
from app.domain.history.models import Event, EventKind
from app.domain.lifecycle.personal import TOLD
from tests.support.cast import Cast
from tests.support.rows import all_rows, changes
from tests.support.visitor import Visitor

OFFERS = "//*[contains(@href, '/personal-data')]"


def how_often_taken() -> int:
    counted = select(func.count(Event.id)).where(Event.kind == EventKind.PERSONAL_DATA_EXPORTED)
    return db.session.scalar(counted) or 0


def test_the_owner_takes_a_client_s_data_and_the_card_says_so(luca: Visitor, cast: Cast) -> None:
    assert luca.get("clients.show", party_id=cast.acme.id).texts(OFFERS) == ["Export personal data"]
    dialog = luca.get("clients.ask_personal_data", party_id=cast.acme.id)
    assert dialog.says("Export the personal data of Acme S.r.l.?", "The history notes that you took it.")
    assert how_often_taken() == 0
    answer = dialog.form("/personal-data").submit()
    assert answer.status == 303
    file = answer.follow()
    assert file.headers["Content-Type"] == "application/zip"
    assert f"filename=personal-data-{cast.acme.number}-" in file.headers["Content-Disposition"]
    assert "no-store" in file.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(file.response.data)) as archive:
        assert json.loads(archive.read("master_data.json"))[0]["name"] == "Acme S.r.l."
    assert luca.get("clients.show", party_id=cast.acme.id).says("Personal data exported by Luca Prandi")


# Of which line of the dialog each part of the file is.
LINES = {
    "Master data, tags and contacts": {"master_data", "tags", "custom_fields", "contacts"},
    "Locations, bank accounts and agreed terms": {
        "locations", "payment_methods", "bank_accounts", "bonuses", "discounts",
    },
    "Sign-in and where it is open": {"sign_ins"},
    "Activities": {"activities", "activities_taken_part_in"},
    "Equipment with its photos, interventions with their reports": {"equipment", "interventions"},
    "Contracts with their files": {"contracts"},
    "Mail with its photos and PDFs": {"mail"},
    "Emails, word for word": {"emails", "emails_to_their_sign_in"},
    "What was done and when": {"events"},
}  # fmt: skip


def test_the_dialog_says_of_every_part_that_it_is_in_the_file(luca: Visitor, cast: Cast) -> None:
    dialog = luca.get("clients.ask_personal_data", party_id=cast.acme.id)
    assert dialog.texts("//*[@id='personal_data_dialog']//li") == list(LINES)
    assert {part.name for part in TOLD} == set().union(*LINES.values())


def test_the_same_form_twice_is_noted_once(luca: Visitor, cast: Cast) -> None:
    form = luca.get("clients.ask_personal_data", party_id=cast.acme.id).form("/personal-data")
    assert form.submit().headers["Location"] == form.submit().headers["Location"]
    assert how_often_taken() == 1


def test_fetching_it_changes_nothing(luca: Visitor, cast: Cast) -> None:
    answer = luca.get("clients.ask_personal_data", party_id=cast.acme.id).form("/personal-data").submit()
    before = all_rows()
    answer.follow()
    answer.follow()
    assert changes(before, all_rows()) == []


def test_the_front_desk_is_neither_offered_it_nor_given_it(luca: Visitor, marta: Visitor, cast: Cast) -> None:
    assert marta.get("clients.show", party_id=cast.acme.id).find(OFFERS) == []
    assert marta.get("clients.ask_personal_data", party_id=cast.acme.id).status == 403
    answer = luca.get("clients.ask_personal_data", party_id=cast.acme.id).form("/personal-data").submit()
    assert marta.get_url(answer.headers["Location"]).status == 403

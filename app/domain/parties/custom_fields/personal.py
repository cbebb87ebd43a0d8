"""What is personal in fields of the office's own goes with whoever is anonymised; what is not, stays."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.domain.errors import NN_
from app.domain.parties.custom_fields.models import CustomField, CustomValue
from app.domain.parties.custom_fields.queries import custom_fields
from app.domain.parties.custom_fields.values import answers_of, plain
from app.domain.personal import Forgotten, Record, Told

_PERSONAL = select(CustomField.id).where(CustomField.is_personal)

FORGOTTEN = (
    Forgotten(
        CustomValue.party_id,
        only=CustomValue.field_id.in_(_PERSONAL),
        went=NN_(
            "%(n)s answer in fields of the office’s own that hold personal data",
            "%(n)s answers in fields of the office’s own that hold personal data",
        ),
    ),
)


def fields_told(ids: Collection[int]) -> list[Record]:
    """What stands in fields of the office's own about them, retired ones too."""
    answers = answers_of(ids)
    fields = custom_fields(also_retired=True) if answers else []
    return [
        {"field": field.name, "value": plain(field, written[field.id]), "currency": field.currency}
        for _, written in sorted(answers.items())
        for field in fields
        if field.id in written
    ]


TOLD = (
    Told(
        "custom_fields",
        (CustomValue.party_id,),
        records=fields_told,
        also=frozenset({"custom_field", "custom_choice"}),
    ),
)

"""Fields of the office's own: made, changed, put in another order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.db import db
from app.domain.errors import EditConflict, RuleViolation
from app.domain.history.models import SYSTEM
from app.domain.parties.custom_fields.definitions import (
    ChoiceDraft,
    FieldDraft,
    add_field,
    edit_field,
    move_field,
)
from app.domain.parties.custom_fields.models import FieldKind, Whose
from app.domain.parties.custom_fields.queries import Definition, custom_field, custom_fields
from tests.support.builders import a_client, a_key, a_person
from tests.support.own_fields import a_field, write

pytestmark = pytest.mark.usefixtures("app")


def draft_of(field: Definition, **changes: object) -> FieldDraft:
    """A field as its form shows it, with something changed."""
    choices = tuple(ChoiceDraft(choice.word, choice.id, choice.is_retired) for choice in field.choices)
    draft = FieldDraft(
        field.name, field.kind, field.whose, field.is_required, field.is_personal, field.currency, choices
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


def save(field: Definition, **changes: object) -> Definition:
    edit_field(field.id, draft_of(field, **changes), field.version, a_key(), by=SYSTEM)
    db.session.commit()
    return custom_field(field.id)


@pytest.mark.parametrize("kind", FieldKind)
def test_a_field_of_every_kind_stands_on_the_cards_behind_the_others(kind: FieldKind) -> None:
    first = a_field("Lost", FieldKind.YES_NO)
    field = a_field("Où ça", kind, "Here", "There")
    assert (field.key, field.kind) == ("ou_ca", kind)
    assert [one.id for one in custom_fields()] == [first.id, field.id]
    picked = kind in {FieldKind.CHOICE, FieldKind.CHOICES}
    assert [choice.word for choice in field.choices] == (["Here", "There"] if picked else [])


def test_a_new_name_leaves_the_key_so_that_addresses_hold() -> None:
    field = save(a_field("Reason"), name="Why they left")
    assert (field.name, field.key) == ("Why they left", "reason")


def test_two_names_with_one_key_get_two() -> None:
    assert [a_field(name).key for name in ("Lost?", "Lost!", "***")] == ["lost", "lost_2", "field"]


@pytest.mark.parametrize(
    ("draft", "at"),
    [
        (FieldDraft("", FieldKind.TEXT), "name"),
        (FieldDraft("LOST", FieldKind.TEXT), "name"),
        (FieldDraft("Deposit", FieldKind.MONEY), "currency"),
        (FieldDraft("Deposit", FieldKind.MONEY, currency="EURO"), "currency"),
        (FieldDraft("Source", FieldKind.CHOICE), "more_choices"),
        (FieldDraft("Source", FieldKind.CHOICES, choices=(ChoiceDraft("Web", is_retired=True),)), "more_choices"),
        (FieldDraft("Source", FieldKind.CHOICE, choices=(ChoiceDraft("Web"), ChoiceDraft("wéb"))), "more_choices"),
        (FieldDraft("Source", FieldKind.CHOICE, choices=(ChoiceDraft("x" * 101),)), "more_choices"),
        (FieldDraft("Source", FieldKind.CHOICE, choices=(ChoiceDraft(" "),)), "more_choices"),
    ],
)
def test_what_no_field_can_be_is_said_where_it_is_wrong(draft: FieldDraft, at: str) -> None:
    a_field("Lost")
    with pytest.raises(RuleViolation) as refused:
        add_field(draft, a_key(), by=SYSTEM)
    assert refused.value.field == at and len(custom_fields()) == 1


def test_choices_are_renamed_retired_and_added_and_two_may_swap_their_words() -> None:
    field = a_field("Source", FieldKind.CHOICE, "Web", "Fair", "Friend")
    web, fair, friend = field.choices
    words = (
        ChoiceDraft("Fair", web.id),
        ChoiceDraft("Web", fair.id),
        ChoiceDraft("Friend", friend.id, is_retired=True),
        ChoiceDraft("Press"),
    )
    now = save(field, choices=words)
    assert [(choice.id, choice.word, choice.is_retired) for choice in now.choices[:3]] == [
        (web.id, "Fair", False), (fair.id, "Web", False), (friend.id, "Friend", True),
    ]  # fmt: skip
    assert [choice.word for choice in now.offered] == ["Fair", "Web", "Press"]


def test_saving_what_stands_there_is_no_other_version_and_tells_nothing() -> None:
    field = a_field("Source", FieldKind.CHOICE, "Web", "Fair")
    assert save(field).version == field.version
    assert save(field, is_required=True).version == field.version + 1


def test_who_saves_second_is_told() -> None:
    field = a_field("Source", FieldKind.CHOICE, "Web", "Fair")
    save(field, name="Origin")
    with pytest.raises(EditConflict):
        save(field, name="Whence")


def test_amounts_that_are_written_keep_their_currency() -> None:
    deposit = save(a_field("Deposit", FieldKind.MONEY), currency="PLN")
    assert deposit.currency == "PLN"
    write(a_client(), {deposit.id: Decimal(100)})
    with pytest.raises(RuleViolation) as refused:
        save(deposit, currency="EUR")
    assert refused.value.field == "currency"


def test_a_field_does_not_leave_cards_on_which_something_is_written() -> None:
    shoe = a_field("Shoe size", FieldKind.TEXT)
    write(a_person(), {shoe.id: "42"})
    with pytest.raises(RuleViolation) as refused:
        save(shoe, whose=Whose.COMPANY)
    assert refused.value.field == "whose"
    assert save(shoe, whose=Whose.PERSON).whose is Whose.PERSON


def test_a_field_moves_one_place_and_at_the_end_it_stays() -> None:
    one, two, three = (a_field(name) for name in ("One", "Two", "Three"))

    def moved(field: Definition, *, up: bool) -> list[str]:
        move_field(field.id, a_key(), up=up, by=SYSTEM)
        db.session.commit()
        return [each.name for each in custom_fields()]

    assert moved(three, up=True) == ["One", "Three", "Two"]
    assert moved(one, up=True) == ["One", "Three", "Two"]
    assert moved(one, up=False) == ["Three", "One", "Two"]
    assert moved(two, up=False) == ["Three", "One", "Two"]

"""What a password must be, and how it is kept."""

import pytest

from app.domain.accounts import passwords
from app.domain.accounts.common_passwords import is_common
from app.domain.errors import RuleViolation

EMAIL = "marta@portico.example.com"


@pytest.mark.parametrize(
    "password",
    [
        "twelve chars",
        "aaaaaaaaaaaa",
        "            ",
        "000000000000x",
        "marta marta marta",
        "portico.example.com",
        "ąćęłńóśźżąćę",
        "password1234",  # common, but not among the 10,000
    ],
)
def test_twelve_characters_are_enough_whatever_they_are(password: str) -> None:
    passwords.check_password(password, email=EMAIL)


@pytest.mark.parametrize("password", ["", "elevenchars", "ąćęłńóśźżąć"])
def test_eleven_characters_are_too_few_also_when_they_take_more_bytes(password: str) -> None:
    with pytest.raises(RuleViolation, match="at least") as refused:
        passwords.check_password(password, email=EMAIL)
    assert refused.value.field == "password"


def test_a_letter_counts_once_in_however_many_pieces_it_was_sent() -> None:
    with pytest.raises(RuleViolation, match="at least"):
        passwords.check_password("e\u0301" * 6, email=EMAIL)


@pytest.mark.parametrize("password", ["\uff51werty123456", "".join(chr(ord(c) + 0xFEE0) for c in "leavemealone")])
def test_what_everybody_has_is_no_better_in_wide_letters(password: str) -> None:
    with pytest.raises(RuleViolation, match="commonest"):
        passwords.check_password(password, email=EMAIL)


def test_the_email_in_wide_letters_is_the_email() -> None:
    with pytest.raises(RuleViolation, match="email"):
        passwords.check_password("".join(chr(ord(c) + 0xFEE0) for c in EMAIL), email=EMAIL)


@pytest.mark.parametrize("password", ["1qaz2wsx3edc", "1QAZ2wsx3edc", "qwerty123456", "123456654321", "leavemealone"])
def test_none_of_the_ten_thousand_commonest_is_taken_whatever_its_case(password: str) -> None:
    with pytest.raises(RuleViolation, match="commonest"):
        passwords.check_password(password, email=EMAIL)


def test_exactly_ten_thousand_passwords_are_common() -> None:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    by_rank = FREQUENCY_LISTS["passwords"]
    assert len(set(by_rank[:10_000])) == 10_000
    assert is_common(by_rank[9_999])
    assert not is_common(by_rank[10_000])


@pytest.mark.parametrize("password", [EMAIL, "xx" + EMAIL.upper() + "yy"])
def test_the_email_is_not_part_of_the_password_whatever_its_case(password: str) -> None:
    with pytest.raises(RuleViolation, match="email"):
        passwords.check_password(password, email=EMAIL)


def test_without_an_email_there_is_none_to_contain() -> None:
    passwords.check_password("three blind mice", email="")


def test_a_password_matches_its_hash_and_no_other() -> None:
    stored = passwords.hash_new("three blind mice", email=EMAIL)
    assert passwords.matches("three blind mice", stored)
    assert not passwords.matches("three blind micE", stored)


def test_the_same_letters_match_however_the_keyboard_composed_them() -> None:
    assert passwords.matches("z\u0307o\u0301\u0142w czarny", passwords.hash_password("\u017c\u00f3\u0142w czarny"))


@pytest.mark.parametrize("stored", [None, "", "no hash at all"])
def test_nothing_matches_where_no_hash_is_stored(stored: str | None) -> None:
    assert not passwords.matches("nobody", stored)


def test_a_hash_made_at_another_cost_is_outdated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_hasher", "_dummy"):
        monkeypatch.setattr(passwords, name, getattr(passwords, name))  # put back afterwards
    passwords.set_cost(memory_cost=8, time_cost=1, parallelism=1)
    stored = passwords.hash_password("three blind mice")
    assert not passwords.is_outdated(stored)
    passwords.set_cost(memory_cost=16, time_cost=1, parallelism=1)
    assert passwords.is_outdated(stored)
    assert passwords.matches("three blind mice", stored)

"""What single cells hold."""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email

from app.domain.directory.importing.cells import is_email

LONG = "a" * 64
ADDRESSES = [
    "ada@example.com", "Ada.Bianchi+post@Example.COM", "o'hara@example.com", "zoë@example.com", "ada@żółw.example.com",
    f"{LONG}@example.com", f"{LONG}a@example.com", f"{LONG}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example.com",
    "ada@", "@example.com", "ada", "", "ada@example", "ada..b@example.com", ".ada@example.com", "ada.@example.com",
    "ada@exa mple.com", "ada @example.com", "ada@b@example.com", "ada@localhost", "ada@mail.test", "ada@-a.com",
    "Ada <ada@example.com>", "ada@[127.0.0.1]", "ada@example.com.", "ada\n@example.com", "ada@example.com\n",
]  # fmt: skip


def is_valid(typed: str) -> bool:
    try:
        validate_email(typed, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


@pytest.mark.parametrize("typed", ADDRESSES)
def test_an_address_is_one_when_the_library_says_so_however_quickly_it_was_told(typed: str) -> None:
    assert is_email(typed) is is_valid(typed)

"""The words that emails come with read well whatever the office has said of itself."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.domain.messaging.editing.previewing import preview
from app.domain.messaging.templates import TEMPLATES, TemplateKey
from app.domain.messaging.wordings import default_wording
from app.domain.office.profile import Office

# What is left where a field that a sentence counts on is empty: "call us: .", "Acme ()", "call  or".
GAP = re.compile(r"[:(,] *[.),]|\S {2,}\S| [.,;]")


@pytest.mark.parametrize("language", ["en", "it", "pl"])
@pytest.mark.parametrize("key", TemplateKey)
def test_an_office_without_phone_and_a_client_without_number_leave_no_gap(
    app: Flask, key: TemplateKey, language: str
) -> None:
    wording = default_wording(key, language)
    assert wording is not None
    email = preview(TEMPLATES[key], wording, Office(name="Kos"), values={"client_number": ""})
    assert GAP.search(email.subject) is None
    assert GAP.search(email.text) is None

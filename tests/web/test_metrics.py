"""/metrics: the figures of a process, for admins and for the machine that has the token."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from tests.support.visitor import Visitor

TOKEN = "a-long-token-for-the-machine"


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Each sample by its name and labels."""
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    labels = ("view", "method", "status")
    return {(sample.name, *filter(None, map(sample.labels.get, labels))): sample.value for sample in samples}


def test_an_admin_reads_how_many_answers_each_view_gave(luca: Visitor) -> None:
    before = figures(luca.get("system.metrics").response.text).get(
        ("recapito_requests_total", "clients.index", "GET", "200"), 0
    )
    luca.get("clients.index")
    luca.get("clients.index", q="planted-name")
    answer = luca.get("system.metrics").response
    after = figures(answer.text)
    assert answer.content_type.startswith("text/plain")
    assert after["recapito_requests_total", "clients.index", "GET", "200"] == before + 2
    assert after["recapito_request_seconds_count", "clients.index"] >= 2
    assert after[("process_resident_memory_bytes",)] > 0
    assert "planted-name" not in answer.text


def test_a_verb_that_somebody_made_up_is_no_figure_of_its_own(app: Flask, luca: Visitor) -> None:
    app.test_client().open("/clients", method="MADEUP")
    said = luca.get("system.metrics").response.text
    assert "MADEUP" not in said
    assert 'method="other"' in said


def test_the_front_desk_and_strangers_do_not_read_it(app: Flask, marta: Visitor) -> None:
    assert marta.get("system.metrics").status == 403
    assert app.test_client().get("/metrics").status_code == 303


@pytest.mark.sqlite
def test_a_machine_reads_it_with_the_token_and_nothing_else(make_app: Callable[..., Flask]) -> None:
    browser = make_app(METRICS_TOKEN=TOKEN).test_client()
    bears = {"Authorization": f"Bearer {TOKEN}"}
    assert browser.get("/metrics", headers=bears).status_code == 200
    assert browser.get("/clients", headers=bears).status_code == 303
    for wrong in ("", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer ", "Bearer \u00e9"):
        assert browser.get("/metrics", headers={"Authorization": wrong}).status_code == 303


@pytest.mark.sqlite
def test_where_no_token_is_set_none_opens_it(make_app: Callable[..., Flask]) -> None:
    for sent in ("Bearer ", "Bearer", ""):
        assert make_app().test_client().get("/metrics", headers={"Authorization": sent}).status_code == 303

"""Settings → Contract templates: written, copied, previewed and archived by admins alone."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from app.domain.contracts.templates import every_template, text_of
from tests.blueprints.clients.desk import flashes
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Form, Visitor

LIST, EDIT, SAVE = 6, 6, 12
ENGLISH = 1


def edit(luca: Visitor, **asked: object) -> Answer:
    return luca.get("settings.contract_template", template_id=ENGLISH, **asked)


def form_of(luca: Visitor) -> Form:
    return edit(luca).form("template_form")


def preview(luca: Visitor, **sent: str) -> TestResponse:
    """What stands in the frame: pages, which have other manners than a page of ours."""
    return luca.client.post(luca.url("settings.preview_contract_draft"), data={**form_of(luca).values, **sent})


def test_staff_without_the_right_read_so_and_clients_find_nothing_there(marta: Visitor, carla: Visitor) -> None:
    before, one = all_rows(), {"template_id": ENGLISH}
    for somebody, status in ((marta, 403), (carla, 404)):
        pages = [somebody.get("settings.contract_templates"), somebody.get("settings.new_contract_template")]
        pages += [somebody.get("settings.contract_template", **one)]
        pages += [somebody.get("settings.preview_contract_template", **one)]
        pages += [somebody.post("settings.create_contract_template"), somebody.post("settings.preview_contract_draft")]
        for act in ("update", "archive", "restore"):
            pages.append(somebody.post(f"settings.{act}_contract_template", **one))
        assert {page.status for page in pages} == {status}
    assert all_rows() == before


def test_the_list_says_what_came_along_and_what_is_the_office_s_own(luca: Visitor) -> None:
    form = luca.get("settings.new_contract_template").form("template_form")
    listed = form.submit(name="Mailbox", language="it", text="# Casella\n\n{client.name}").follow()
    assert flashes(listed) == ["Mailbox is on the list."]
    assert listed.says("Umowa biura wirtualnego", "As it came", "Mailbox", "The office’s own", "Offered")


def test_a_field_that_does_not_exist_is_answered_by_name_and_nothing_typed_is_lost(luca: Visitor) -> None:
    refused = form_of(luca).submit(name="Ours", text="# Ours\n\n{client.nome}")
    assert refused.status == 422 and refused.says("Line 3: {client.nome} is no field of a contract.")
    values = refused.form("template_form").values
    assert (values["name"], values["text"]) == ("Ours", "# Ours\n\n{client.nome}")


def test_words_written_anew_stand_and_the_former_ones_are_a_look_away(luca: Visitor) -> None:
    saved = form_of(luca).submit(text="# Ours\n\n{client.name}").follow()
    assert flashes(saved) == ["Saved."] and saved.says("Worded anew.")
    looked = edit(luca, words="came")
    assert looked.says("These are the words that it came with.")
    assert text_of(every_template()[-1]) == "# Ours\n\n{client.name}"  # looking changes nothing
    back = looked.form("template_form").submit().follow()
    assert not back.says("Worded anew.") and every_template()[-1].text is None


def test_a_copy_begins_with_the_words_under_a_name_of_its_own(luca: Visitor) -> None:
    form = luca.get("settings.new_contract_template", copy_of=ENGLISH).form("template_form")
    assert form.values["name"] == "Virtual office contract (2)"
    assert form.submit().follow().says("Virtual office contract (2)", "Virtual office contract")
    assert luca.get("settings.new_contract_template", copy_of=999).status == 404
    assert luca.get("settings.new_contract_template", copy_of=10**30).status == 200  # no id: counts as not asked


def test_one_in_the_archive_can_be_read_and_comes_back(luca: Visitor) -> None:
    archived = edit(luca).form("shelf_form").submit().follow()
    assert archived.says("This template is in the archive") and not archived.says("Save template")
    assert luca.get("settings.contract_templates").says("Archived")
    assert edit(luca).form("shelf_form").submit().follow().says("Save template")


def test_who_saves_second_is_shown_what_the_first_one_saved(luca: Visitor) -> None:
    mine = form_of(luca)
    form_of(luca).submit(text="# Theirs")
    refused = mine.submit(text="# Mine")
    assert refused.status == 409 and refused.says("What they saved", "# Theirs")


def test_the_fields_are_shown_as_the_language_of_the_template_writes_them(luca: Visitor) -> None:
    polish = next(one for one in every_template() if one.language == "pl")
    page = luca.get("settings.contract_template", template_id=polish.id)
    assert page.says("{contract.value}", "49,00 €", "{client.legal_representative}", "Tomasz Zieliński")


def test_what_is_being_written_is_shown_as_pages_and_kept_nowhere(luca: Visitor) -> None:
    before = all_rows()
    shown = preview(luca, text="# Deal\n\n{client.name}\n\n---\n\nTwo")
    assert shown.status_code == 200 and shown.text.count("data:image/png;base64,") == 2
    assert "Page 2 of 2" in shown.text and "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert all_rows() == before


def test_a_long_contract_shows_its_first_pages(luca: Visitor) -> None:
    shown = preview(luca, text="x\n---\n" * 15)
    assert shown.text.count("data:image/png;base64,") == 12 and "The pages after these are in the PDF." in shown.text


def test_what_is_wrong_is_said_in_the_frame(luca: Visitor) -> None:
    shown = preview(luca, text="{<b>x</b>}")
    assert shown.status_code == 422 and "{&lt;b&gt;x&lt;/b&gt;}" in shown.text


@pytest.mark.parametrize("language", ["de", ""])
def test_a_language_that_there_is_not_is_shown_as_another(luca: Visitor, language: str) -> None:
    assert preview(luca, language=language).status_code == 200


def test_the_pdf_is_one_to_keep(luca: Visitor) -> None:
    url = luca.url("settings.preview_contract_template", template_id=ENGLISH, shown="pdf")
    saved, draft = luca.client.get(url), preview(luca, shown="pdf")
    for answer in (saved, draft):
        assert answer.data.startswith(b"%PDF") and "attachment" in answer.headers["Content-Disposition"]


def test_what_it_costs_does_not_grow_with_the_templates(luca: Visitor, cast: Cast) -> None:
    with count_statements() as listed:
        luca.get("settings.contract_templates")
    with count_statements() as edited:
        form = form_of(luca)
    with count_statements() as saved:
        form.submit(text="# Ours")
    assert (len(listed) <= LIST, len(edited) <= EDIT, len(saved) <= SAVE) == (True, True, True), (
        len(listed), len(edited), len(saved),
    )  # fmt: skip

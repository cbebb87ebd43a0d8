"""The Archive: where parties of every role wait, found as in Clients, with who, when and why."""

from datetime import UTC, date, datetime

from app.domain import clock
from app.domain.lifecycle.archiving import ArchiveChoices
from app.domain.parties.models import ClientRole, PartyStatus
from tests.blueprints.clients.desk import is_part
from tests.support.builders import a_client, a_person, archived, many_clients
from tests.support.cast import Cast
from tests.support.visitor import Visitor


def test_an_empty_archive_says_what_it_is_for(marta: Visitor) -> None:
    assert marta.get("archive.index").says("The Archive is empty", "Nothing is lost")


def test_a_row_says_who_archived_it_when_why_and_until_when(marta: Visitor, cast: Cast) -> None:
    with clock.frozen(datetime(2026, 11, 18, 23, 30, tzinfo=UTC)):  # the 19th in Rome
        archived(cast.acme, choices=ArchiveChoices("Season over", date(2027, 3, 1)), by=cast.by_marta)
    (row,) = marta.get("archive.index").texts("//tbody/tr")
    for said in ("Acme S.r.l.", "C-0001", "19 Nov 2026", "Marta Wójcik", "Season over", "1 Mar 2027"):
        assert said in row


def test_parties_of_every_role_wait_here_and_nobody_else(marta: Visitor, cast: Cast) -> None:
    away = [a_client("Fornitore", client_role=ClientRole.NONE, is_supplier=True), a_person("Ada", "Bianchi")]
    sleeping = a_client("Sleeping")
    sleeping.status = PartyStatus.DEACTIVATED
    archived(cast.acme, *away)
    assert marta.get("archive.index", sort="name").rows() == ["Acme S.r.l.", "Ada Bianchi", "Fornitore"]
    assert marta.get("archive.index", role="customer").rows() == ["Acme S.r.l."]
    assert marta.get("archive.index", role="supplier").rows() == ["Fornitore"]


def test_the_latest_stand_first_unless_another_order_is_asked_for(marta: Visitor, cast: Cast) -> None:
    archived(cast.bravo, cast.acme)
    assert marta.get("archive.index").rows() == ["Acme S.r.l.", "Bravo Sp. z o.o."]
    assert marta.get("archive.index", sort="archived").rows() == ["Bravo Sp. z o.o.", "Acme S.r.l."]
    assert marta.get("archive.index", sort="-name").rows() == ["Bravo Sp. z o.o.", "Acme S.r.l."]


def test_one_is_found_as_in_clients_by_a_contact_too(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, cast.bravo)
    for asked, found in (
        ("lodz", ["Bravo Sp. z o.o."]),
        ("carla", ["Acme S.r.l."]),
        ("C-1", ["Acme S.r.l."]),
        ("zeta", []),
    ):
        answer = marta.get("archive.index", q=asked, htmx="archive_list")
        assert is_part(answer, "archive_list")
        assert answer.rows() == found, asked
    assert marta.get("archive.index", q="zeta").says("Nobody in the Archive matches.")


def test_it_pages_forwards_and_back_with_its_filters(marta: Visitor, cast: Cast) -> None:
    ids = many_clients(60, "Gone")
    dialog = marta.get("clients.ask_archive", q="gone", all=1)
    dialog.form("/clients/archive").submit()
    page, seen = marta.get("archive.index", per_page=25, q="gone", sort="-archived"), []
    for _ in range(3):
        seen += page.rows()
        following = page.find("//a[@rel='next']")
        page = marta.get_url(following[0].get("href")) if following else page
    assert seen == [f"Gone {n:05d}" for n in reversed(range(len(ids)))]
    assert "q=gone" in page.find("//a[@rel='prev']")[0].get("href")
    total = marta.get_url(page.find("//*[@id='archive_total']")[0].get("hx-get"), htmx="archive_total")
    assert total.says("60 archived")


def test_a_preview_tells_enough_to_decide(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, choices=ArchiveChoices("Season over", date(2027, 3, 1)), by=cast.by_marta)
    dialog = marta.get("archive.preview", party_id=cast.acme.id, htmx="dialog", at="/archive")
    assert is_part(dialog, "dialog")
    for said in ("C-0001", "by Marta Wójcik.", "“Season over”", "1 Mar 2027", "Torino", "info@acme.example.com"):
        assert dialog.says(said), said
    assert dialog.says("Carla Rossi", "Renata Lis")
    assert dialog.find(f"//a[contains(@href, '/archive/restore?ids={cast.acme.id}')]")
    assert marta.get("archive.preview", party_id=cast.acme.id).is_whole


def test_there_is_no_preview_of_who_is_not_archived(marta: Visitor, cast: Cast) -> None:
    for party_id in (cast.acme.id, 999_999):
        assert marta.get("archive.preview", party_id=party_id).status == 404


def test_nobody_but_the_desk_looks_into_the_archive(carla: Visitor, visitor: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    for endpoint, values in (
        ("archive.index", {}),
        ("archive.total", {}),
        ("archive.ask_restore", {}),
        ("archive.preview", {"party_id": cast.zeta.id}),
    ):
        assert carla.get(endpoint, **values).status == 404
        assert visitor.get(endpoint, **values).leads_to("auth.login")

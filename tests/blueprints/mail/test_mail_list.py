"""The list of mail, as the front desk sees it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.mailroom.models import MailItem, MailKind, MailState
from tests.support.builders import a_mail_item, archived
from tests.support.cast import Cast
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor

LIST = 6


def chips(answer: Answer) -> list[str]:
    return answer.texts("//*[@class='chip']")


def states(*items: MailItem) -> list[MailState]:
    db.session.expire_all()
    return [item.state for item in items]


def collect(cast: Cast, item: MailItem) -> None:
    item.state = MailState.COLLECTED
    db.session.commit()


def test_it_opens_with_what_waits_and_a_chip_says_so(marta: Visitor, cast: Cast) -> None:
    waits, gone = a_mail_item(cast.acme, "INPS"), a_mail_item(cast.bravo, "Enel")
    collect(cast, gone)
    page = marta.get("mail.index")
    assert (page.rows(), chips(page)) == (["INPS"], ["State Waiting"])
    everything = page.visitor.get_url(page.find("//*[@class='chip']//a")[0].get("href"))
    assert (sorted(everything.rows()), chips(everything)) == (["Enel", "INPS"], [])
    assert waits.number in page.text


def test_of_one_client_all_that_ever_came_is_shown_archived_ones_too(marta: Visitor, cast: Cast) -> None:
    collect(cast, a_mail_item(cast.acme, "INPS"))
    a_mail_item(cast.bravo, "Enel")
    archived(cast.acme)
    page = marta.get("mail.index", client=cast.acme.id)
    assert (page.rows(), chips(page)) == (["INPS"], ["Client Acme S.r.l."])
    assert page.says("Archived")
    assert marta.get("mail.index", client=cast.acme.id, state="waiting").rows() == []


def test_it_is_narrowed_by_kind_and_days_and_found_by_words(marta: Visitor, cast: Cast) -> None:
    a_mail_item(cast.acme, "INPS")
    a_mail_item(cast.bravo, "DHL", kind=MailKind.PARCEL)
    assert marta.get("mail.index", kind="parcel").rows() == ["DHL"]
    assert marta.get("mail.index", q="bravo").rows() == ["DHL"]
    page = marta.get("mail.index", since="2020-01-01", until="2020-12-31")
    assert (page.rows(), chips(page)[1:]) == ([], ["Received from 1 Jan 2020", "Received to 31 Dec 2020"])
    assert page.says("No mail item matches.", "Look in all states")


def test_the_first_and_the_last_day_of_the_calendar_are_days_like_others(marta: Visitor, cast: Cast) -> None:
    a_mail_item(cast.acme, "INPS")
    all_of_it = {"since": "0001-01-01", "until": "9999-12-31"}
    assert marta.get("mail.index", **all_of_it).rows() == ["INPS"]
    assert marta.get("mail.total", **all_of_it, htmx="mail_total").says("1 mail item")
    for one in ({"since": "9999-12-31"}, {"until": "0001-01-01"}):
        assert marta.get("mail.index", **one).rows() == []


def test_what_is_not_understood_counts_as_not_asked(marta: Visitor, cast: Cast) -> None:
    a_mail_item(cast.acme, "INPS")
    wrong = {"kind": "x", "state": "x", "client": "x", "since": "x", "per_page": "7", "after": "x"}
    assert marta.get("mail.index", **wrong).rows() == ["INPS"]
    assert marta.get("mail.index", client=-4, until="2999-13-45").rows() == ["INPS"]


def test_an_empty_desk_says_what_happens_here(marta: Visitor) -> None:
    assert marta.get("mail.index").says("No mail waits at the desk", "Show all mail")


def test_the_total_and_what_waits_are_fetched_after_the_page(marta: Visitor, cast: Cast) -> None:
    a_mail_item(cast.acme)
    collect(cast, a_mail_item(cast.acme))
    total = marta.get("mail.total", htmx="mail_total", at="/mail", state="any")
    assert total.texts("//b") == ["2 mail items"]
    assert total.texts("//*[@hx-swap-oob]//*[@aria-hidden]") == ["1"]
    part = marta.get("mail.waiting", htmx="mail_waiting", at="/clients")
    assert not part.is_whole
    assert part.texts("//*[@aria-hidden]") == ["1"]
    fetched = {"today.index": "/mail/waiting", "mail.new": "/mail/waiting", "clients.index": None, "mail.index": None}
    for endpoint, url in fetched.items():  # a list has it with its total
        assert marta.get(endpoint).find("//*[@id='mail_waiting']")[0].get("hx-get") == url


def dialog(visitor: Visitor, name: str, **asked: Any) -> Answer:
    return visitor.get("mail.ask_mark", name=name, **asked)


def test_ticked_items_are_marked_in_one_go_and_the_answer_is_exact(marta: Visitor, cast: Cast) -> None:
    items = [a_mail_item(cast.acme), a_mail_item(cast.bravo), a_mail_item(cast.bravo)]
    collect(cast, items[0])
    question = dialog(marta, "collected", ids=[item.id for item in items])
    assert question.says("Mark 2 mail items as collected?", "1 mail item is so already and stays as it is")
    done = question.form("/mail/state/collected").submit()
    assert done.status == 303 and done.leads_to("mail.index")
    assert done.follow().says("2 mail items collected.", "1 was so already.")
    assert states(*items) == [MailState.COLLECTED] * 3


def test_all_that_match_are_marked_by_the_filter_in_the_address(marta: Visitor, cast: Cast) -> None:
    items = [a_mail_item(cast.acme, kind=MailKind.PARCEL), a_mail_item(cast.bravo)]
    done = dialog(marta, "forwarded", all=1, kind="parcel").form("/mail/state/forwarded").submit(htmx=True)
    assert done.leads_to("mail.index", kind="parcel")
    assert states(*items) == [MailState.FORWARDED, MailState.WAITING]


def test_when_another_set_matches_nothing_is_done_and_the_question_comes_back(marta: Visitor, cast: Cast) -> None:
    first = a_mail_item(cast.acme)
    form = dialog(marta, "destroyed", all=1).form("/mail/state/destroyed")
    second = a_mail_item(cast.bravo)
    again = form.submit()
    assert again.status == 409
    assert again.says("The list has changed since.", "Mark 2 mail items as destroyed?")
    assert states(first, second) == [MailState.WAITING] * 2
    assert again.form("/mail/state/destroyed").submit().status == 303


def test_who_was_shown_no_set_marks_none(marta: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme)
    assert marta.post("mail.mark", {"ids": item.id, "key": "k"}, name="collected").status == 409
    assert states(item) == [MailState.WAITING]
    assert dialog(marta, "collected").says("Nothing is selected. Tick the rows first.")


def test_a_state_that_does_not_exist_is_not_found(marta: Visitor) -> None:
    assert dialog(marta, "lost").status == 404


def test_a_page_and_a_question_cost_the_same_whatever_they_show(marta: Visitor, cast: Cast) -> None:
    for n in range(30):
        a_mail_item(cast.acme, f"Sender {n}")
    ids = list(db.session.scalars(select(MailItem.id)))
    for url, limit in (
        (marta.url("mail.index"), LIST),
        (marta.url("mail.index", per_page=25, q="sender", client=cast.acme.id), LIST),
        (marta.url("mail.ask_mark", name="collected", ids=ids[:1]), LIST),
        (marta.url("mail.ask_mark", name="collected", ids=ids), LIST),
        (marta.url("mail.waiting"), 4),
        (marta.url("mail.total"), 4),
        (marta.url("clients.mail", party_id=cast.acme.id), 10),
    ):
        with count_statements() as statements:
            assert marta.client.get(url).status_code == 200
        assert len(statements) <= limit, "\n".join([url, *statements])


def test_marking_costs_twelve_statements_however_many(marta: Visitor, cast: Cast) -> None:
    ids = [a_mail_item(cast.acme, f"Sender {n}").id for n in range(30)]
    for chosen, name in ((ids[:1], "collected"), (ids, "returned")):
        form = dialog(marta, name, ids=chosen).form(f"/mail/state/{name}")
        with count_statements() as statements:
            assert form.submit().status == 303
        assert len(statements) <= 12, "\n".join(statements)

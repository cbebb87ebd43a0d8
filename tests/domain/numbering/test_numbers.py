"""Numbers are given once, without gaps, and never twice (PRODUCT.md 10, SAFETY.md 18)."""

import threading

from flask import Flask

from app.db import db
from app.domain.numbering.actions import take_numbers
from app.domain.numbering.counting import number_of
from app.domain.numbering.models import NumberRange, RangeKind
from tests.support.statements import count_statements


def the_range() -> NumberRange:
    return db.session.query(NumberRange).filter_by(kind=RangeKind.PARTIES).one()


def test_the_first_number_of_an_office_is_c_0001(app: Flask) -> None:
    assert take_numbers(RangeKind.PARTIES) == ["C-0001"]
    assert take_numbers(RangeKind.PARTIES) == ["C-0002"]


def test_many_are_taken_in_one_statement_and_follow_one_another(app: Flask) -> None:
    with count_statements() as statements:
        numbers = take_numbers(RangeKind.PARTIES, 1000)
    assert len([said for said in statements if "number_range" in said]) == 1
    assert (numbers[0], numbers[-1], len(set(numbers))) == ("C-0001", "C-1000", 1000)
    assert take_numbers(RangeKind.PARTIES) == ["C-1001"]


def test_a_number_longer_than_its_padding_is_written_in_full(app: Flask) -> None:
    the_range().next_value = 9_999
    assert take_numbers(RangeKind.PARTIES, 2) == ["C-9999", "C-10000"]


def test_prefix_and_padding_are_the_range_s_own(app: Flask) -> None:
    the_range().prefix, the_range().padding = "K/", 2
    assert take_numbers(RangeKind.PARTIES) == ["K/01"]
    assert number_of(the_range(), 7) == "K/07"


def test_what_was_taken_back_is_given_to_the_next(app: Flask) -> None:
    take_numbers(RangeKind.PARTIES, 5)
    db.session.rollback()
    assert take_numbers(RangeKind.PARTIES) == ["C-0001"]


def test_many_at_once_get_different_numbers_and_leave_no_gap(app: Flask) -> None:
    workers, each = 4, 25
    start, taken = threading.Barrier(workers), []

    def work() -> None:
        with app.app_context():
            start.wait()
            for turn in range(each):
                numbers = take_numbers(RangeKind.PARTIES)
                if turn % 5 == 4:
                    db.session.rollback()  # somebody thought better of it: the number goes to another
                else:
                    db.session.commit()
                    taken.extend(numbers)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [f"C-{n:04d}" for n in range(1, workers * each * 4 // 5 + 1)]

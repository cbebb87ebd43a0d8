"""How text is folded, so that the office finds and sorts in every one of its languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.parties.text import (
    fold,
    key_of,
    like_patterns,
    name_key_of,
    natural_key,
    sort_name_of,
    web_address,
    words_of,
)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Łódź", "lodz"),
        ("ŁÓDŹ", "lodz"),
        ("Perù", "peru"),
        ("Straße", "strasse"),
        ("Æther Œuvre", "aether oeuvre"),
        ("Øresund", "oresund"),
        ("ǾRE", "ore"),  # a stroke and an accent on one letter
        ("İstanbul ısı", "istanbul isi"),
        ("Acme™", "acmetm"),  # taken apart, the sign is two capital letters
        ("№ 5", "no 5"),
        ("ﬁrma", "firma"),
        ("  two \t words\n", "two words"),
        ("Zażółć gęślą jaźń", "zazolc gesla jazn"),
    ],
)
def test_neither_case_nor_accents_nor_blanks_count(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_what_is_folded_holds_no_wildcard_no_null_and_no_capital(text: str) -> None:
    folded = fold(text)
    assert not set("%_\\\x00") & set(folded)
    assert folded == folded.casefold()


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Acme S.r.l.", "srl"),
        ("Acme S.r.l.", "S.R.L."),
        ("Acme Srl", "s.r.l."),
        ("Panificio dell'Unità", "unita"),
        ("Panificio dell’Unità", "dell'unita"),
        ("Łódź", "lodz"),
        ("PL 725-180-19-26", "7251801926"),
        ("PL7251801926", "725-180-19-26"),
        ("info@acme.example.com", "acme.example"),
        ("Smith & Jones", "smith & jones"),
        ("a_b@example.com", "a_b"),
    ],
)
def test_a_word_is_found_with_and_without_its_punctuation(said: str, asked: str) -> None:
    assert finds(asked, said)


@pytest.mark.parametrize(("asked", "found"), [("ro", True), ("ma", False), ("oma", True), ("xa", False), ("r", True)])
def test_two_letters_match_beginnings_of_words_and_three_match_anywhere(asked: str, found: bool) -> None:
    assert finds(asked, "Roma Ostiense") is found


@pytest.mark.parametrize("asked", ["%", "_", "\\", "\x00", "% _ \\", "&", "..."])
def test_a_search_for_wildcards_alone_asks_for_nothing(asked: str) -> None:
    assert like_patterns(asked) == []


@given(st.text(max_size=400))
def test_a_pattern_holds_no_wildcard_but_its_own(text: str) -> None:
    for pattern in like_patterns(text):
        assert not set("%_\\\x00") & set(pattern.strip("%"))


@pytest.mark.parametrize("asked", ["z", "zx", "zxy"])
def test_a_word_of_any_length_makes_a_pattern_that_a_trigram_index_serves(asked: str) -> None:
    (pattern,) = like_patterns(asked)
    assert len(pattern.strip("%")) >= 3


def test_a_very_long_search_costs_ten_comparisons_at_most() -> None:
    assert len(like_patterns("a b c d " * 100)) == 10


@given(st.lists(st.text()))
def test_every_word_has_two_blanks_before_it_and_stands_once(texts: list[str]) -> None:
    words = words_of(*texts)
    assert words == "".join(f"  {word}" for word in words.split())
    assert len(set(words.split())) == len(words.split())


@pytest.mark.parametrize("typed", ["PL 725-180-19-26", "pl7251801926", "PL.725.180.19.26", "PL_7251801926"])
def test_an_id_is_the_same_however_it_is_spaced(typed: str) -> None:
    assert key_of(typed) == "pl7251801926"


def test_numbers_sort_as_people_count() -> None:
    numbers = ["C-10", "C-9", "C-1000", "C-0042", "B-77"]
    assert sorted(numbers, key=natural_key) == ["B-77", "C-9", "C-10", "C-0042", "C-1000"]
    assert natural_key("C-42") == natural_key("c-0042")
    assert natural_key("C-0") != natural_key("C-")


def test_people_stand_under_their_last_name_and_quotation_marks_do_not_count() -> None:
    assert sort_name_of("", last_name="Żak", first_name="Ada") == "zak ada"
    assert sort_name_of("«Łódź» S.A.") == "lodz» s.a."


def finds(asked: str, said: str) -> bool:
    """What LIKE would say, for every word of the search on the words of the text."""
    words, patterns = words_of(said), like_patterns(asked)
    return bool(patterns) and all(pattern.strip("%") in words for pattern in patterns)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("acme.it", "https://acme.it"),
        ("http://www.acme.it", "http://www.acme.it"),
        ("HTTPS://Acme.IT/chi-siamo?x=1#y", "HTTPS://Acme.IT/chi-siamo?x=1#y"),
        ("perché-no.example:8080/", "https://perché-no.example:8080/"),
        ("www.żółw.pl", "https://www.żółw.pl"),
        ("acme..it", None),
        ("-acme.it", None),
        ("acme", None),
        ("acme.1", None),
        ("ftp://acme.it", None),
        ("javascript:alert(1)", None),
        ("javascript://acme.it/%0aalert(1)", None),
        ("ada@acme.it", None),
        ("acme it", None),
        ("https://", None),
        ("", None),
    ],
)
def test_a_web_address_is_what_a_browser_opens(typed: str, address: str | None) -> None:
    assert web_address(typed) == address


@pytest.mark.parametrize(
    "names",
    [
        ("Acme S.r.l.", "ACME srl", "Acme", "acme, S. r. l.", "S.R.L. Acme", "Acme S.r.l"),
        ("Biuro Kos Sp. z o.o.", "BIURO KOS sp z o. o.", "Biuro Kos spółka z o.o."),
        ("Kancelaria Wiśniewska i Wspólnicy Sp. k.", "Kancelaria Wisniewska i Wspolnicy sp.k."),
        ("Carla Rossi", "Rossi Carla", "ROSSI, Carla"),
        ("Dell'Unità S.p.A.", "dell unita spa"),
        ("Müller & Söhne GmbH", "Muller Sohne"),
    ],
)
def test_names_that_are_likely_the_same_have_one_key(names: tuple[str, ...]) -> None:
    assert len({name_key_of(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Acme Uno S.r.l.", "Acme Due S.r.l."), ("Sp", "Srl"), ("Z Studio", "Studio"), ("3M", "M"), ("Rossi", "Rosso")],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert name_key_of(one) != name_key_of(other)


@given(st.text())
def test_a_name_that_says_something_has_a_key(name: str) -> None:
    assert bool(name_key_of(name)) == bool(key_of(name))

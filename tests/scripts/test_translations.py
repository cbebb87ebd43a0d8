"""The catalogues say in every language what the app says, and whatever is wrong with one is found."""

from pathlib import Path

import pytest

from scripts import translations

HEADER = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"
"""
TEMPLATE = """
msgid "Saved."
msgstr ""

#, python-format
msgid "%(name)s is on file."
msgstr ""

msgid "%(n)s client"
msgid_plural "%(n)s clients"
msgstr[0] ""
msgstr[1] ""
"""
SAVED = 'msgid "Saved."\nmsgstr "Zapisano."\n'
ON_FILE = '#, python-format\nmsgid "%(name)s is on file."\nmsgstr "Dodano: %(name)s."\n'
CLIENTS = (
    'msgid "%(n)s client"\nmsgid_plural "%(n)s clients"\n'
    'msgstr[0] "%(n)s klient"\nmsgstr[1] "%(n)s klienci"\nmsgstr[2] "%(n)s klientów"\n'
)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that the app says now."""
    return translations.extract(tmp_path_factory.mktemp("said") / "messages.pot")


@pytest.mark.parametrize("catalogue", translations.catalogues(), ids=translations.language_of)
def test_the_catalogues_have_no_defects(said: Path, catalogue: Path) -> None:
    assert list(translations.defects(catalogue, said)) == []


def defects_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *messages: str) -> list[str]:
    """What is found in a Polish catalogue with these messages, of an app that says three things."""
    template, catalogue = tmp_path / "messages.pot", tmp_path / "pl" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    template.write_text(HEADER + TEMPLATE, encoding="utf-8")
    catalogue.write_text("\n".join([HEADER, *messages]), encoding="utf-8")
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    return [line.partition(": ")[2] for line in translations.defects(catalogue, template)]


def test_a_whole_catalogue_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert defects_of(tmp_path, monkeypatch, SAVED, ON_FILE, CLIENTS) == []


@pytest.mark.parametrize(
    ("messages", "found"),
    [
        ([ON_FILE, CLIENTS], ["missing: 'Saved.'"]),
        ([SAVED, ON_FILE], ["missing: '%(n)s client'"]),
        (['msgid "Saved."\nmsgstr ""\n', ON_FILE, CLIENTS], ["not translated: 'Saved.'"]),
        ([SAVED, ON_FILE, CLIENTS.replace("%(n)s klienci", "")], ["not translated: '%(n)s client'"]),
        (["#, fuzzy\n" + SAVED, ON_FILE, CLIENTS], ["fuzzy: 'Saved.'"]),
        ([SAVED, ON_FILE, CLIENTS, 'msgid "Gone."\nmsgstr "Nie ma."\n'], ["no longer said: 'Gone.'"]),
    ],
)
def test_what_is_missing_empty_fuzzy_or_no_longer_said_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, messages: list[str], found: list[str]
) -> None:
    assert defects_of(tmp_path, monkeypatch, *messages) == found


def test_a_value_that_the_translation_misspells_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = defects_of(
        tmp_path, monkeypatch, SAVED, ON_FILE.replace("Dodano: %(name)s", "Dodano: %(imię)s"), CLIENTS
    )
    assert found.endswith("'%(name)s is on file.'")


def test_a_language_without_a_catalogue_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    gone = tmp_path / "pl" / "LC_MESSAGES" / "messages.po"
    assert list(translations.defects(gone, tmp_path)) == ["pl/LC_MESSAGES/messages.po does not exist"]

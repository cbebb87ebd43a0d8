"""Templates hold no style, no script and no word of their own: sheets, files and catalogues do (SAFETY.md 10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.house import TEMPLATES, templates
from tests.architecture.reading import Reader, bare_words

# Sample texts, for us alone; never on a page of the office.
OURS = TEMPLATES / "workshop"


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


every_template = pytest.mark.parametrize("template", templates(), ids=name)
spoken_template = pytest.mark.parametrize("template", [t for t in templates() if OURS not in t.parents], ids=name)


@every_template
def test_no_style(template: Path) -> None:
    assert Reader(template.read_text()).styles == []


@every_template
def test_no_script(template: Path) -> None:
    assert Reader(template.read_text()).scripts == []


@spoken_template
def test_no_word_that_is_not_translated(template: Path) -> None:
    assert Reader(template.read_text()).words == []


@spoken_template
def test_no_untranslated_word_for_a_component_or_in_an_expression(template: Path) -> None:
    assert list(bare_words(template.read_text())) == []


# The readers would be of no use if they found nothing -----------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>", "<p>{{ name }} is here</p>", "{% if x %}yes{% endif %}", '<a title="Open it">{{ x }}</a>',
        '<input placeholder="{{ n }} clients">', '<td{% if x %} aria-label="Late"{% endif %}>', "&Eacute;",
        "Recapito to go", '<input type="submit" value="Save">',
    ],
)  # fmt: skip
def test_a_bare_word_is_found(source: str) -> None:
    assert Reader(source).words != []


@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ _('Hello') }}</p>", "{# a note #}", "<kbd>Esc</kbd>", "· 12 % – € “ ”", '<p class="text" id="main"></p>',
        "<b>Recapito</b>", '<input type="hidden" value="yes">', "{% set x = 'hello' %}",
        "{% set classes %}a b{% endset %}",
        '<h{{ level }} class="x">{{ x }}</h{{ level }}>', "<svg><path d='M0 0h24'></path></svg>", "{{ '<b>' }}",
    ],
)  # fmt: skip
def test_what_is_no_word_is_left_alone(source: str) -> None:
    assert Reader(source).words == []


@pytest.mark.parametrize(
    "source",
    ["{{ ui.button('Save') }}", "{{ 'Save' }}", "{{ ui.empty('No client', x) }}", "{{ ui.field(f, help='Not yet') }}"],
)
def test_a_bare_word_in_an_expression_is_found(source: str) -> None:
    assert list(bare_words(source)) != []


@pytest.mark.parametrize("source", ['<p style="x">', "<style>p {}</style>", "<p{% if a %} style='{{ x }}'{% endif %}>"])
def test_a_style_is_found(source: str) -> None:
    assert Reader(source).styles != []


@pytest.mark.parametrize(
    "source", ["<script>x()</script>", "<p onclick='x()'>", "<a href='javascript:x()'>", "<p hx-on:click='x'>"]
)
def test_a_script_is_found(source: str) -> None:
    assert Reader(source).scripts != []

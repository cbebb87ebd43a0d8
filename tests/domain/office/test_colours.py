"""The office's colour: what can be read on it, and what follows from it in the light and in the dark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.office.colours import (
    CANVAS,
    DARK_PAPER,
    READABLE,
    WHITE,
    carries_white,
    contrast,
    is_colour,
    mix,
    palette_of,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", WHITE) == 21
    assert contrast(WHITE, WHITE) == 1
    assert round(contrast("#767676", WHITE), 2) == 4.54  # the lightest grey that carries white text
    assert not carries_white("#777777") and carries_white("#767676")


@pytest.mark.parametrize("text", ["#0B6B5B", "0b6b5b", "#0b6", "#0b6b5", "#0b6b5g", "#0b6b5b;", "teal", ""])
def test_what_is_not_six_small_digits_is_no_colour(text: str) -> None:
    assert not is_colour(text)


def test_a_mixture_lies_between_the_two() -> None:
    assert (mix("#000000", WHITE, 0), mix("#000000", WHITE, 0.5), mix("#000000", WHITE, 1)) == (
        "#000000",
        "#808080",
        WHITE,
    )


@given(colours.filter(carries_white))
def test_whatever_the_colour_everything_that_follows_from_it_can_be_read(colour: str) -> None:
    palette = palette_of(colour)
    assert palette.accent[0] == colour
    for ground in (*palette.accent, *palette.hover):
        assert is_colour(ground) and contrast(ground, WHITE) >= READABLE
    light, dark = palette.link
    assert contrast(light, CANVAS) >= READABLE and contrast(light, WHITE) >= READABLE
    assert contrast(dark, DARK_PAPER) >= READABLE
    assert contrast(palette.accent[1], DARK_PAPER) >= 3  # a button is seen on its paper

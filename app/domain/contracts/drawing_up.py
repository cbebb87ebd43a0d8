"""Drawing a contract up: a template's words with the facts in them, and the paper that they make.

`draw_up` gives the text that a contract keeps from then on; `print_text` sets whatever text that is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.contracts.facts import ClientFacts, ContractFacts, OfficeFacts, Place, Span, Unit
from app.domain.contracts.marks import BlockKind, blocks_of, words_of
from app.domain.contracts.merge_fields import Placeholder, merge, missing_in, values_of
from app.domain.contracts.template_models import ContractTemplate
from app.domain.contracts.templates import text_of
from app.domain.errors import N_, say
from app.domain.messaging.composing import said
from app.domain.money.amounts import Money
from app.domain.printing import pdf, pictures

LAYOUT = "contract"


def draw_up(template: ContractTemplate, facts: ContractFacts) -> str:
    """The text of a contract: the template's words, with the facts written in its language. No field is left in it."""
    return merge(text_of(template), values_of(facts, template.language))


def missing_facts(template: ContractTemplate, facts: ContractFacts) -> list[Placeholder]:
    """What the template asks for and nobody has said yet: it will be a dotted line on paper."""
    return missing_in(text_of(template), values_of(facts, template.language))


def print_text(text: str, *, number: str, language: str, office: Mapping[str, Any], at: datetime) -> bytes:
    """The contract as a PDF, on the office's letterhead (`printing.letterhead`), its number beside that of each page.

    The same text at the same moment makes the same bytes. Takes about 50 ms a page: outside the writing transaction.
    """
    return pdf(LAYOUT, paper_of(text, number=number, language=language, office=office), at=at)


def picture_text(text: str, *, number: str, language: str, office: Mapping[str, Any], at: datetime) -> list[bytes]:
    """The same paper as pictures (PNG), a page each, to look at beside an editor."""
    return pictures(LAYOUT, paper_of(text, number=number, language=language, office=office), at=at)


def paper_of(text: str, *, number: str, language: str, office: Mapping[str, Any]) -> dict[str, Any]:
    """What the layout reads. The title is the first heading, if the text begins with one of the first level."""
    blocks = blocks_of(text)
    named = said(say(N_("Contract %(number)s"), number=number), language) if number else ""
    title = named
    if blocks and blocks[0].kind is BlockKind.HEADING and blocks[0].depth == 1:
        title = words_of(blocks.pop(0))
    return {
        "title": title,
        "foot": named or title,
        "language": language,
        "office": office,
        "blocks": [block.as_data() for block in blocks],
    }


def example_facts(office: OfficeFacts, today: date) -> ContractFacts:
    """Somebody who is nobody's client, for a preview: with everything that a template could ask for."""
    start = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return ContractFacts(
        client=ClientFacts(
            name="Łódź Consulting Sp. z o.o.",
            number="C-0148",
            place=Place("ul. Piotrkowska 112", "90-006", "Łódź", country="PL"),
            tax_id="PL 7251801126",
            registration_id="KRS 0000123456",
            email="biuro@lodz-consulting.example",
            pec="lodz.consulting@pec.example",
            phone="+48 42 555 01 40",
            legal_representative="Tomasz Zieliński",
        ),
        office=office,
        today=today,
        number="K-0042",
        subject=say(N_("Virtual office")),
        kind=say(N_("Virtual office")),
        value=Money(4900, "EUR"),
        interval="month",
        start=start,
        end=start.replace(year=start.year + 1) - timedelta(days=1),
        notice=Span(2, Unit.MONTHS),
        renewal=Span(12, Unit.MONTHS),
    )

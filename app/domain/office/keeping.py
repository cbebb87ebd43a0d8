"""What the law has the office keep although its client is to be deleted or anonymised (PRODUCT.md 3).

An area that has such records says which are held of some parties, and lets go of those whose day has passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain import clock
from app.domain.errors import NN_, Sentence, count
from app.domain.office.models import RecordKind
from app.domain.office.queries import office
from app.domain.office.retention import last_day_kept, retention_years

WORDS: dict[RecordKind, tuple[str, str]] = {
    RecordKind.INVOICE: NN_("%(n)s invoice, until %(day)s", "%(n)s invoices, until %(day)s"),
    RecordKind.CREDIT_NOTE: NN_("%(n)s credit note, until %(day)s", "%(n)s credit notes, until %(day)s"),
    RecordKind.CONTRACT: NN_("%(n)s signed contract, until %(day)s", "%(n)s signed contracts, until %(day)s"),
    RecordKind.REPORT: NN_("%(n)s signed report, until %(day)s", "%(n)s signed reports, until %(day)s"),
    RecordKind.IDENTIFICATION: NN_(
        "%(n)s identification file, until %(day)s", "%(n)s identification files, until %(day)s"
    ),
}
# Of contracts, which alone go on without an end.
IN_FORCE = NN_(
    "%(n)s signed contract, as long as it is in force and the law says after that",
    "%(n)s signed contracts, as long as they are in force and the law says after that",
)


@dataclass(frozen=True, slots=True)
class Held:
    """How many records of a kind the law has kept of one party, and the last day on which the latest of them is."""

    party_id: int
    kind: RecordKind
    count: int
    until: date | None  # None: one of them is in force, and has no end yet
    name: str = ""  # of one that has a number

    @property
    def sentence(self) -> Sentence:
        """Which, and until when: “2 signed reports, until 31 Dec 2036”."""
        if self.until is None:
            return count(IN_FORCE, self.count)
        return count(WORDS[self.kind], self.count, day=self.until)


@dataclass(frozen=True, slots=True)
class Term:
    """For how long records of one kind are kept in the office's country, as of today."""

    years: int

    @property
    def since(self) -> date:
        """Records of this day and of later ones are kept still; those before may go."""
        return date(clock.today().year - self.years, 1, 1)

    def until(self, day: date) -> date:
        """The last day on which a record of that day is kept."""
        return last_day_kept(day, self.years)


def term_of(kind: RecordKind) -> Term:
    """How long the office keeps records of a kind. Two statements."""
    return Term(retention_years(office().country, kind))

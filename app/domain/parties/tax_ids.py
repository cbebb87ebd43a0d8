"""Tax and registration ids: what each country calls them, and whether what was typed can be one.

The algorithms are python-stdnum's: forms and check digits. No register is asked whether anybody bears the id. An id is
kept as typed; what is on file already, from a list or from before, is never checked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from stdnum.eu import vat
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError
from stdnum.fr import siren, siret, tva
from stdnum.it import codicefiscale, iva
from stdnum.pl import nip, pesel, regon

from app.domain.errors import N_, RuleViolation, Sentence, say
from app.domain.parties.drafts import PartyDraft
from app.domain.parties.models import Party, PartyKind
from app.domain.parties.text import key_of

ITALY = "IT"
EUROPEAN_UNION = frozenset(code.upper() for code in vat.MEMBER_STATES - {"xi"})
_PREFIXES = vat.MEMBER_STATES | {"el"}  # Greece writes its VAT numbers EL

LAST_DIGIT = N_("This is no valid %(kind)s: the last digit does not fit.")
LAST_LETTER = N_("This is no valid %(kind)s: the last letter does not fit.")
CHECK_DIGITS = N_("This is no valid %(kind)s: its check digits do not fit.")
LENGTH = N_("This is no valid %(kind)s: it is too short or too long.")
NO_SUCH = N_("This is no valid %(kind)s: nobody is given such a one.")
CHARACTERS = N_("This is no valid %(kind)s: a character in it does not belong there.")

# Codice destinatario: seven characters (FPR12), six for public bodies (FPA12, codice univoco ufficio).
SDI_CODE = re.compile(r"[A-Z0-9]{6,7}")
NO_SDI_CODE = N_("An SDI code has seven letters and digits, that of a public body six.")
NO_SDI_CODE_OF_A_PERSON = N_("The SDI code of a person has seven letters and digits.")
SDI_OF_ITALY = N_("An SDI code is for clients in Italy. Empty it, or choose Italy.")
PEC_OF_ITALY = N_("A PEC is for clients in Italy. Empty it, or choose Italy.")


@dataclass(frozen=True, slots=True)
class IdKind:
    """One kind of id: its name within a sentence, and the algorithm."""

    name: str
    validate: Callable[[str], str]
    misfit: str = LAST_DIGIT  # what is said of a check digit that does not fit
    layout: Callable[[str], str] | None = None  # how its country writes the digits

    def fault_of(self, key: str) -> Sentence | None:
        """Why these letters and digits cannot be one; nothing when they can."""
        try:
            self.validate(key.upper())
        except InvalidChecksum:
            return say(self.misfit, kind=say(self.name))
        except InvalidLength:
            return say(LENGTH, kind=say(self.name))
        except InvalidComponent:
            return say(NO_SUCH, kind=say(self.name))
        except ValidationError:
            return say(CHARACTERS, kind=say(self.name))
        return None


def _of_a_person(code: str) -> str:
    """The codice fiscale of a person; the short one is for companies (DM 23 December 1976)."""
    if len(code) != 16:
        raise InvalidLength
    return codicefiscale.validate(code)


PARTITA_IVA = IdKind(N_("partita IVA"), iva.validate)
CODICE_FISCALE = IdKind(N_("codice fiscale"), codicefiscale.validate, LAST_LETTER)
CODICE_FISCALE_IN_DIGITS = IdKind(N_("codice fiscale"), codicefiscale.validate)
CODICE_FISCALE_OF_A_PERSON = IdKind(N_("codice fiscale"), _of_a_person, LAST_LETTER)
NIP = IdKind(N_("NIP"), nip.validate, layout=nip.format)
PESEL = IdKind(N_("PESEL"), pesel.validate)
REGON = IdKind(N_("REGON"), regon.validate)
SIREN = IdKind(N_("SIREN"), siren.validate, layout=siren.format)
SIRET = IdKind(N_("SIRET"), siret.validate, layout=siret.format)
TVA = IdKind(N_("French VAT number"), tva.validate, CHECK_DIGITS)
VAT = IdKind(N_("European VAT number"), vat.validate, CHECK_DIGITS)


def kind_of_tax_id(key: str, country: str, kind: PartyKind) -> IdKind | None:
    """What a tax id of this country is checked as; nothing where it is free: outside the Union, or a number without
    its two letters where a national tax number has a form of its own.
    """
    if country not in EUROPEAN_UNION:
        return None
    if country == ITALY and key[:6].isalpha():
        return CODICE_FISCALE  # of who has no partita IVA
    if _is_prefixed(key) and not _is_own(key, country):
        return VAT  # registered for VAT in another country
    if country == ITALY:
        return PARTITA_IVA
    if country == "PL":
        return PESEL if kind is PartyKind.PERSON and len(key) == 11 else NIP
    if country == "FR":
        return {9: SIREN, 14: SIRET}.get(len(key), TVA)
    return VAT if _is_own(key, country) else None


def kind_of_registration_id(key: str, country: str, kind: PartyKind) -> IdKind | None:
    """What a registration id of this country is checked as; nothing where it is free."""
    if country == ITALY:
        if kind is PartyKind.PERSON:
            return CODICE_FISCALE_OF_A_PERSON
        return CODICE_FISCALE_IN_DIGITS if key.isdigit() else CODICE_FISCALE
    if country == "FR":
        return SIRET if len(key) == 14 else SIREN
    return REGON if country == "PL" else None


def _is_prefixed(key: str) -> bool:
    """Whether this looks like a VAT number of the Union with its two letters: IT01234567890."""
    return key[:2] in _PREFIXES and len(key) >= 10 and any(character.isdigit() for character in key[2:])


def _is_own(key: str, country: str) -> bool:
    return key.startswith(("el", "gr") if country == "GR" else country.lower())


def wrong_ids(draft: PartyDraft, before: PartyDraft | None = None) -> Iterator[RuleViolation]:
    """What is wrong with the ids of a draft, at their fields. One that stood there `before` is not typed anew."""
    for name, kind_of in (("tax_id", kind_of_tax_id), ("registration_id", kind_of_registration_id)):
        key = key_of(getattr(draft, name))
        if not key or (before and key == key_of(getattr(before, name))):
            continue
        kind = kind_of(key, draft.country, draft.kind)
        if kind and (fault := kind.fault_of(key)):
            yield RuleViolation(fault, field=name)
    yield from _not_italian(draft, before)


def check_ids(draft: PartyDraft, before: PartyDraft | None = None) -> None:
    """Raises RuleViolation at the field of the first id that is wrong and was typed anew."""
    for violation in wrong_ids(draft, before):
        raise violation


def _not_italian(draft: PartyDraft, before: PartyDraft | None) -> Iterator[RuleViolation]:
    """SDI code and PEC are for Italy; who has no country yet may be there."""
    is_elsewhere = draft.country not in ("", ITALY)
    has_moved = before is None or before.country != draft.country
    if draft.sdi_code and (has_moved or before is None or before.sdi_code != draft.sdi_code):
        if is_elsewhere:
            yield RuleViolation(SDI_OF_ITALY, field="sdi_code")
        elif not SDI_CODE.fullmatch(draft.sdi_code):
            yield RuleViolation(NO_SDI_CODE, field="sdi_code")
        elif draft.kind is PartyKind.PERSON and len(draft.sdi_code) == 6:  # nobody is a public body
            yield RuleViolation(NO_SDI_CODE_OF_A_PERSON, field="sdi_code")
    if draft.pec and is_elsewhere and (has_moved or before is None or before.pec != draft.pec):
        yield RuleViolation(PEC_OF_ITALY, field="pec")


class Labels(NamedTuple):
    """What a country calls the two ids, and what helps to write the first."""

    tax_id: Sentence
    registration_id: Sentence
    help: Sentence | None = None


def labels_of(country: str, kind: PartyKind) -> Labels:
    """What the two ids are called where the party is."""
    if country == ITALY:
        return Labels(say(N_("Partita IVA")), say(N_("Codice fiscale")))
    if country == "PL":
        is_person = kind is PartyKind.PERSON
        return Labels(say(N_("NIP or PESEL")) if is_person else say(N_("NIP")), say(N_("REGON")))
    if country == "FR":
        return Labels(say(N_("VAT number")), say(N_("SIREN")))
    registration = say(N_("Registration number"))
    if country in EUROPEAN_UNION:
        help_ = say(N_("With the two letters of its country in front it is checked."))
        return Labels(say(N_("VAT number")), registration, help_)
    return Labels(say(N_("Tax ID")), registration)


class ShownId(NamedTuple):
    label: Sentence
    value: str


def shown_ids(party: Party) -> list[ShownId]:
    """The two ids as the card shows them: by their country's names, and written its way where it has one."""
    labels = labels_of(party.country, party.kind)
    return [
        ShownId(labels.tax_id, _readable(party.tax_id, party, kind_of_tax_id)),
        ShownId(labels.registration_id, _readable(party.registration_id, party, kind_of_registration_id)),
    ]


def _readable(typed: str, party: Party, kind_of: Callable[[str, str, PartyKind], IdKind | None]) -> str:
    key = key_of(typed)
    kind = kind_of(key, party.country, party.kind) if key.isdigit() else None
    return kind.layout(key) if kind and kind.layout and not kind.fault_of(key) else typed


def spellings_of(tax_id: str, country: str) -> set[str]:
    """The keys under which the same tax id may be on file: with the two letters of its country and without."""
    key = key_of(tax_id)
    if _is_prefixed(key):
        return {key, key[2:]}
    own = "el" if country == "GR" else country.lower()
    return ({key, own + key} if country in EUROPEAN_UNION else {key}) if key else set()

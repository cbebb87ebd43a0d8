"""What the columns of a list mean, by their English, Italian and Polish names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.text import fold


class Field(StrEnum):
    """What a column can hold."""

    COMPANY = "company"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "full_name"
    LAST_FIRST = "last_first"  # a full name that begins with the last name
    POSITION = "position"
    CONTACT_EMAIL = "contact_email"  # of a company's person, and of nobody else
    CONTACT_PHONE = "contact_phone"
    CONTACT_LANGUAGE = "contact_language"
    STREET = "street"
    HOUSE_NUMBER = "house_number"
    FLAT = "flat"
    POSTAL_CODE = "postal_code"
    POST_OFFICE = "post_office"
    CITY = "city"
    PROVINCE = "province"
    COUNTRY = "country"
    EMAIL = "email"
    PHONE = "phone"
    WEBSITE = "website"
    LANGUAGE = "language"
    TAX_ID = "tax_id"
    FISCAL_CODE = "fiscal_code"  # the tax id of who has no other, else a registration id
    REGISTRATION_ID = "registration_id"
    SDI_CODE = "sdi_code"
    PEC = "pec"
    CURRENCY = "currency"
    NUMBER = "number"  # ours, kept as it is
    PREVIOUS_NUMBER = "previous_number"
    ROLES = "roles"
    CUSTOMER_SINCE = "customer_since"
    NOTES = "notes"
    NOTED = "noted"  # has no place of its own: goes to the notes, under its header
    ROW_NUMBER = "row_number"  # says nothing
    STATUS = "status"  # of an export: nobody is archived by a list
    # Of an export, too: the office gives these itself, once (PRODUCT.md 10).
    SECOND_NUMBER = "second_number"
    CUSTOMER_ACCOUNT = "customer_account"
    SUPPLIER_ACCOUNT = "supplier_account"


# What a column is taken for: something that every card has, or a field of the office's own.
Meaning = Field | Definition

NAMING = frozenset({Field.COMPANY, Field.FIRST_NAME, Field.LAST_NAME, Field.FULL_NAME, Field.LAST_FIRST})
OURS = frozenset({Field.SECOND_NUMBER, Field.CUSTOMER_ACCOUNT, Field.SUPPLIER_ACCOUNT})
SILENT = OURS | {Field.ROW_NUMBER, Field.STATUS}  # known, and never taken
# What several columns may hold, one after the other or joined.
SEVERAL = SILENT | {
    Field.EMAIL, Field.FISCAL_CODE, Field.NOTED, Field.NOTES, Field.PHONE, Field.REGISTRATION_ID, Field.STREET,
}  # fmt: skip

# Characters, as many as the form of a party takes; 200 for what is not named.
ROOM = {
    Field.NOTES: 20_000,
    Field.NOTED: 1000,
    Field.WEBSITE: 300,
    Field.EMAIL: 254,
    Field.PEC: 254,
    Field.CONTACT_EMAIL: 254,
    Field.FIRST_NAME: 100,
    Field.LAST_NAME: 100,
    Field.FULL_NAME: 100,
    Field.LAST_FIRST: 100,
    Field.CITY: 100,
    Field.POST_OFFICE: 100,
    Field.PROVINCE: 100,
    Field.COUNTRY: 100,
    Field.POSITION: 100,
    Field.PHONE: 60,
    Field.CONTACT_PHONE: 60,
    Field.REGISTRATION_ID: 60,
    Field.PREVIOUS_NUMBER: 60,
    Field.NUMBER: 40,
    Field.TAX_ID: 40,
    Field.FISCAL_CODE: 40,
    Field.HOUSE_NUMBER: 30,
    Field.FLAT: 9,
    Field.POSTAL_CODE: 20,
    Field.LANGUAGE: 40,
    Field.SDI_CODE: 40,
    Field.CURRENCY: 40,
    Field.CONTACT_LANGUAGE: 40,
    Field.CUSTOMER_SINCE: 40,
}

_NAMES: dict[Field, str] = {
    Field.COMPANY: """
        company | company name | business | business name | organisation | organization | organisation name |
        organization name | firm | firm name | account | account name | customer | customer name | client |
        client name | legal name | registered name | ragione sociale | denominazione | denominazione sociale |
        azienda | nome azienda | ditta | nome ditta | impresa | societa | nome societa | cliente | nome cliente |
        intestazione | intestatario | nazwa firmy | firma | nazwa | nazwa klienta | klient | kontrahent |
        nazwa kontrahenta | nazwa podmiotu | podmiot | pelna nazwa | nazwa pelna | przedsiebiorstwo |
        nazwa przedsiebiorstwa | instytucja | nazwa instytucji""",
    Field.FIRST_NAME: """
        first name | firstname | given name | forename | contact first name | nome | nome referente |
        nome contatto | imie | imie osoby kontaktowej""",
    Field.LAST_NAME: """
        last name | lastname | surname | family name | contact last name | cognome | cognome referente |
        cognome contatto | nazwisko | nazwisko osoby kontaktowej""",
    Field.FULL_NAME: """
        full name | contact | contact name | contact person | primary contact | person | representative |
        nome e cognome | nominativo | referente | contatto | persona di contatto | persona di riferimento |
        nome completo | legale rappresentante | imie i nazwisko | osoba kontaktowa | osoba do kontaktu | kontakt |
        przedstawiciel""",
    Field.LAST_FIRST: "last name first name | cognome e nome | cognome nome | nazwisko i imie | nazwisko imie",
    Field.POSITION: """
        position | job title | job | title | role | ruolo | posizione | funzione | qualifica | mansione |
        incarico | stanowisko | funkcja""",
    Field.CONTACT_EMAIL: """
        primary contact email | email referente principale | email glownej osoby kontaktowej""",
    Field.CONTACT_PHONE: """
        primary contact phone | telefono referente principale | telefon glownej osoby kontaktowej""",
    Field.CONTACT_LANGUAGE: """
        primary contact language | lingua referente principale | jezyk glownej osoby kontaktowej""",
    Field.STREET: """
        street | street name | address | street address | address line | mailing address | postal address |
        registered address | via | indirizzo | strada | sede | sede legale | ulica | ul | adres | adres siedziby""",
    Field.HOUSE_NUMBER: """
        house number | house no | street number | building number | civico | numero civico | n civico |
        nr civico | nr domu | numer domu | nr budynku | numer budynku | nr posesji | numer posesji |
        nr domu lokalu""",
    Field.FLAT: """
        flat | flat number | apartment | apt | suite | unit | interno | nr lokalu | numer lokalu | lokal |
        nr mieszkania | numer mieszkania""",
    Field.POSTAL_CODE: """
        postal code | postcode | post code | zip | zip code | zip postal code | cap | codice postale |
        codice avviamento postale | kod pocztowy | kod""",
    Field.POST_OFFICE: "post office | ufficio postale | poczta | urzad pocztowy",
    Field.CITY: "city | town | locality | city town | citta | comune | localita | miasto | miejscowosc",
    Field.PROVINCE: """
        province | state | state province | region | county | provincia | prov | regione | wojewodztwo | woj |
        powiat""",
    Field.COUNTRY: "country | country name | country code | nation | paese | nazione | stato | kraj | panstwo",
    Field.EMAIL: """
        email | e mail | mail | email address | e mail address | contact email | work email | business email |
        posta elettronica | indirizzo email | indirizzo e mail | indirizzo di posta elettronica | adres email |
        adres e mail | poczta elektroniczna""",
    Field.PHONE: """
        phone | phone number | phone no | telephone | telephone number | tel | tel no | mobile | mobile phone |
        mobile number | cell | cell phone | cellphone | office phone | work phone | business phone | main phone |
        contact phone | other phone | telefono | numero di telefono | numero telefono | recapito telefonico |
        cellulare | telefono cellulare | telefono fisso | telefono ufficio | fisso | altro telefono | telefon |
        numer telefonu | nr telefonu | nr tel | telefon komorkowy | tel komorkowy | tel kom | komorka |
        telefon stacjonarny | telefon kontaktowy""",
    Field.WEBSITE: """
        website | web site | web | web page | url | homepage | home page | www | site | sito | sito web |
        sito internet | pagina web | strona | strona www | strona internetowa | witryna | adres www""",
    Field.LANGUAGE: "language | preferred language | lingua | jezyk",
    Field.TAX_ID: """
        tax id | tax number | tax no | tax code | tin | taxpayer id | vat | vat id | vat no | vat number |
        vat code | vat registration number | eu vat | partita iva | p iva | piva | iva | numero iva | nip |
        nr nip | numer nip | vat ue | nip ue""",
    Field.FISCAL_CODE: "codice fiscale | cod fiscale | cod fisc | cf | fiscal code",
    Field.REGISTRATION_ID: """
        registration id | registration number | registration no | company number | company no | company id |
        reg no | numero di registrazione | rea | numero rea | n rea | regon | nr regon | numer regon | krs |
        nr krs | numer krs""",
    Field.SDI_CODE: """
        sdi | sdi code | sdi recipient code | codice sdi | codice destinatario | cod destinatario |
        codice univoco | codice univoco sdi | kod sdi""",
    Field.PEC: """
        pec | pec address | pec email | certified email | indirizzo pec | email pec | e mail pec | mail pec |
        posta certificata | posta elettronica certificata | adres pec""",
    Field.CURRENCY: "currency | currency code | valuta | divisa | moneta | waluta | kod waluty",
    Field.NUMBER: "our number | nostro numero | il nostro numero | nasz numer",
    Field.ROLES: "roles | party roles | ruoli | funzioni | rodzaj kontrahenta",
    Field.STATUS: "status | party status | stato anagrafica | status klienta | status kontrahenta",
    Field.SECOND_NUMBER: "second number | secondo numero | drugi numer",
    Field.CUSTOMER_ACCOUNT: """
        customer ledger account | conto contabile cliente | konto ksiegowe klienta""",
    Field.SUPPLIER_ACCOUNT: """
        supplier ledger account | conto contabile fornitore | konto ksiegowe dostawcy""",
    Field.PREVIOUS_NUMBER: """
        customer id | customer number | customer no | customer code | client id | client number | client no |
        client code | account number | account no | account id | id | code | reference | external id |
        previous number | old number | codice cliente | cod cliente | id cliente | numero cliente | n cliente |
        codice | numero precedente | numer klienta | nr klienta | kod klienta | id klienta | numer kontrahenta |
        nr kontrahenta | kod kontrahenta | id kontrahenta | poprzedni numer | symbol""",
    Field.CUSTOMER_SINCE: """
        customer since | client since | since | member since | subscription date | registration date |
        sign up date | start date | date joined | joined | created | created at | created on | date added |
        cliente dal | cliente da | dal | data iscrizione | data di iscrizione | data registrazione |
        data di registrazione | data inizio | data di inizio | data sottoscrizione | data abbonamento |
        data contratto | klient od | od | od kiedy | data rejestracji | data rozpoczecia | data dolaczenia |
        data umowy | data zawarcia umowy""",
    Field.NOTES: """
        note | notes | comment | comments | remark | remarks | description | annotazioni | annotazione |
        commenti | commento | osservazioni | descrizione | uwagi | uwaga | notatki | notatka | opis | komentarz |
        komentarze""",
    Field.NOTED: "fax | telefax | faks",
    # The last ones are what the file of wrong rows adds.
    Field.ROW_NUMBER: """
        index | row | row number | line | indice | riga | n riga | lp | nr porz | wiersz | linea | linia |
        reason | motivo | powod""",
}
_BY_NAME = {name.strip(): field for field, names in _NAMES.items() for name in names.split("|")}
_COUNTING = frozenset({"no", "n", "nr", "num", "number", "numero", "numer"})  # of the row, or of the house
_NAME = frozenset({"name", "nome"})

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_IN_PARENTHESES = re.compile(r"\([^)]*\)|\[[^]]*\]")
_NO_LETTER = re.compile(r"[^a-z]+")
_BETWEEN_LETTERS = re.compile(r"(?<=\b\w) (?=\w\b)")


def fields_of(headers: Sequence[str]) -> list[Field | None]:
    """What each column holds, None where its name is not known."""
    names = [_plain(header) for header in headers]
    fields = [
        _BY_NAME.get(name) or _BY_NAME.get(_plain(_IN_PARENTHESES.sub(" ", header)))
        for name, header in zip(names, headers, strict=True)
    ]
    known = set(fields)
    for place, name in enumerate(names):
        if name in _NAME:
            fields[place] = _what_name_means(known - {Field.FIRST_NAME} if name == "nome" else known)
        elif name in _COUNTING:
            fields[place] = Field.HOUSE_NUMBER if Field.STREET in known else Field.ROW_NUMBER
    return fields


def is_certain(headers: Sequence[str], fields: Sequence[Meaning | None]) -> bool:
    """Whether nothing has to be asked: whoever a row is about has a name, and no column is unknown or there twice."""
    named = [field for header, field in zip(headers, fields, strict=True) if header]
    return not NAMING.isdisjoint(named) and None not in named and repeated(named) is None


def repeated(fields: Sequence[Meaning | None]) -> int | None:
    """The place of the first column that holds what an earlier one holds, and only one may."""
    seen: set[Meaning] = set()
    for place, field in enumerate(fields):
        if field in seen and field not in SEVERAL:
            return place
        if field:
            seen.add(field)
    return None


def _what_name_means(others: set[Field | None]) -> Field:
    """`Name` is a first name beside a last name, a person beside a company, and else whoever the row is about."""
    if Field.LAST_NAME in others and Field.FIRST_NAME not in others:
        return Field.FIRST_NAME
    return Field.FULL_NAME if Field.COMPANY in others else Field.COMPANY


def _plain(header: str) -> str:
    """A header without case, accents, punctuation and digits: `Phone_2` is `phone`, `C.A.P.` is `cap`."""
    return _BETWEEN_LETTERS.sub("", _NO_LETTER.sub(" ", fold(_CAMEL.sub(" ", header))).strip())

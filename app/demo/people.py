"""Who is in the demo office. Tax ids get their check digits when they are seeded; phones are of no one's range."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.parties.models import ClientRole


@dataclass(frozen=True, slots=True)
class Company:
    """A client of the demo office, and who speaks for it."""

    name: str
    city: str
    country: str
    since: int  # days ago
    contacts: tuple[tuple[str, str, str], ...] = ()  # first name, last name, position
    role: ClientRole = ClientRole.CUSTOMER
    is_supplier: bool = False
    archived: tuple[int, str, int | None] | None = None  # days ago, why, expected back in … days


RENATA = ("Renata", "Lis", "External accountant")

COMPANIES = (
    Company("Alba Chiara Eventi S.r.l.", "Torino", "IT", 1420, (("Chiara", "Fontana", "Amministratrice"),)),
    Company("Bottega Perché No S.r.l.", "Torino", "IT", 1310, (("Elena", "Sacchi", "Titolare"),)),
    Company("Biuro Podróży Jaskółka Sp. z o.o.", "Kraków", "PL", 1204, (("Jan", "Jaskólski", "Prezes"),)),
    Company("Caffè Perù S.r.l.", "Moncalieri", "IT", 1190, (("Marco", "Bruno", "Titolare"), RENATA)),
    Company("Cantiere Tre Ponti S.r.l.", "Venezia", "IT", 1101, (("Ilaria", "Conti", "Direttrice"),)),
    Company("Dźwięk i Cisza Sp. z o.o.", "Warszawa", "PL", 1044, (("Paweł", "Kowalczyk", "Prezes"), RENATA)),
    Company("Fabbrica del Suono S.n.c.", "Bologna", "IT", 980, (("Niccolò", "Bertòla", "Socio"),)),
    Company("Ghiaccio & Menta S.r.l.", "Rimini", "IT", 931, (("Giulia", "Ferraris", "Titolare"), RENATA)),
    Company("Gołąb Media Sp. z o.o.", "Poznań", "PL", 902, (("Zofia", "Maj", "Biuro"),)),
    Company("Hortensja Nieruchomości Sp. z o.o.", "Sopot", "PL", 866, (("Hanna", "Wilk", "Właścicielka"),)),
    Company("Il Melograno Società Cooperativa", "Cagliari", "IT", 801, (("Sara", "Melis", "Presidente"),)),
    Company(
        "Kancelaria Wiśniewska i Wspólnicy Sp. k.",
        "Łódź",
        "PL",
        777,
        (
            ("Agnieszka", "Wiśniewska", "Wspólniczka"),
            ("Tomasz", "Adamski", "Wspólnik"),
            ("Ewa", "Nowak", "Recepcja"),
            ("Piotr", "Zając", "Księgowość"),
            ("Marta", "Bąk", "Asystentka"),
            RENATA,
        ),
    ),
    Company("Laboratorio Zeta Ottica S.r.l.", "Milano", "IT", 702, (("Dario", "Zanetti", "Direttore"),)),
    Company("Łódź Consulting Sp. z o.o.", "Łódź", "PL", 655, (("Tomasz", "Zieliński", "Dyrektor"), RENATA)),
    Company("Meridiana Nord Logistica S.r.l.", "Novara", "IT", 611, (("Elena", "Valsesia", "Amministrazione"),)),
    Company("Nowa Fala Fotografia", "Gdańsk", "PL", 560, (("Kinga", "Morska", "Właścicielka"),)),
    Company("Nuvole Basse S.r.l.s.", "Aosta", "IT", 512, (("Ilaria", "Rey", "Titolare"),)),
    Company(
        "Officina Grafica Valsesia S.r.l.", "Varallo", "IT", 470, (("Pietro", "Alesina", "Socio"),), is_supplier=True
    ),
    Company("Papà Lievito S.r.l.", "Asti", "IT", 408, (("Giorgio", "Rasero", "Titolare"),)),
    Company("Piazza Grande Immobiliare S.r.l.", "Arezzo", "IT", 391, (("Anna", "Sestini", "Direttrice"),)),
    Company("Pracownia Świerszcz Sp. z o.o.", "Wrocław", "PL", 322, (("Ola", "Świerszcz", "Prezes"),)),
    Company("Sette Note Libreria S.a.s.", "Parma", "IT", 290, (("Livia", "Orsini", "Socia"),)),
    Company("Società Agricola dell’Unità S.s.", "Perugia", "IT", 244, (("Bruno", "Tondi", "Socio"),)),
    Company("Śnieżka Import-Eksport Sp. z o.o.", "Jelenia Góra", "PL", 180, (("Adam", "Śnieg", "Prezes"), RENATA)),
    Company("Żółw Studio Sp. z o.o.", "Warszawa", "PL", 96, (("Iga", "Żuk", "Projekty"),)),
    Company(
        "Studio Vento di Mare",
        "Genova",
        "IT",
        830,
        (("Carla", "Parodi", "Titolare"),),
        archived=(64, "Season over", 0),
    ),
    Company(
        "Biuro Rachunkowe Kos Sp. j.",
        "Toruń",
        "PL",
        720,
        (("Lech", "Kos", "Wspólnik"),),
        archived=(21, "Moved to an office of their own", None),
    ),
    Company("Tre Civette S.r.l.", "Lecce", "IT", 15, (), role=ClientRole.PROSPECT),
    Company("Pulizie Lampo S.n.c.", "Torino", "IT", 1500, (), role=ClientRole.NONE, is_supplier=True),
)

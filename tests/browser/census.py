"""Every page there is, from the URL map, with ids of the demo in its address: a new page is visited by itself."""

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from flask import current_app
from sqlalchemy import func, select
from werkzeug.routing import Rule

from app.db import db
from app.domain.accounts import links
from app.domain.accounts.models import LinkPurpose, Login
from app.domain.accounts.permissions import GRANTS, StaffRole
from app.domain.agenda.models import Activity
from app.domain.contacts.models import Contact, PortalUser
from app.domain.contracts.models import ContractFile
from app.domain.contracts.template_models import ContractTemplate
from app.domain.directory.filing import register_party
from app.domain.directory.importing.models import ImportRun
from app.domain.directory.importing.runs import receive, start_import
from app.domain.directory.segments.models import Segment
from app.domain.directory.selection import only
from app.domain.history.actions import new_key
from app.domain.history.models import SYSTEM, Act
from app.domain.lifecycle.anonymising import AnonymiseChoices, anonymise_party
from app.domain.lifecycle.archiving import NO_CHOICES, archive_parties
from app.domain.locations.models import Location
from app.domain.mailroom.models import MailItem
from app.domain.messaging.models import Email
from app.domain.parties.custom_fields.models import CustomField
from app.domain.parties.drafts import PartyDraft
from app.domain.parties.models import Party, in_archive
from app.domain.service.models import Equipment, Intervention, InterventionReport
from app.domain.terms.models import AgreedMethod, BankAccount, Bonus, Discount, PaymentMethod
from app.web.guards import Door, guard_of
from app.worker.loop import work_off
from tests.browser.support import Site

# What answers a GET and is no page.
NO_PAGES = {
    "archive.export",
    "archive.receipt_pdf",
    "calendar.download",
    "calendar.feed",
    "auth.set_password",  # its link leads there
    "clients.export",
    "clients.personal_data",
    "contracts.file",
    "contracts.paper",
    "contracts.signed_paper",
    "contracts.thumbnail",
    "imports.wrong_rows",
    "mail.file",
    "mail.thumbnail",
    "office.logo",
    "service.photo_of_equipment",
    "service.report_of_intervention",
    "service.signed_report_of_intervention",
    "service.thumbnail_of_equipment",
    "office.sheet",
    "portal.mail_file",
    "portal.mail_thumbnail",
    "settings.export_history",
    "settings.preview_contract_template",
    "settings.preview_email",
    "settings.preview_email_template",
    "static",
    "system.healthz",
    "system.metrics",
}
# A dialog asks about somebody.
ABOUT = {
    "archive.ask_delete": "ids",
    "archive.ask_restore": "ids",
    "clients.ask_archive": "ids",
    "clients.ask_deactivate": "ids",
    "clients.ask_merge": "ids",
    "clients.ask_reactivate": "ids",
    "clients.ask_roles": "ids",
    "clients.ask_tag": "ids",
    "clients.ask_untag": "ids",
    "mail.ask_mark": "ids",
}

# What a line of a card is, by what endpoints call one.
LINES = {
    "activity": Activity,
    "bank": BankAccount,
    "bonus": Bonus,
    "discount": Discount,
    "equipment": Equipment,
    "intervention": Intervention,
    "location": Location,
    "method": AgreedMethod,
}

# The words of an email, as they came.
EMAIL = {"number": 0, "template": "welcome"}


class Place(NamedTuple):
    """A page, and its whole address."""

    endpoint: str
    url: str


def places(site: Site, role: str) -> list[Place]:
    """The pages that are open to the demo's person with this role, or to nobody in particular."""
    with site.app.app_context():
        found = [(rule.endpoint, values_of(rule, role)) for rule in rules() if is_open(rule.endpoint, role)]
    return [Place(endpoint, site.url(endpoint, **values)) for endpoint, values in found]


def rules() -> Iterator[Rule]:
    """What can be asked for with GET and is a page."""
    for rule in current_app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES:
            yield rule


def is_open(endpoint: str, role: str) -> bool:
    """Whether the sign on the door lets this person in."""
    guard = guard_of(endpoint)
    if guard.door is Door.PUBLIC:
        # It looks the same to whoever is in, so nobody in particular looks at it; but only they can go out.
        return role == "nobody" or endpoint == "auth.confirm_logout"
    if role in ("portal", "nobody"):
        return role == "portal" and guard.door in (Door.SIGNED_IN, Door.PORTAL)
    return guard.door is not Door.PORTAL and (guard.permission is None or guard.permission in GRANTS[StaffRole(role)])


def values_of(rule: Rule, role: str) -> dict[str, object]:
    """Ids of the demo for the places in an address."""
    values = {name: id_for(rule.endpoint, name) for name in rule.arguments}
    if "segment_id" in values and role == StaffRole.STAFF:
        values["segment_id"] = db.session.scalar(select(func.min(Segment.id)).where(Segment.owner_id.is_not(None)))
    if name := ABOUT.get(rule.endpoint):
        values[name] = id_for(rule.endpoint, name)
    return values


def id_for(endpoint: str, name: str) -> object:
    """One of the demo's records. A page about a new kind of record names here where the demo has one."""
    client = select(func.min(Contact.client_id)).where(Contact.client_id.in_(renatas_clients()))
    archived = select(func.min(Party.id)).where(in_archive())
    mail = select(func.max(MailItem.id)).where(MailItem.thumbnail_id.is_not(None))
    # Signed, and being amended, with a file beside it.
    contract = select(func.min(ContractFile.contract_id))
    if endpoint.startswith("portal."):
        mail = select(func.max(MailItem.id)).where(MailItem.party_id == client.scalar_subquery())
    known = {
        "activity_id": select(func.min(Activity.id)).where(Activity.in_calendar),
        "act_id": select(func.max(Act.id)),
        "client_id": client,
        "contract_id": contract,
        "file_id": select(func.min(ContractFile.id)).where(ContractFile.contract_id == contract.scalar_subquery()),
        "email_id": select(func.max(Email.id)).where(Email.html != ""),
        "field_id": select(func.min(CustomField.id)),
        "contact_id": select(func.min(Contact.id)).where(Contact.client_id == client.scalar_subquery()),
        "ids": mail if endpoint.startswith("mail.") else client if endpoint.startswith("clients.") else archived,
        "login_id": select(func.min(Login.id)).where(Login.role.is_not(None)),
        "mail_id": mail,
        "method_id": select(func.min(PaymentMethod.id)),
        "segment_id": select(func.min(Segment.id)).where(Segment.word.is_(None), Segment.owner_id.is_(None)),
        "template_id": select(func.min(ContractTemplate.id)),
        "party_id": archived if endpoint.startswith("archive.") else client,
    }
    if endpoint == "archive.show_receipt":
        return somebody_anonymised()
    if name == "version":
        return 1 if endpoint == "contracts.ask_void" else 2
    if name == "name":
        return "collected" if endpoint.startswith("mail.") else "add-supplier"
    if name == "entry_id" and endpoint.startswith("calendar."):
        return db.session.scalar(select(func.min(Activity.id)).where(Activity.party_id.is_(None)))
    if name == "entry_id":
        model = next(model for one, model in LINES.items() if endpoint.endswith(f"_{one}"))
        return db.session.scalar(select(func.min(model.id)).where(model.party_id == client.scalar_subquery()))
    if name == "report_id":
        first = select(func.min(Intervention.id)).where(Intervention.party_id == client.scalar_subquery())
        report = select(func.min(InterventionReport.id))
        return db.session.scalar(report.where(InterventionReport.intervention_id == first.scalar_subquery()))
    if name == "import_id":
        return an_import()
    if name == "kind":
        return "parties"
    if name == "token":
        return a_link()
    if name in EMAIL:
        return EMAIL[name]
    if name not in known:
        raise LookupError(f"{endpoint} wants {name}: say in {__name__} which one the demo has")
    return db.session.scalar(known[name])


def renatas_clients():
    """The clients that the demo's portal user reaches."""
    return select(Contact.client_id).join(PortalUser, PortalUser.person_id == Contact.person_id)


def somebody_anonymised() -> int:
    """A client of whom nothing is left but a number."""
    if found := db.session.scalar(select(func.min(Party.id)).where(Party.anonymised_at.is_not(None))):
        return found
    registered = register_party(PartyDraft(name="Ghost S.r.l.", city="Ferrara"), new_key(), by=SYSTEM)
    party = db.session.get_one(Party, registered.outcome["party_id"])
    archive_parties(only(party), NO_CHOICES, new_key(), by=SYSTEM)
    choices = AnonymiseChoices("asked in writing, article 17", party.number or "")
    anonymise_party(party.id, choices, new_key(), by=SYSTEM)
    db.session.commit()
    return party.id


def a_link() -> str:
    """A link that somebody at the portal may set a password with, and has not yet."""
    login_id = db.session.scalar(select(func.min(PortalUser.login_id)))
    token = links.token_of(links.issue(login_id, LinkPurpose.SET_PASSWORD))
    db.session.commit()
    return token


def an_import() -> int:
    """An import that waits to be taken over: new rows, a duplicate, a wrong one, and a country that nobody knows."""
    if found := db.session.scalar(select(func.max(ImportRun.id))):
        return found
    name = db.session.scalar(select(Party.name).order_by(Party.id))
    lines = [
        "Company,Email,Phone,City,Country",
        "Nuova Impresa S.r.l.,info@nuova.example.com,+39 011 555 0177,Torino,Italy",
        "Third House,hello@third.example.com,12,Utopia City,Utopia",
        f"{name},,,,",
        "Short,row",
    ]
    received = receive(BytesIO("\n".join(lines).encode()), name="list.csv")
    run_id = start_import(received, new_key(), by=SYSTEM)
    db.session.commit()
    work_off()
    return run_id

"""The acts that are tortured: each makes the office ready for it, and says what a browser would send."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.db import db
from app.domain.directory.importing import creating, taking
from app.domain.directory.importing.staging import stage
from app.domain.history.models import SYSTEM
from app.domain.mailroom.marking import mark_mail
from app.domain.mailroom.models import MailState
from app.domain.mailroom.queries import picked
from app.domain.parties.models import ClientRole
from tests.domain.directory.importing.lists import A_LIST, begun
from tests.support.builders import a_client, a_key, a_mail_item, a_png, a_scan, archived
from tests.support.cast import Cast
from tests.support.visitor import Visitor
from tests.torture.killed.scene import Act, sent

Ready = Callable[[Visitor, Cast], Act]
ROWS, PIECE = 7, 3  # a list, and how many of its rows are staged in one transaction


def archive(marta: Visitor, cast: Cast) -> Act:
    """Three clients at once, with a reason."""
    page = marta.get("clients.ask_archive", ids=[cast.acme.id, cast.bravo.id, cast.zeta.id])
    return sent(page.form("/clients/archive"), reason="Closed for good")


def restore(marta: Visitor, cast: Cast) -> Act:
    archived(cast.acme, cast.bravo, cast.zeta)
    page = marta.get("archive.ask_restore", ids=[cast.acme.id, cast.bravo.id, cast.zeta.id])
    return sent(page.form("/archive/restore"))


def undo(marta: Visitor, cast: Cast) -> Act:
    """Of an archiving of three."""
    page = marta.get("clients.ask_archive", ids=[cast.acme.id, cast.bravo.id, cast.zeta.id])
    there = page.form("/clients/archive").submit().follow()
    return sent(there.form("/undo"))


def delete(marta: Visitor, cast: Cast) -> Act:
    """A client with its person, a letter that was given out, and the letter's photo; another letter's photo stays."""
    letter = a_mail_item(cast.zeta, scan=a_scan())
    mark_mail(picked([letter.id]), MailState.COLLECTED, a_key(), by=cast.by_marta)
    db.session.commit()
    a_mail_item(cast.acme, scan=a_scan())
    archived(cast.zeta)
    page = marta.get("archive.ask_delete", ids=[cast.zeta.id])
    return sent(page.form("/archive/delete"), confirmation=cast.zeta.name, with_people="1")


def anonymise(luca: Visitor, cast: Cast) -> Act:
    """A client with its person and their sign-in, a letter that was given out, and the letter's photo."""
    letter = a_mail_item(cast.zeta, scan=a_scan())
    mark_mail(picked([letter.id]), MailState.COLLECTED, a_key(), by=cast.by_marta)
    db.session.commit()
    archived(cast.zeta)
    page = luca.get("archive.ask_anonymise", party_id=cast.zeta.id)
    return sent(page.form("/anonymise"), reason="asked for it", confirmation=cast.zeta.number)


def merge(marta: Visitor, cast: Cast) -> Act:
    """Two clients with a contact in common, letters, and one who may see the joined client."""
    a_mail_item(cast.bravo, scan=a_scan())
    page = marta.get("clients.ask_merge", ids=[cast.acme.id, cast.bravo.id])
    return sent(page.form("merge_form"), may_see=cast.carla.id)


def convert(marta: Visitor, cast: Cast) -> Act:
    """Two prospects, whose numbers stay."""
    two = [a_client(name, client_role=ClientRole.PROSPECT) for name in ("Delta S.p.A.", "Echo Sp. z o.o.")]
    page = marta.get("clients.ask_roles", name="convert", ids=[client.id for client in two])
    return sent(page.form("/clients/roles/convert"))


def register(marta: Visitor, _cast: Cast) -> Act:
    """A new client, who takes the next number."""
    return sent(marta.get("clients.new").form("party_form"), name="Foxtrot S.n.c.")


def upload(marta: Visitor, _cast: Cast) -> Act:
    """A list, which a worker is to read."""
    return sent(marta.get("imports.new").form("import_form"), file=(A_LIST(ROWS).encode(), "list.csv"))


def read_list(_marta: Visitor, _cast: Cast) -> Act:
    """The worker reads a list, piece after piece."""
    begun(A_LIST(ROWS), in_background=True)
    return {"worker": PIECE}


def take_over(marta: Visitor, _cast: Cast) -> Act:
    """What a list holds becomes clients and contacts, with numbers."""
    run_id = begun(A_LIST(ROWS))
    stage(run_id)
    return sent(marta.get("imports.show", import_id=run_id).form("/take-over"))


def go_on(_marta: Visitor, _cast: Cast) -> Act:
    """The worker makes clients and contacts of a list that is longer than a piece."""
    run_id = begun(A_LIST(ROWS))
    stage(run_id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(creating, "PIECE", PIECE)
        taking.take_over(run_id, expected=ROWS, by=SYSTEM)
    db.session.commit()
    return {"worker": PIECE}


def log_mail(marta: Visitor, cast: Cast) -> Act:
    """A letter with its photo."""
    form = marta.get("mail.new", client=cast.acme.id).form("mail_form")
    return sent(form, sender="Enel", file=(a_png(), "letter.png"))


# By what the closing table calls them.
ACTS: dict[str, Ready] = {
    "archive": archive,
    "restore": restore,
    "undo": undo,
    "delete": delete,
    "anonymise": anonymise,
    "convert": convert,
    "merge": merge,
    "register": register,
    "import: upload": upload,
    "import: reading": read_list,
    "import: taking over": take_over,
    "import: going on": go_on,
    "mail with a photo": log_mail,
}

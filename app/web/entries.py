"""The lines of a card's lists at the desk: a form in a side panel, and the doors to add, change and remove one.

::

    class BankForm(EntryForm):
        book = BANKS
        iban = StringField(_l("IBAN"), …)

    EntryDoors(bp, BankForm, one="bank", tab="banks", fields="terms/_bank.html", new_title=_l("New account")).hang()

gives `/clients/7/banks/new`, `/clients/7/banks/3/edit` and `/clients/7/banks/3/remove`, each a GET that asks and a POST
that does. Over the card the answer is a dialog; without a script it is a page of its own. Lines of the office's own
stand on nobody's card: their doors hang onto a blueprint without a client, and say by `list_url` where the list is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.domain.accounts.permissions import Permission
from app.domain.entries.actions import add_entry, edit_entry, remove_entry
from app.domain.entries.books import Book
from app.domain.entries.models import Entry
from app.domain.entries.queries import entry_of
from app.domain.errors import N_, RuleViolation, say
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor
from app.domain.parties.models import Party
from app.domain.parties.queries import party as party_with_id
from app.web.forms import PageForm, Refusal, VersionedForm
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell
from app.web.redirects import back_to_tab
from app.web.sizes import takes_a_file


class EntryForm(VersionedForm):
    """A line as somebody writes it. Its fields bear the names of the draft's."""

    book: ClassVar[Book[Any, Any]]
    brings_files: ClassVar[bool] = False

    def offer(self, client: Party | None, entry: Any) -> None:
        """Offer what can be chosen on this card, for this line or a new one; nothing where that is always the same."""

    def draft(self) -> Any:
        """What was written, as the book's draft."""
        raise NotImplementedError

    @staticmethod
    def as_shown(columns: Mapping[str, Any]) -> Mapping[str, Any]:
        """What stands in the columns of a line, by the names of the form's fields."""
        return columns

    def add_to(self, client_id: int | None, *, by: Actor) -> Act:
        """Do what saving a new line comes to."""
        return add_entry(self.book, client_id, self.draft(), self.key.data or "", by=by)

    def change(self, client_id: int | None, entry_id: int, *, by: Actor) -> Act:
        """Do what saving a line on file comes to."""
        return edit_entry(self.book, client_id, entry_id, self.draft(), self.based_on, self.key.data or "", by=by)

    def broken_rules(self) -> Iterable[RuleViolation]:
        """What is wrong in the draft, by the rules of the book."""
        return self.book.wrong_in(self.draft())

    def validate(self, extra_validators: Any = None) -> bool:
        """The shape, then the rules: all that is wrong is said at once."""
        if not super().validate(extra_validators):
            return False
        broken = list(self.broken_rules())
        for violation in broken:
            self.refuse(violation)
        return not broken


def nothing(_client: Any) -> Mapping[str, Any]:
    """What a new line begins with, and its form shows besides, where the client says nothing of it."""
    return {}


@dataclass(frozen=True, slots=True)
class EntryDoors:
    """The doors of one list: `one` names a line in endpoints, `tab` the list in addresses, `fields` draws the form."""

    bp: Blueprint
    form: type[EntryForm]
    one: str
    tab: str
    fields: str
    new_title: Any  # lazy, in the reader's language
    begins_with: Callable[[Any], Mapping[str, Any]] = nothing
    shown_besides: Callable[[Any], Mapping[str, Any]] = nothing  # names for the template of the fields
    # What keeps a line from being changed or removed: its words, and its address.
    stands_with: Callable[[int | None, Any], tuple[Any, str] | None] = lambda _client_id, _entry: None
    permission: Permission = Permission.CLIENTS_EDIT
    target: str = "card"  # the part of the page that a change is seen in
    list_url: Callable[[], str] | None = None  # of lines that are nobody's
    then: Callable[[int, int], str] | None = None  # what is asked once a line of a client is added: its address

    def hang(self) -> None:
        """Hang the six doors onto the blueprint, which stands at /clients/<client_id> unless the lines are nobody's."""
        line = f"/{self.tab}/<int:entry_id>"
        self._door("GET", f"/{self.tab}/new", "new", lambda client_id=None: self.new(client_id))
        self._door("POST", f"/{self.tab}/new", "create", lambda client_id=None: self.create(client_id))
        self._door("GET", f"{line}/edit", "edit", lambda entry_id, client_id=None: self.edit(client_id, entry_id))
        self._door("POST", f"{line}/edit", "update", lambda entry_id, client_id=None: self.update(client_id, entry_id))
        self._door(
            "GET", f"{line}/remove", "ask_remove", lambda entry_id, client_id=None: self.ask(client_id, entry_id)
        )
        self._door(
            "POST", f"{line}/remove", "remove", lambda entry_id, client_id=None: self.remove(client_id, entry_id)
        )

    def new(self, client_id: int | None) -> ResponseReturnValue:
        begins = self.begins_with(_client(client_id))
        return self._form_page(client_id, self._form(client_id, formdata=None, data=dict(begins)))

    def create(self, client_id: int | None) -> ResponseReturnValue:
        form = self._form(client_id)
        refused = Refusal(form)
        if form.validate():
            with refused:
                try:
                    act = form.add_to(client_id, by=current_actor())
                    tell(say(N_("%(name)s is on file."), name=act.outcome["name"]))
                except AlreadyDone as done:
                    act = done.act
                if self.then and client_id is not None:
                    return redirect(self.then(client_id, act.outcome["entry_id"]), 303)
                return self._back(client_id)
        return self._form_page(client_id, form, status=refused.status)

    def edit(self, client_id: int | None, entry_id: int) -> ResponseReturnValue:
        entry = self._entry(client_id, entry_id)
        if wrong := [each.sentence for each in self.form.book.wrong_to_change(entry)]:
            return page("entries/stays.html", wrong=wrong, **self._about(client_id, entry))
        values = {**self.form.as_shown(self.form.book.values_of(entry)), "version": entry.version}
        return self._form_page(client_id, self._form(client_id, entry, formdata=None, data=values), entry=entry)

    def update(self, client_id: int | None, entry_id: int) -> ResponseReturnValue:
        entry = self._entry(client_id, entry_id)
        form = self._form(client_id, entry)
        refused = Refusal(form)
        if form.validate():
            with refused:
                with suppress(AlreadyDone):
                    form.change(client_id, entry_id, by=current_actor())
                    tell(say(N_("Saved.")))
                return self._back(client_id)
            entry = self._entry(client_id, entry_id)
        theirs = self.form.as_shown(refused.theirs) if refused.theirs else None
        return self._form_page(client_id, form, entry=entry, theirs=theirs, status=refused.status)

    def ask(self, client_id: int | None, entry_id: int) -> ResponseReturnValue:
        return self._question(client_id, entry_id, PageForm(formdata=None))

    def remove(self, client_id: int | None, entry_id: int) -> ResponseReturnValue:
        form = PageForm()
        refused = Refusal(form)
        if form.validate():
            with refused:
                with suppress(AlreadyDone):
                    key = form.key.data or ""
                    act = remove_entry(self.form.book, client_id, entry_id, key, by=current_actor())
                    tell(say(N_("%(name)s is removed."), name=act.outcome["name"]))
                return self._back(client_id)
        return self._question(client_id, entry_id, form, status=refused.status)

    def _door(self, method: str, path: str, verb: str, view: Callable[..., ResponseReturnValue]) -> None:
        view = takes_a_file(view) if self.form.brings_files else view
        self.bp.add_url_rule(path, f"{verb}_{self.one}", requires(self.permission)(view), methods=[method])

    def _entry(self, client_id: int | None, entry_id: int) -> Entry:
        found: Entry = entry_of(self.form.book, client_id, entry_id)
        return found

    def _back(self, client_id: int | None) -> ResponseReturnValue:
        if client_id is None:
            return redirect(self._list_url(client_id), 303)
        return back_to_tab(self._list_endpoint, client_id)

    def _list_url(self, client_id: int | None) -> str:
        if self.list_url:
            return self.list_url()
        return url_for(self._list_endpoint, party_id=client_id)

    @property
    def _list_endpoint(self) -> str:
        return f"clients.{self.tab.replace('-', '_')}"

    def _form(self, client_id: int | None, entry: Entry | None = None, **values: Any) -> EntryForm:
        """The form, which offers what can be chosen there. Raises NotFound for a client that is not on file."""
        form = self.form(**values)
        form.offer(_client(client_id), entry)
        return form

    def _form_page(
        self,
        client_id: int | None,
        form: EntryForm,
        *,
        entry: Entry | None = None,
        theirs: Mapping[str, Any] | None = None,
        status: int = 200,
    ) -> ResponseReturnValue:
        about = self._about(client_id, entry)
        about |= self.shown_besides(about["client"])
        return page("entries/edit.html", form=form, theirs=theirs, status=status, **about)

    def _question(
        self, client_id: int | None, entry_id: int, form: PageForm, *, status: int = 200
    ) -> ResponseReturnValue:
        entry = self._entry(client_id, entry_id)
        wrong = [each.sentence for each in self.form.book.wrong_to_remove(entry)]
        return page("entries/remove.html", form=form, wrong=wrong, status=status, **self._about(client_id, entry))

    def _about(self, client_id: int | None, entry: Entry | None) -> dict[str, Any]:
        client = _client(client_id)
        name = self.form.book.name_of(entry) if entry else ""
        stands_with = self.stands_with(client_id, entry) if entry else None
        return {
            "stands_with": stands_with,
            "client": client,
            "entry": entry,
            "name": name,
            "doors": self,
            "back": self._list_url(client_id),
        }


def _client(client_id: int | None) -> Party | None:
    """Whose card it is; nobody's for the office's own. Raises NotFound."""
    return None if client_id is None else party_with_id(client_id)

"""Possible duplicates: pairs that look alike, to be merged or told apart."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from app.blueprints.clients import bp
from app.domain.accounts.permissions import Permission
from app.domain.directory.duplicates.pairs import PER_PAGE, Pair, page_of_pairs
from app.domain.directory.duplicates.telling_apart import tell_apart
from app.domain.directory.look_alikes import in_common
from app.domain.errors import N_, NotFound, Sentence, say
from app.domain.paging import Page
from app.domain.parties.merging import survivor_of
from app.web.forms import PageForm
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.ids import LARGEST
from app.web.lists import PagedList, page_key
from app.web.pages import page, tell
from app.web.redirects import back_to

IDS = (InputRequired(), NumberRange(1, LARGEST))


class ApartForm(PageForm):
    """Two who are not the same."""

    first = IntegerField(validators=IDS)
    second = IntegerField(validators=IDS)


class PairList(PagedList):
    """Everything that the page asks of its pairs. They have one size of page."""

    def __init__(self, found: Page[Pair]) -> None:
        super().__init__(".duplicates", found, per_page=PER_PAGE)

    @property
    def per_page_urls(self) -> list[tuple[int, str]]:
        return []

    @staticmethod
    def shared(pair: Pair) -> Sentence:
        """What two have in common, as words."""
        return in_common(pair.shared)


@bp.get("/duplicates")
@requires(Permission.CLIENTS_VIEW)
def duplicates() -> ResponseReturnValue:
    found = page_of_pairs(after=page_key("after"), before=page_key("before"))
    return page("clients/duplicates/index.html", pairs=PairList(found))


@bp.post("/duplicates/not-the-same")
@requires(Permission.CLIENTS_MERGE)
def not_the_same() -> ResponseReturnValue:
    form = ApartForm()
    if not form.validate():
        return redirect(url_for(".duplicates"), 303)
    both = form.first.data, form.second.data
    try:
        tell_apart(*both, form.key.data, by=current_actor())
    except NotFound:
        if not any(map(survivor_of, both)):
            raise
        tell(say(N_("One of them was merged meanwhile: there was nothing left to note.")), "info")
    else:
        tell(say(N_("Noted: they are not the same. They do not stand here any more.")))
    return back_to(".duplicates")

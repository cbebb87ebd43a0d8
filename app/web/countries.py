"""The countries of the world as the choices of a field."""

from __future__ import annotations

from babel import Locale
from wtforms import SelectChoice

from app.web.formatting import locale
from app.web.office import this_office

# Unicode's own codes for groups and for what is not known.
NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def countries() -> list[SelectChoice]:
    """The countries of the world in the reader's language, after none; the office's own first."""
    named = {
        code: name
        for code, name in locale().territories.items()
        if len(code) == 2 and code.isalpha() and code in Locale("en").territories and code not in NOT_COUNTRIES
    }
    home = this_office().country
    rest = sorted(((code, name) for code, name in named.items() if code != home), key=lambda pair: pair[1].casefold())
    return [SelectChoice(code, name) for code, name in (("", "–"), (home, named.get(home, home)), *rest)]

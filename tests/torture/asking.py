"""How the office says that something cannot be done now, and later can."""

from __future__ import annotations

import io
import time

from tests.blueprints.imports.desk import upload
from tests.domain.directory.importing.lists import A_LIST
from tests.support.builders import a_png
from tests.support.visitor import Answer, Form, Visitor
from tests.torture.serving import PATIENCE

# The pages on which a file is taken, the form, the field, and a file that would be taken.
UPLOADS: dict[str, tuple[str, str, str, bytes]] = {
    "mail": ("mail.new", "mail_form", "file", a_png()),
    "import": ("imports.new", "import_form", "file", A_LIST(3).encode()),
    "logo": ("settings.office", "/logo", "logo", a_png()),
}


def asks_to_try_again(answer: Answer) -> bool:
    """Whether the office is too busy now: a page with a sentence, and when to come back."""
    return answer.status == 503 and int(answer.headers["Retry-After"]) > 0 and answer.says("The office is busy")


def file_form(visitor: Visitor, which: str, client_id: int) -> Form:
    """The form of such a page, filled in but for the file."""
    page, form, _field, _file = UPLOADS[which]
    if which == "mail":
        return visitor.get(page, client=client_id).form(form).fill(sender="Enel")
    return visitor.get(page).form(form)


def send_file(form: Form, which: str, *, more: bytes = b"") -> Answer:
    *_page, field, file = UPLOADS[which]
    data = {**form.values.to_dict(), field: (io.BytesIO(file + more), "a-file")}
    return form.answer.visitor.open("POST", form.element.get("action"), data=data)


def is_read_by_the_worker(visitor: Visitor) -> bool:
    """Whether a list that is uploaded now is read soon."""
    page = upload(visitor, A_LIST(3)).follow()
    if page.status == 302:
        page = page.follow().form("columns_form").submit().follow()
    deadline = time.monotonic() + PATIENCE
    while not page.says("3 rows are new"):
        assert time.monotonic() < deadline, page.text
        time.sleep(0.1)
        page = visitor.get_url(page.path)
    return True

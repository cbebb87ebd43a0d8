"""Giving out the photo or PDF of a mail item: at the desk and in the portal alike, each under its own guard."""

from __future__ import annotations

from flask import abort, send_file
from flask.wrappers import Response

from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.scans import PDF

# It is looked at, and does nothing else, whoever opens it by its address. A browser's own PDF viewer needs scripts of
# its own, which a sandbox would take from it.
_ALONE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PICTURE_POLICY = f"{_ALONE}; sandbox"
PDF_POLICY = f"{_ALONE}; object-src 'self'; style-src 'unsafe-inline'"
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", PDF: "pdf"}


def given_out(stored: StoredFile, name: str, *, download: bool = False) -> Response:
    """A stored file under the type that it was found to be. 404 where its blob is gone."""
    path = store.path_of(stored.blob)
    if not path.is_file():
        abort(404)
    kind = stored.content_type if stored.content_type in ENDINGS else "application/octet-stream"
    answer = send_file(
        path,
        mimetype=kind,
        as_attachment=download or kind not in ENDINGS,
        download_name=f"{name}.{ENDINGS.get(kind, 'bin')}",
        conditional=False,
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = PDF_POLICY if kind == PDF else PICTURE_POLICY
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers.pop("Last-Modified", None)
    return answer

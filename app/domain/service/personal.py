"""The equipment and interventions of somebody who is anonymised go, but for reports that the law has kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import PurePath

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.errors import NN_
from app.domain.files.models import StoredFile
from app.domain.personal import Files, Forgotten, Told
from app.domain.selections import among
from app.domain.service.kept import IS_SIGNED, forget_reports_not_kept
from app.domain.service.models import Equipment, EquipmentPhoto, Intervention, InterventionReport
from app.domain.service.photos import photo_files_of
from app.domain.signing.models import Signature

signed = aliased(StoredFile)

FORGOTTEN = (
    Forgotten(
        Intervention.party_id,
        stays_where=IS_SIGNED,
        first=forget_reports_not_kept,
        empties={
            **dict.fromkeys(("asked", "done", "parts"), ""),
            "equipment_id": None,
            "version": Intervention.version + 1,
        },
        went=NN_("%(n)s intervention, with its reports", "%(n)s interventions, with their reports"),
    ),
    Forgotten(
        Equipment.party_id,
        files_behind=photo_files_of,
        went=NN_("%(n)s piece of equipment", "%(n)s pieces of equipment"),
    ),
)


def photos_of(ids: Collection[int]) -> Files:
    """The photos of their equipment, numbered in the order in which they were added."""
    asked = select(StoredFile.name, StoredFile.blob).join(EquipmentPhoto, EquipmentPhoto.file_id == StoredFile.id)
    rows = db.session.execute(
        asked.join(Equipment).where(among(Equipment.party_id, ids)).order_by(EquipmentPhoto.id)
    ).all()
    return [(f"{n}{PurePath(name).suffix.lower()}", blob) for n, (name, blob) in enumerate(rows, 1)]


def reports_of(ids: Collection[int]) -> Files:
    """The reports of their interventions and the papers that were signed, by the day and number of each."""
    asked = (
        select(Intervention.day, InterventionReport.id, StoredFile.blob, signed.blob)
        .join(Intervention, Intervention.id == InterventionReport.intervention_id)
        .join(StoredFile, StoredFile.id == InterventionReport.file_id)
        .outerjoin(Signature, Signature.id == InterventionReport.signature_id)
        .outerjoin(signed, signed.id == Signature.file_id)
    )
    rows = db.session.execute(asked.where(among(Intervention.party_id, ids)).order_by(InterventionReport.id)).all()
    named = [(f"{day.isoformat()}-{id_}", blob, paper) for day, id_, blob, paper in rows]
    reports = [(f"{name}.pdf", blob) for name, blob, _ in named]
    return reports + [(f"{name}-signed.pdf", paper) for name, _, paper in named if paper]


def forget_as_supplier(is_named: Callable[[str], bool]) -> None:
    """Empty the supplier of equipment, on whosever card, where it is somebody who is anonymised. Two statements."""
    written = db.session.scalars(select(Equipment.supplier).where(Equipment.supplier != "").distinct())
    named = [name for name in written if is_named(name)]
    doing = update(Equipment).where(among(Equipment.supplier, named)).values(supplier="")
    db.session.execute(doing, execution_options={"synchronize_session": False})


TOLD = (
    Told("equipment", (Equipment.party_id,), files=photos_of, also=frozenset({"equipment_photo"})),
    Told("interventions", (Intervention.party_id,), files=reports_of, also=frozenset({"intervention_report"})),
)

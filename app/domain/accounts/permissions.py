"""What a member of the staff may do. Views name one of these; roles collect them."""

from __future__ import annotations

from enum import StrEnum


class StaffRole(StrEnum):
    ADMIN = "admin"
    STAFF = "staff"


class Permission(StrEnum):
    """`area:verb`, alphabetical. Admin only are those of PRODUCT.md 1; everything else is for both roles."""

    ARCHIVE_VIEW = "archive:view"
    CALENDAR_EDIT = "calendar:edit"
    CALENDAR_VIEW = "calendar:view"
    CLIENTS_ANONYMISE = "clients:anonymise"
    CLIENTS_ARCHIVE = "clients:archive"
    CLIENTS_DELETE = "clients:delete"
    CLIENTS_EDIT = "clients:edit"
    CLIENTS_EXPORT = "clients:export"
    CLIENTS_IMPORT = "clients:import"
    CLIENTS_MERGE = "clients:merge"
    CLIENTS_VIEW = "clients:view"
    CONTACTS_EDIT = "contacts:edit"
    CONTRACTS_EDIT = "contracts:edit"
    CONTRACTS_VIEW = "contracts:view"
    HISTORY_VIEW = "history:view"
    LINKS_HAND_OVER = "links:hand over"
    MAIL_EDIT = "mail:edit"
    MAIL_VIEW = "mail:view"
    METRICS_VIEW = "metrics:view"
    PERSONAL_DATA_EXPORT = "personal data:export"
    PORTAL_VIEW = "portal:view"
    SEARCH_VIEW = "search:view"
    SEGMENTS_EDIT = "segments:edit"  # one's own; what is shared takes settings:edit as well
    SETTINGS_EDIT = "settings:edit"
    SIGNATURES_VOID = "signatures:void"
    STAFF_EDIT = "staff:edit"
    TODAY_VIEW = "today:view"
    TWO_FACTOR_REMOVE = "two-factor:remove"


ADMIN_ONLY = frozenset(
    {
        Permission.CLIENTS_ANONYMISE,
        Permission.LINKS_HAND_OVER,
        Permission.METRICS_VIEW,
        Permission.PERSONAL_DATA_EXPORT,
        Permission.PORTAL_VIEW,
        Permission.SETTINGS_EDIT,
        Permission.SIGNATURES_VOID,
        Permission.STAFF_EDIT,
        Permission.TWO_FACTOR_REMOVE,
    }
)

GRANTS: dict[StaffRole, frozenset[Permission]] = {
    StaffRole.ADMIN: frozenset(Permission),
    StaffRole.STAFF: frozenset(Permission) - ADMIN_ONLY,
}

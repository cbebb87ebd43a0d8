"""What a list is narrowed to, as the rules of a segment."""

from __future__ import annotations

from app.domain.directory.criteria import ActiveFilter, PartyCriteria, PortalFilter, RoleFilter
from app.domain.directory.segments.own_fields import rules_asking
from app.domain.directory.segments.rules import Comparison, Joined, Rule, Rules
from app.domain.errors import N_, RuleViolation
from app.domain.parties.models import PartyStatus

STATUS = {ActiveFilter.YES: PartyStatus.ACTIVE, ActiveFilter.NO: PartyStatus.DEACTIVATED}


def rules_for(criteria: PartyCriteria) -> Rules:
    """The rules that mean whom a list shows; those of its segment among them.

    A segment that is content with any of its rules becomes a group. Raises RuleViolation where nothing narrows the
    list, and where such a segment has groups itself while something else narrows the list as well.
    """
    own, segment = tuple(_rules_of(criteria)), criteria.segment
    if segment is None:
        rules = Rules(Joined.ALL, own)
    elif segment.joined is Joined.ALL or len(segment.each) == 1:
        rules = Rules(Joined.ALL, tuple(dict.fromkeys((*own, *segment.each))))
    elif not own:
        rules = segment
    elif not segment.has_groups:
        rules = Rules(Joined.ALL, (*own, segment))
    else:
        raise RuleViolation(
            N_("This list shows a segment that asks for any of its groups. Take the other filters off, or the segment.")
        )
    if not rules.each:
        raise RuleViolation(N_("Nothing narrows this list: there is nothing to save."))
    return rules


def _rules_of(criteria: PartyCriteria) -> list[Rule]:
    rules = []
    if criteria.q:
        rules.append(Rule("search", Comparison.FINDS, (criteria.q,)))
    if criteria.role is not RoleFilter.ANY:
        rules.append(Rule("role", Comparison.ONE_OF, (criteria.role.value,)))
    if criteria.active is not ActiveFilter.ANY:
        rules.append(Rule("status", Comparison.ONE_OF, (STATUS[criteria.active].value,)))
    if criteria.portal is not PortalFilter.ANY:
        rules.append(Rule("portal", Comparison.ONE_OF, (criteria.portal.value,)))
    if criteria.tag:
        rules.append(Rule("tag", Comparison.ONE_OF, (criteria.tag,)))
    if criteria.country:
        rules.append(Rule("country", Comparison.ONE_OF, (criteria.country,)))
    if criteria.city:
        rules.append(Rule("city", Comparison.IS, (criteria.city,)))
    return [*rules, *(rule for asked in criteria.fields for rule in rules_asking(asked))]

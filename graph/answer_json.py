"""A finding as JSON: the stable shape that other systems read.

Owns: field names and their order. Refuses: identity numbers (a path shows names), and words that no rule row says.
"""

from datetime import date

from graph.findings import Cleared, Finding, Hop, ListingView
from graph.model import Evidence
from linkage.identifiers import mask_text


def to_json(finding: Finding) -> dict[str, object]:
    """One finding. ``explanation`` and ``title`` are Chinese; ``until`` is the last day of the rule's own term."""
    basis = finding.basis
    explanation = mask_text(finding.explanation_zh)
    return {
        "class": str(finding.conclusion),
        "force": str(finding.force),
        "listing": listing_json(finding.listing),
        "measures": [str(measure) for measure in finding.measures],
        "would_be": [str(measure) for measure in finding.would_be],
        "rule": finding.rule,
        "rule_title": finding.title_zh,
        "rule_version": finding.rule_version,
        "basis": {
            "document": basis.document,
            "number": basis.number,
            "article": basis.article,
            "review_status": finding.review_status,
            "source": basis.source,
            "effective_from": None if basis.effective_from == date.min else basis.effective_from.isoformat(),
            "effective_to": None if basis.effective_to == date.max else basis.effective_to.isoformat(),
        },
        "path": [hop_json(hop) for hop in finding.path],
        "certainty": str(finding.sureness),
        "disputed": finding.disputed,
        "bears_on_purpose": finding.bears_on_purpose,
        "cleared": _cleared(finding.cleared),
        "until": _day(finding.until),
        "explanation": explanation,
        "explanation_zh": explanation,
        "evidence": [evidence_json(source) for source in finding.evidence],
    }


def _cleared(cleared: Cleared | None) -> dict[str, str] | None:
    if cleared is None:
        return None
    return {"id": cleared.id, "reviewer": cleared.reviewer, "reason": mask_text(cleared.reason)}


def listing_json(view: ListingView) -> dict[str, object]:
    """A listing; days are ISO, None when unknown or open."""
    return {
        "key": view.key,
        "category": view.category,
        "title": view.title_zh,
        "title_zh": view.title_zh,
        "subject": view.subject,
        "subject_name": mask_text(view.subject_name),
        "authority": view.authority,
        "doc_no": view.doc_no,
        "document": view.doc_no,
        "reason": mask_text(view.reason),
        "region": view.region,
        "from": _day(view.begin),
        "to": _day(view.end),
        "status": "disputed" if view.disputed else "in_force",
        "disputed": view.disputed,
    }


def hop_json(hop: Hop) -> dict[str, object]:
    """A station of a path."""
    return {
        "entity": hop.entity,
        "name": mask_text(hop.name),
        "kind": str(hop.kind) if hop.kind else None,
        "relation": hop.relation or None,
        "from": _day(hop.begin),
        "to": _day(hop.end),
    }


def evidence_json(source: Evidence) -> dict[str, object]:
    """Where a fact was read."""
    return {
        "region": source.region,
        "department": source.department,
        "dataset": source.dataset,
        "file": source.file,
        "row": source.row,
        "as_at": source.as_at.isoformat(),
        "record": source.record,
        "version": source.version,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

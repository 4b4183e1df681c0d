"""Is the store sound?

Owns: what ``xintu store check`` looks for. Refuses: mending.
"""

from collections.abc import Iterator

from graph.store.chain import chained
from graph.store.sqlite import touches
from graph.store.sqlite.session import Session

# Each finds offenders; the text is completed with how many.
_FINDINGS = {
    "transactions are missing in the log": "SELECT coalesce(max(tx), 0) - count(*) FROM tx_log",
    "transactions are earlier than their predecessor": """
        SELECT count(*) FROM tx_log t JOIN tx_log n ON n.tx = t.tx + 1 WHERE n.at < t.at""",
    "whole deliveries have another number of rows than when they were closed": """
        SELECT count(*) FROM delivery_whole w
        WHERE w.row_count <> (SELECT count(*) FROM outcome o WHERE o.did = w.did)""",
    "whole deliveries have gaps in their rows": """
        SELECT count(*) FROM delivery_whole w
        WHERE w.row_count <> coalesce((SELECT max(o.row) FROM outcome o WHERE o.did = w.did), 0)""",
    "rejected rows have no reason, or reasons no rejected row": """
        SELECT count(*) FROM (
          SELECT did, row FROM outcome WHERE outcome = 'rejected' EXCEPT SELECT did, row FROM rejection
        ) UNION ALL SELECT count(*) FROM (
          SELECT did, row FROM rejection EXCEPT SELECT did, row FROM outcome WHERE outcome = 'rejected')
        ORDER BY 1 DESC LIMIT 1""",
    "accepted rows name no version that exists": """
        SELECT count(*) FROM outcome o LEFT JOIN version v ON v.rid = o.rid AND v.version = o.version
        WHERE o.outcome <> 'rejected' AND v.rid IS NULL""",
    "records have gaps in their versions": """
        SELECT count(*) FROM (SELECT rid FROM version GROUP BY rid HAVING max(version) <> count(*))""",
    "records have no version": """
        SELECT count(*) FROM record r WHERE NOT EXISTS (SELECT 1 FROM version v WHERE v.rid = r.rid)""",
    "claims stand twice at once": """
        SELECT count(*) FROM (
          SELECT 1 FROM claim WHERE tx_end = 9223372036854775807 GROUP BY rid, id HAVING count(*) > 1)""",
    "claims end before they were known": "SELECT count(*) FROM claim WHERE tx_end < tx",
    "parties are in two entities at once": """
        SELECT count(*) FROM membership a JOIN membership b ON b.party = a.party AND b.tx > a.tx AND b.tx < a.tx_end""",
    "entities with members have no node, or nodes no members": """
        SELECT count(*) FROM (
          SELECT entity FROM membership WHERE tx_end = 9223372036854775807
          EXCEPT SELECT entity FROM node WHERE tx_end = 9223372036854775807
        ) UNION ALL SELECT count(*) FROM (
          SELECT entity FROM node WHERE tx_end = 9223372036854775807
          EXCEPT SELECT entity FROM membership WHERE tx_end = 9223372036854775807)
        ORDER BY 1 DESC LIMIT 1""",
    "judged parties are unknown": """
        SELECT count(*) FROM judgement j WHERE NOT EXISTS (SELECT 1 FROM party p WHERE p.id = j.a)
        OR NOT EXISTS (SELECT 1 FROM party p WHERE p.id = j.b)""",
    "parties stand within a party that is unknown": """
        SELECT count(*) FROM party p WHERE p.within IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM party q WHERE q.id = p.within)""",
}


def problems(session: Session) -> Iterator[str]:
    """Everything found wrong, one sentence each; nothing when the store is sound."""
    for (line,) in session.rows("PRAGMA integrity_check"):
        if line != "ok":
            yield f"the file is damaged: {line}"
    for table, _, parent, _ in session.rows("PRAGMA foreign_key_check"):
        yield f"a row of {table} refers to a row of {parent} that does not exist"
    for words, sql in _FINDINGS.items():
        if offenders := session.value(sql):
            yield f"{offenders} {words}"
    if strays := touches.strayed(session):
        yield f"{strays} rows of touch are not what claims and memberships say"
    yield from _broken_chains(session)


def _broken_chains(session: Session) -> Iterator[str]:
    for (stream,) in session.rows("SELECT DISTINCT stream FROM log ORDER BY stream"):
        previous, expected = "", 1
        while row := session.one(
            "SELECT seq, payload, digest FROM log WHERE stream = ? AND seq >= ? ORDER BY seq LIMIT 1", stream, expected
        ):
            seq, payload, digest = row
            if seq != expected or digest != chained(previous, payload):
                yield f"log {stream} is broken at entry {expected}: a gap, or bytes that do not match their digest"
                break
            previous, expected = digest, seq + 1

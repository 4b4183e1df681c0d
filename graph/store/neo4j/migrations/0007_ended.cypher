// How many relations of each type have ended, at both ends (ties.cypher, counts): what a former release ended is counted.
MATCH (e:Entity)-[r]->(:Entity) WHERE r.cid IS NOT NULL AND r.tx_end < 9223372036854775807
WITH e, 'ended_holder_' + type(r) AS ended, count(*) AS n
SET e[ended] = n;
MATCH (e:Entity)<-[r]-(:Entity) WHERE r.cid IS NOT NULL AND r.tx_end < 9223372036854775807
WITH e, 'ended_company_' + type(r) AS ended, count(*) AS n
SET e[ended] = n;

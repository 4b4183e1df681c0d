// The one node that every writer locks first: the last transaction, and the next numbers of what is numbered in order.
MERGE (l:Ledger {id: 1})
ON CREATE SET l.tx = 0, l.at = '', l.deliveries = 0, l.records = 0, l.names = 0, l.claims = 0, l.events = 0,
  l.judgements = 0;

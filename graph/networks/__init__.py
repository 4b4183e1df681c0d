"""Questions about networks: neighbours, hops, paths, groups, circles and owners.

Owns: pure functions on relation claims that a store brought (:class:`graph.model.Ties`), and the thin part that asks
for them. Refuses: SQL, Cypher, measures (rules say what follows from a relation) and one number for "the owner".
"""

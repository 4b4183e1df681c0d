"""The reviewers' desk: which pairs to look at first, what was decided, what the labels teach.

Owns: the queue (pairs, reach, queue), decisions, and labels. Refuses: changing memberships (graph.resolution does, by
the next ``resolve``) and changing a model.
"""

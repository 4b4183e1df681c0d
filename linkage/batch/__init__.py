"""Prediction in sets: which candidate pairs of a whole population reach the review threshold.

Owns: the same comparisons as linkage.scoring as SQL over integer columns (plan), nodes as such columns (tables), and
the engines that run it (DuckDB, Spark). Refuses: decisions. The engines sieve, in integers; the pairs that pass are
scored by linkage.scoring, whose word is the last, and a test holds both equal on a population.
"""

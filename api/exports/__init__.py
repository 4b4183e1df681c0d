"""Exports: the graph of a day in formats that others read.

Owns: one module per format, and the run that writes a whole file or none. Refuses: persons' numbers in the clear.
"""

"""Arrays of integers as columns that are counted and sorted in one call, without a copy.

Owns: the way there and back. Refuses: what the integers mean. Loads Arrow: not for what answers a single record.
"""

from array import array

import pyarrow

_TYPES = {"q": pyarrow.int64(), "i": pyarrow.int32()}


def column(values: "array[int]") -> pyarrow.Array:
    """The array's integers; it must not change while the column is in use."""
    return pyarrow.Array.from_buffers(_TYPES[values.typecode], len(values), [None, pyarrow.py_buffer(values)])


def taken(values: "array[int]", order: pyarrow.Array) -> "array[int]":
    """The integers at these places, in this order."""
    found = array(values.typecode)
    found.frombytes(column(values).take(order).buffers()[1])
    return found

"""Small linear systems.

Owns: Gauss-Jordan elimination with partial pivoting for the companies of one circle: a handful, at most hundreds.
Refuses: whole graphs: components are solved one after the other, and a chain without circles needs no solve at all.
"""

Matrix = list[list[float]]


def solve(system: Matrix, right: Matrix) -> Matrix:
    """X with ``system`` X = ``right`` (rows of both alike); ZeroDivisionError when the system is singular."""
    size = len(system)
    rows = [[*system[i], *right[i]] for i in range(size)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        lead = rows[i][i]
        rows[i] = [value / lead for value in rows[i]]
        for k in range(size):
            if k != i and (factor := rows[k][i]):
                rows[k] = [value - factor * other for value, other in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]


def less_than_unit(shares: Matrix) -> Matrix:
    """I minus a square matrix."""
    return [[float(i == k) - value for k, value in enumerate(row)] for i, row in enumerate(shares)]


def identity(size: int) -> Matrix:
    """The unit matrix."""
    return [[float(i == k) for k in range(size)] for i in range(size)]

"""Writes graded_singular_values.json: exact singular values of strongly graded matrices.

A[i, j] = 2**(rowExponents[i] + columnExponents[j]) * C[i, j] with the integer matrix C below, so every
element is a double; the values are computed by mpmath with 800 digits and rounded once.

    python3 graded_singular_values.py     (needs mpmath)
"""
import json
import pathlib

import mpmath

mpmath.mp.dps = 800


def core(i, j):
    """Element of the well-conditioned integer matrix C."""
    return (7 * i + 3 * j + i * j) % 13 - 6 + (20 if i == j else 0)


def entry(name, row_exponents, column_exponents):
    rows, columns = len(row_exponents), len(column_exponents)
    a = mpmath.matrix(rows, columns)
    for i in range(rows):
        for j in range(columns):
            a[i, j] = mpmath.ldexp(core(i, j), row_exponents[i] + column_exponents[j])
    wide = rows < columns
    values = mpmath.svd_r(a.T if wide else a, compute_uv=False)
    return {
        "name": name,
        "rowExponents": row_exponents,
        "columnExponents": column_exponents,
        "singularValues": sorted((float(v) for v in values), reverse=True),
    }


def shuffled(values):
    """A fixed order that is neither ascending nor descending."""
    return [values[(5 * k + 3) % len(values)] for k in range(len(values))]


down = [-60 * k for k in range(12)]
cases = [
    entry("ungraded", [0] * 12, [0] * 12),
    entry("columns fall to 1e-199", [0] * 12, down),
    entry("columns rise from 1e-199", [0] * 12, down[::-1]),
    entry("rows fall to 1e-199", down, [0] * 12),
    entry("rows rise from 1e-199", down[::-1], [0] * 12),
    entry("rows in no order", shuffled(down), [0] * 12),
    entry("rows and columns in no order", shuffled([-25 * k for k in range(12)]), shuffled([-30 * k for k in range(12)])),
    entry("rows against columns", [-40 * k for k in range(12)], [40 * k for k in range(12)]),
    entry("tall, rows graded", shuffled([-40 * k for k in range(16)]), [0] * 8),
    entry("wide, columns graded", [0] * 8, shuffled([-40 * k for k in range(16)])),
    entry("from 1e150 to 1e-150", shuffled([498 - 90 * k for k in range(12)]), [0] * 12),
    entry("from 1e300 to 1e-10", shuffled([980 - 92 * k for k in range(12)]), [0] * 12),
    entry("from 1e10 to 1e-290", [0] * 12, shuffled([30 - 90 * k for k in range(12)])),
]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(cases, indent=1) + "\n")

"""Writes softmax.json: the softmax and its Jacobian product, computed by mpmath with 400 digits and rounded once.

Inputs are doubles, so results are those of the very numbers a program sees. `condition` is, for each
component of J u, sum_b s_b |u_b - u_c| / |u_a - mean| with c the largest logit: what the subtraction costs.

    python3 softmax.py     (needs mpmath)
"""
import json
import pathlib
import random

import mpmath
from mpmath import mpf

mpmath.mp.dps = 400


def rounded(values):
    return [float(v) if mpmath.isfinite(v) else "-inf" for v in values]


def entry(name, logits, values):
    z = [mpf(x) for x in logits]
    u = [mpf(x) for x in values]
    largest = max(z)
    centre = z.index(largest)
    e = [mpmath.exp(x - largest) if mpmath.isfinite(x) else mpf(0) for x in z]
    total = mpmath.fsum(e)
    s = [x / total for x in e]
    log_s = [x - largest - mpmath.log(total) for x in z]
    # The mean is taken from c, so that it is exact where the weights leave 1 by less than the precision.
    mean = mpmath.fsum(w * (x - u[centre]) for w, x in zip(s, u))
    spread = mpmath.fsum(w * abs(x - u[centre]) for w, x in zip(s, u))
    away = [x - u[centre] - mean for x in u]
    return {
        "name": name,
        "logits": [x if x != float("-inf") else "-inf" for x in logits],
        "values": values,
        "weights": rounded(s),
        "logWeights": rounded(log_s),
        "jacobianProduct": rounded([w * x for w, x in zip(s, away)]),
        "condition": [float(spread / abs(x)) if x != 0 else 0.0 for x in away],
        "entropy": float(-mpmath.fsum(w * l for w, l in zip(s, log_s) if w != 0)),
    }


def main():
    draw = random.Random(1)

    def normal(n, scale=1.0):
        return [scale * draw.gauss(0, 1) for _ in range(n)]

    inf = float("inf")
    entries = [
        entry("one token", [3.7], [2.5]),
        entry("two tokens", [0.1, 0.7], [1.0, -2.0]),
        entry("two tokens, gap 40", [40.3, 0.1], [1.5, 0.25]),
        entry("two tokens, gap 700", [-350.1, 350.2], [3.0, 1.0]),
        entry("two tokens, both large", [1234.567, 1233.456], [0.1, 0.2]),
        entry("five tokens", [0.3, -1.7, 2.2, 0.9, -0.4], normal(5)),
        entry("a tie of all", [0.2] * 5, normal(5)),
        entry("a tie of the largest", [5.1, 5.1, -3.3, 0.7, -700.2], normal(5)),
        entry("gaps 1 to 700", [0.1, -0.9, -36.6, -369.3, -699.7], normal(5)),
        entry("gap 740, weights below the normal range", [0.1, -710.3, -730.9, -739.8, 0.05], normal(5)),
        entry("a value close to the mean", [1.0, 0.5, 0.25, -0.5, -1.0], [1.0, 1.5, 1.1875, 0.75, 1.25]),
        entry("values with a large common part", [2.0, -30.0, 1.0, -300.0, -5.0], [1e8 + k for k in range(5)]),
        entry("minus infinity", [0.3, -inf, 1.1, -inf, -650.4], normal(5)),
        entry("minus infinity all but one", [-inf, 0.7, -inf], [1.0, 2.0, 3.0]),
        entry("twenty tokens", normal(20), normal(20)),
        entry("twenty tokens, scale 30", normal(20, 30), normal(20)),
        entry("twenty tokens, scale 200", normal(20, 200), normal(20)),
        entry("twenty tokens from 0 to -700", [-36.83 * k for k in range(20)], normal(20)),
    ]
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(entries, indent=1) + "\n")


main()

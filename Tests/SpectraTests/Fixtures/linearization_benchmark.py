"""Prints log10 of the eigenvalues of J²H for the problem of `LinearizationBenchmark`, in 200-digit arithmetic.

n = 100; logits and H are exact in double precision, by the same formulas as there. About a minute; needs mpmath.

    python3 linearization_benchmark.py
"""
import mpmath as mp

from spectra import helmert

mp.mp.dps = 200
N = 100


def problem(n):
    logits = [-(37 * i % n) * mp.mpf(595) / 1024 for i in range(n)]
    b = [[(i * i * k + 7 * i * k * k + 3 * i + 5 * k) % 101 - 50 for k in range(n)] for i in range(n)]
    h = [[sum(s * t for s, t in zip(b[i], b[j])) + (20000 if i == j else 0) for j in range(n)] for i in range(n)]
    return logits, mp.matrix(h)


logits, h = problem(N)
e = [mp.exp(z) for z in logits]
total = mp.fsum(e)
x = [v / total for v in e]
q = helmert(N)
column = mp.matrix(x)
m = q.T * (mp.diag(x) - column * column.T) * q
a = m * (q.T * h * q) * m
values = mp.eigsy((a + a.T) / 2, eigvals_only=True)
for value in sorted(float(mp.log10(v)) for v in values):
    print(repr(value))

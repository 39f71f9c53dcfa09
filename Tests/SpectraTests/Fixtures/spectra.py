"""Writes spectra.json: spectra of the softmax Jacobian and of J²H on the tangent space, in high precision.

Every logit and every element of a Hessian is a double, taken as exact. With Q an orthonormal basis of the vectors
of sum zero, M = Qᵀ(diag(x) − x xᵀ)Q and S = QᵀHQ, the eigenvalues of M, those of M S M (the same as those of M²S)
and the singular values of M²S are computed by mpmath in arithmetic with five times as
many digits as the spread of x has decades, 500 at least, and rounded once.

    python3 spectra.py                    writes spectra.json (needs mpmath)
    python3 spectra.py check FILE         recomputes the cases of FILE and prints the largest difference
"""
import json
import math
import pathlib
import random
import sys

import mpmath as mp


def helmert(n):
    """The n × (n − 1) basis of sum-zero vectors with one more non-zero in each column."""
    q = mp.zeros(n, n - 1)
    for k in range(1, n):
        scale = 1 / mp.sqrt(mp.mpf(k) * (k + 1))
        for i in range(k):
            q[i, k - 1] = scale
        q[k, k - 1] = -k * scale
    return q


def log10s(values):
    return sorted(float(mp.log10(v)) for v in values)


def spectra(logits, hessian):
    spread = (max(logits) - min(logits)) / math.log(10)
    mp.mp.dps = max(500, int(5 * spread) + 100)
    n = len(logits)
    e = [mp.exp(mp.mpf(z)) for z in logits]
    x = [v / mp.fsum(e) for v in e]
    q = helmert(n)
    d = mp.diag(x)
    column = mp.matrix(x)
    m = q.T * (d - column * column.T) * q
    s = q.T * mp.matrix(hessian) * q
    jacobian = log10s(mp.eigsy((m + m.T) / 2, eigvals_only=True))
    product = m * s * m
    linearization = log10s(mp.eigsy((product + product.T) / 2, eigvals_only=True))
    a = m * m * s
    gram = a.T * a
    singular = log10s(mp.eigsy((gram + gram.T) / 2, eigvals_only=True))
    return {
        "jacobian_log10_eigenvalues": jacobian,
        "jacobian_log10_kappa": jacobian[-1] - jacobian[0],
        "linearization_log10_eigenvalues": linearization,
        "linearization_log10_kappa": linearization[-1] - linearization[0],
        "linearization_log10_singular_kappa": (singular[-1] - singular[0]) / 2,
    }


def hessian(n, spread, generator):
    """A symmetric positive definite matrix of doubles with eigenvalues over about `spread` decades."""
    factor = [[generator.gauss(0, 1) for _ in range(n)] for _ in range(n)]
    scale = [10 ** (spread * (i / max(1, n - 1) - 0.5)) for i in range(n)]
    return [
        [float(sum(factor[i][k] * scale[k] * factor[j][k] for k in range(n))) for j in range(n)]
        for i in range(n)
    ]


def cases():
    generator = random.Random(20240607)
    ln10 = math.log(10)

    def case(name, decades, spread=1.0, shuffle=True):
        logits = [ln10 * v for v in decades]
        if shuffle:
            generator.shuffle(logits)
        return name, logits, hessian(len(logits), spread, generator)

    near = 1e-13
    yield case("n = 2, uniform", [0, 0])
    yield case("n = 2, ratio 1e300", [0, -300])
    yield case("n = 2, ratio 1e600", [0, -600])
    yield case("n = 3, uniform", [0, 0, 0])
    yield case("vertex 1e-300", [0, -300, -300, -300, -300])
    yield case("vertex 1e-300, different weights", [0, -300, -300.5, -301, -299.2, -300.1])
    yield case("face of three, 1e-300", [0, -0.3, -0.1, -300, -300.4, -301])
    yield case("edge, 1e-300", [0, -0.2, -300, -300, -150])
    yield case("one small 1e-300", [0, 0, 0, 0, -300])
    yield case("all but one small 1e-250", [0] + [-250 - 0.1 * k for k in range(6)])
    yield case("half small, ties", [0, 0, 0, -120, -120, -120, -120])
    yield case("spread to 1e-300", [-300 * k / 9 for k in range(10)])
    yield case("spread to 1e-300, wide Hessian", [-300 * k / 7 for k in range(8)], spread=4)
    yield case("spread to 1e-600", [-600 * k / 5 for k in range(6)])
    yield case("vertex 1e-600", [0, -600, -600.2, -600])
    yield case("clusters", [0, near, 2 * near, -90, -90 - near, -90 - 3 * near, -200, -200 - near])
    yield case("two ties and a neighbour", [0, -40, -40, -40 - near, -40 + near, -80])
    yield case("random, moderate", [-3 * generator.random() for _ in range(12)])
    yield case("random to 1e-40", [-40 * generator.random() for _ in range(16)])
    yield case("nearly uniform", [-1e-6 * k for k in range(6)])
    yield case("ill-conditioned Hessian", [0] + [-20 - 0.2 * k for k in range(9)], spread=3.5)
    yield case("ill-conditioned Hessian, spread", [-30.0 * k for k in range(8)], spread=3)


def check(path):
    worst = 0.0
    for entry in json.loads(pathlib.Path(path).read_text()):
        fresh = spectra(entry["logits"], entry["hessian"])
        for key, value in fresh.items():
            pairs = zip(value, entry[key]) if isinstance(value, list) else [(value, entry[key])]
            worst = max([worst] + [abs(a - b) for a, b in pairs])
    print(f"largest difference {worst:.1e}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        check(sys.argv[2])
    else:
        entries = []
        for name, logits, matrix in cases():
            entries.append({"name": name, "logits": logits, "hessian": matrix} | spectra(logits, matrix))
        out = pathlib.Path(__file__).with_name("spectra.json")
        out.write_text(json.dumps(entries, indent=1) + "\n")
        check(out) if "--again" in sys.argv else print(f"{len(entries)} cases in {out.name}")

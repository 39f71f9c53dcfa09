"""Writes attribution.json: the five-term split of the condition number of the prompt's Gauss-Newton matrix.

Every input is a double, taken as exact. Matrices are formed as the formulas read, G = (1/N) sum g g^T with
g = K^T J u and K = X W formed outright, and M likewise; the complement of query and value is taken by the projector
P = I - Q Q^T, whose eigenvalues on the span are left out, not by a basis. Eigenvalues by mpmath's eigsy in 400
digits, rounded once. In all cases n != d: with n = d a wrong contraction of K has the right shape.

    python3 attribution.py     (needs mpmath)
"""
import json
import pathlib
import random

import mpmath as mp

mp.mp.dps = 400


def log10_extremes(matrix, drop=0):
    values = sorted(mp.eigsy(matrix, eigvals_only=True))[drop:]
    return mp.log10(values[0]), mp.log10(values[-1])


def squared_cosine(a, b):
    return (a.T * b)[0] ** 2 / ((a.T * a)[0] * (b.T * b)[0])


def second_moment(rows):
    d = rows[0].rows
    result = mp.zeros(d, d)
    for row in rows:
        result += row * row.T
    return result / len(rows)


def projector(vectors):
    d = vectors[0].rows
    p, rank = mp.eye(d), 0
    for vector in vectors:
        rest = p * vector
        if mp.norm(rest) > mp.mpf(10) ** -12 * mp.norm(vector):
            p -= rest * rest.T / (rest.T * rest)[0]
            rank += 1
    return p, rank


def attribution(tokens, w, prompt, value):
    w, prompt, value = mp.matrix(w), mp.matrix(prompt), mp.matrix(value)
    g, h, sizes = [], [], []
    for x in map(mp.matrix, tokens):
        n, keys = x.rows, x * w
        z, u = keys * prompt, x * value
        e = [mp.exp(z[a]) for a in range(n)]
        s = mp.matrix([v / mp.fsum(e) for v in e])
        jacobian = mp.diag(list(s)) - s * s.T
        change = jacobian * u
        g.append(keys.T * change)
        h.append(x.T * change)
        sizes.append(mp.norm(change))
    G, M = second_moment(g), second_moment(h)
    p, rank = projector([w * prompt, value])
    equal = second_moment([row / size for row, size in zip(h, sizes)])
    lowest, highest = log10_extremes(G)
    low, high = log10_extremes(M)
    low_c, high_c = log10_extremes(p * M * p, rank)
    low_0, high_0 = log10_extremes(p * equal * p, rank)
    low_w, high_w = log10_extremes(w.T * w)
    values, vectors = mp.eigsy(G)
    order = sorted(range(G.rows), key=lambda k: values[k])
    weakest, strongest = vectors[:, order[0]], vectors[:, order[-1]]
    curvature = (prompt.T * G * prompt)[0] / (prompt.T * prompt)[0]
    result = {
        "total": highest - lowest,
        "largest": highest,
        "smallest": lowest,
        "keys": (highest - lowest) - (high - low),
        "temperature": low_c - low,
        "valueSpike": high - high_c,
        "sampleHeterogeneity": (high_c - low_c) - (high_0 - low_0),
        "samplingFloor": high_0 - low_0,
        "squaredKeys": high_w - low_w,
        "temperatureScalar": highest - mp.log10(curvature),
        "weakestAlongPrompt": squared_cosine(weakest, prompt),
        "weakestAlongValue": squared_cosine(w * weakest, value),
        "strongestAlongValue": squared_cosine(strongest, w.T * value),
    }
    result = {name: float(number) for name, number in result.items()}
    result["log10Sensitivities"] = [float(mp.log10(size)) for size in sizes]
    return result


def normals(generator, *shape):
    if not shape:
        # Short numbers keep the file small; they are doubles like any others.
        return round(generator.gauss(0, 1), 4)
    return [normals(generator, *shape[1:]) for _ in range(shape[0])]


def case(name, seed, samples, n, d, keys, scale, parallel=False):
    generator = random.Random(seed)
    tokens = normals(generator, samples, n, d)
    w = normals(generator, d, d)
    if keys == "identity":
        w = [[float(k == l) for l in range(d)] for k in range(d)]
    if keys == "permutation":  # orthogonal in doubles, and not symmetric
        order = list(range(1, d)) + [0]
        w = [[float(order[k] == l) for l in range(d)] for k in range(d)]
    prompt = [scale * v for v in normals(generator, d)]
    value = normals(generator, d)
    if parallel:
        value = [float(v) for v in (mp.matrix(w) * mp.matrix(prompt)) / 2]
    return {
        "name": name,
        "samples": samples,
        "tokens": n,
        "dimension": d,
        "elements": [v for x in tokens for row in x for v in row],
        "keyMatrix": w,
        "prompt": prompt,
        "value": value,
        "parallel": parallel,
        "expected": attribution(tokens, w, prompt, value),
    }


cases = [
    case("more features than tokens", 1, 12, 4, 6, "gaussian", 1),
    case("more tokens than features", 2, 11, 7, 4, "gaussian", 2),
    case("identity keys", 3, 12, 3, 5, "identity", 1),
    case("orthogonal keys", 4, 12, 6, 5, "permutation", 3),
    case("sparse attention", 5, 16, 5, 4, "gaussian", 20),
    case("rows that differ by tens of decades", 6, 8, 3, 5, "gaussian", 40),
    case("as many samples as parameters", 7, 5, 4, 5, "permutation", 4),
    case("value along the query", 8, 10, 4, 5, "identity", 1, parallel=True),
    case("a complement of one direction", 9, 7, 5, 3, "gaussian", 2),
]
path = pathlib.Path(__file__).with_name("attribution.json")
path.write_text(json.dumps(cases, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")

"""Writes propagation.json: averages of signal propagation by routes other than the library's.

Gaussian averages by mpmath's adaptive quadrature in 30 digits; softmax averages for three tokens by summing the
density over the two differences of logits of each row, for more tokens through 1/Z^k with lattices of their own;
fixed points by false position.

    python3 propagation.py                    writes propagation.json (needs numpy and mpmath)
    python3 propagation.py check FILE         recomputes the cases of FILE and prints the largest difference
"""
import json
import math
import pathlib
import sys

import mpmath as mp
import numpy as np

mp.mp.dps = 30


def phi(name):
    """An activation and its first two derivatives; None for a derivative that is no function."""
    n = lambda x: mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
    cdf = lambda x: mp.ncdf(x)
    sech2 = lambda x: 1 / mp.cosh(x) ** 2
    return {
        "tanh": (mp.tanh, sech2, lambda x: -2 * mp.tanh(x) * sech2(x)),
        "erf": (mp.erf, lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x * x),
                lambda x: -4 * x / mp.sqrt(mp.pi) * mp.exp(-x * x)),
        "gelu": (lambda x: x * cdf(x), lambda x: cdf(x) + x * n(x), lambda x: (2 - x * x) * n(x)),
        "relu": (lambda x: max(mp.mpf(0), x), lambda x: mp.mpf(x > 0), None),
    }[name]


def mean(f, variance):
    """E f(x), x ~ N(0, variance)."""
    s = mp.sqrt(mp.mpf(variance))
    if s == 0:
        return f(mp.mpf(0))
    g = lambda x: f(x) * mp.exp(-x * x / (2 * variance)) / (s * mp.sqrt(2 * mp.pi))
    points = sorted({p for p in [0, 0.5, 1, 2, 4, 8, 16, 32] + [k * s for k in (0.5, 1, 2, 4, 7, 12)] if p <= 12 * s})
    points = [-p for p in reversed(points[1:])] + points
    return mp.quad(g, points)


def moments(name, q):
    f, d, dd = phi(name)
    square, slope = mean(lambda x: f(x) ** 2, q), mean(lambda x: d(x) ** 2, q)
    result = {"meanSquare": square, "meanSquareSlope": slope}
    if dd:
        result["meanSquareCurvature"] = mean(lambda x: dd(x) ** 2, q)
        result["lengthSlope"] = slope + mean(lambda x: f(x) * dd(x), q)
    return result


def lattice(variance, step, reach=9.5):
    s = math.sqrt(variance)
    if s == 0:
        return np.zeros(1), np.ones(1)
    step = min(step, s / 3)
    j = np.arange(-int(reach * s / step) - 1, int(reach * s / step) + 2)
    x = j * step
    return x, step / s * np.exp(-(x / s) ** 2 / 2) / math.sqrt(2 * math.pi)


def kernel(name, var_u, var_v, cov):
    """v given u: a double sum, in doubles; ReLU by an adaptive integral of the conditional mean."""
    if name == "relu":
        rho = mp.mpf(cov) / var_u
        rest = mp.sqrt(mp.mpf(var_v) - rho * cov)
        def conditional(u, k):
            m = rho * u
            if rest == 0:
                return max(m, mp.mpf(0)) if k == 0 else mp.mpf(m > 0)
            z = m / rest
            return m * mp.ncdf(z) + rest * mp.npdf(z) if k == 0 else mp.ncdf(z)
        s = mp.sqrt(mp.mpf(var_u))
        density = lambda u: mp.npdf(u / s) / s
        points = [0, s / 4, s, 3 * s, 12 * s]
        return {"value": mp.quad(lambda u: u * conditional(u, 0) * density(u), points),
                "derivative": mp.quad(lambda u: conditional(u, 1) * density(u), points)}
    f = {"tanh": np.tanh, "erf": np.vectorize(math.erf),
         "gelu": lambda x: x * 0.5 * np.vectorize(math.erfc)(-x / math.sqrt(2))}[name]
    d = {"tanh": lambda x: 1 / np.cosh(np.clip(x, -300, 300)) ** 2, "erf": lambda x: 2 / math.sqrt(math.pi) * np.exp(-x * x),
         "gelu": lambda x: 0.5 * np.vectorize(math.erfc)(-x / math.sqrt(2)) + x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)}[name]
    u, a = lattice(var_u, 1 / 8)
    z, b = lattice(max(0.0, var_v - cov * cov / var_u), 1 / 8)
    v = cov / var_u * u[:, None] + z[None, :]
    return {"value": (a * f(u)) @ (f(v) @ b), "derivative": (a * d(u)) @ (d(v) @ b)}


def false_position(f, low, high):
    """A sign change of f from positive to negative, by the Illinois variant of the false position."""
    low, high = mp.mpf(low), mp.mpf(high)
    above, below = f(low), f(high)
    for _ in range(60):
        x = (low * below - high * above) / (below - above)
        y = f(x)
        if abs(y) < 1e-17 or abs(high - low) < 1e-16 * abs(high):
            break
        if y > 0:
            low, above, below = x, y, below / 2
        else:
            high, below, above = x, y, above / 2
    return x


def phase(name, w, b):
    f, d, dd = phi(name)
    w2, b2 = mp.mpf(w) ** 2, mp.mpf(b) ** 2
    q = false_position(lambda q: w2 * mean(lambda x: f(x) ** 2, q) + b2 - q, b2 + mp.mpf("1e-12"), w2 + b2 + 1)
    m = moments(name, q)
    chi1 = w2 * m["meanSquareSlope"]
    result = {"qStar": q, "chi1": chi1, "lyapunov": mp.log(chi1), "chi2": w2 * m["meanSquareCurvature"],
              "chiQ": w2 * m["lengthSlope"]}
    result["xiQ"] = -1 / mp.log(abs(result["chiQ"]))
    def value(c):
        return (float(w2) * kernel(name, float(q), float(q), float(c * q))["value"] + float(b2)) / float(q)
    c = mp.mpf(1) if chi1 <= 1 else false_position(lambda c: value(c) - c, 0, 1 - 1e-4) if value(mp.mpf(0)) > 0 else mp.mpf(0)
    slope = chi1 if c == 1 else w2 * kernel(name, float(q), float(q), float(c * q))["derivative"]
    result |= {"cStar": c, "slopeAtCStar": slope, "xiC": -1 / mp.log(slope)}
    return result


def critical(name, b):
    f, d, _ = phi(name)
    def bias(q):
        return q - mean(lambda x: f(x) ** 2, q) / mean(lambda x: d(x) ** 2, q)
    if b == 0:
        return {"q": 0, "sigmaW": 1 / d(mp.mpf(0))}
    q = false_position(lambda q: mp.mpf(b) ** 2 - bias(q), mp.mpf(b) ** 2, 20 + 200 * b)
    return {"q": q, "sigmaW": 1 / mp.sqrt(mean(lambda x: d(x) ** 2, q))}


def attention_three(scale, c):
    """Three tokens: the plane of the two differences a_1 − a_3, a_2 − a_3, for one row and for two."""
    s = scale * math.sqrt(1 - c)
    # An orthonormal basis of the differences; a lattice of standard normal coordinates.
    step = min(0.45, 0.42 / s)
    x = np.arange(-int(8 / step), int(8 / step) + 1) * step
    w = step * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    basis = np.array([[1, -1, 0], [1, 1, -2]]) / np.sqrt([[2], [6]])
    grid = np.stack(np.meshgrid(x, x, indexing="ij"), -1).reshape(-1, 2)
    weight = np.outer(w, w).reshape(-1)
    def softmax(g):
        e = np.exp(s * (g @ basis))
        return e / e.sum(-1, keepdims=True)
    a = softmax(grid)
    square = (a * a).sum(-1)
    result = {"S2": weight @ square, "T2": weight @ ((a * a) * (1 - 2 * a + square[:, None])).sum(-1)}
    s11 = t11 = 0.0
    # The second row's coordinates are c times the first's and √(1 − c²) times independent ones.
    for g, p, row in zip(grid, weight, a):
        if p < 1e-18:
            continue
        other = softmax(c * g + math.sqrt(1 - c * c) * grid)
        both = row * other
        overlap = both.sum(-1)
        s11 += p * (weight @ overlap)
        t11 += p * (weight @ (both * (1 - row - other + overlap[:, None])).sum(-1))
    return result | {"S11": s11, "T11": t11}


def attention(n, scale, c):
    """Any number of tokens, 0 ≤ c ≤ 1: lattices of t and of normal numbers, not of shifted logits."""
    s = scale * math.sqrt(1 - c)
    # Numbers of standard deviation 1; the steps resolve exp(−t e^(sz)) in each of them.
    z, p = lattice(1, min(1 / 8, 1 / (8 * s)), 9)
    tau = np.arange(-math.log(n) - 9 * s - 38, 9 * s + 5, 1 / 8)
    t = np.exp(tau)
    def average(k, shift):
        y = s * shift + (s * math.sqrt(1 - c) if shift is not None else 0) * z
        return (t[:, None] ** k * np.exp(k * y - t[:, None] * np.exp(y))) @ p
    full = [np.array((np.exp(k * s * z[None, :]) * np.exp(-t[:, None] * np.exp(s * z)[None, :])) @ p) for k in range(5)]
    m0, m2, m3, m4 = full[0], full[2], full[3], full[4]
    power = lambda m, k: np.exp(k * np.log(np.maximum(m, 1e-300)))
    step = 1 / 8
    s2 = n * step * np.sum(t ** 2 * m2 * power(m0, n - 1))
    s3 = n / 2 * step * np.sum(t ** 3 * m3 * power(m0, n - 1))
    ss = step / 6 * np.sum(t ** 4 * (n * m4 * power(m0, n - 1) + n * (n - 1) * m2 ** 2 * power(m0, n - 2)))
    own, common = s * math.sqrt(1 - c), s * math.sqrt(c)
    rows = [[], [], []]
    for w in z:
        y = common * w + own * z
        e = np.exp(-t[:, None] * np.exp(y)[None, :])
        for k in range(3):
            rows[k].append((np.exp(k * y)[None, :] * e) @ p)
    rows = [np.array(r) for r in rows]
    m = lambda a, b: rows[a].T @ (p[:, None] * rows[b])
    m00 = m(0, 0)
    measure = step * step * np.outer(t, t)
    s11 = n * np.sum(measure * m(1, 1) * power(m00, n - 1))
    x = n * np.sum(measure * t[:, None] * m(2, 1) * power(m00, n - 1))
    ss11 = np.sum(measure * np.outer(t, t) * (n * m(2, 2) * power(m00, n - 1) + n * (n - 1) * m(1, 1) ** 2 * power(m00, n - 2)))
    return {"S2": s2, "S11": s11, "T2": s2 - 2 * s3 + ss, "T11": s11 - 2 * x + ss11}


def block(case, q, p):
    """The block map on (q, p) as published formulas have it, with no care for cancellation."""
    n, c = case["tokens"], p / q
    a2, m2 = case["alphaA"] ** 2, case["alphaM"] ** 2
    o = attention(n, case["sigmaA"], c)
    q1 = (1 - a2) * q + a2 * (c + (1 - c) * o["S2"])
    p1 = (1 - a2) * p + a2 * (c + (1 - c) * o["S11"])
    w2 = case["sigmaW"] ** 2
    one, many = kernel(case["activation"], w2, w2, w2), kernel(case["activation"], w2, w2, w2 * p1 / q1)
    state = (1 - m2) * q1 + m2 * one["value"], (1 - m2) * p1 + m2 * many["value"]
    return state, (q, c, q1, o, w2 * one["derivative"], w2 * many["derivative"])


def backward(case, u, w, record):
    q, c, q1, o, chi, slope = record
    n, a2, m2 = case["tokens"], case["alphaA"] ** 2, case["alphaM"] ** 2
    u, w = u * (1 - m2 + m2 * chi / q1), w * (1 - m2 + m2 * slope / q1)
    e, s2 = 1 - c, case["sigmaA"] ** 2
    key = s2 * e * (o["T2"] * u + (n - 1) * c * o["T11"] * w)
    new_u = o["S2"] * u + (n - 1) * o["S11"] * w + s2 * e * e * o["T2"] * u + key
    new_w = (1 - o["S2"]) * u / (n - 1) + (1 - o["S11"]) * w + s2 * e * e * o["T11"] * w - key / (n - 1)
    return (1 - a2) * u + a2 / q * new_u, (1 - a2) * w + a2 / q * new_w


def trajectory(case):
    state, records, states = (case["q0"], case["q0"] * case["c0"]), [], []
    states.append(state)
    for _ in range(case["layers"]):
        state, record = block(case, *state)
        states.append(state)
        records.append(record)
    gradients = [(1.0, 0.0)]
    for record in reversed(records):
        gradients.append(backward(case, *gradients[-1], record))
    k = case["blocks"]
    return {"q": states[k][0], "c": states[k][1] / states[k][0], "u": gradients[k][0], "w": gradients[k][1]}


def collapsed(case):
    w2 = mp.mpf(case["sigmaW"]) ** 2
    a2, m2 = mp.mpf(case["alphaA"]) ** 2, mp.mpf(case["alphaM"]) ** 2
    m = moments(case["activation"], w2)
    f1, chi = m["meanSquare"], w2 * m["meanSquareSlope"]
    q = ((1 - m2) * a2 + m2 * f1) / (1 - (1 - a2) * (1 - m2))
    q1 = (1 - a2) * q + a2
    angle = mp.log((1 - a2) * (1 - m2 + m2 * chi / q1))
    token = mp.log(((1 - m2) * q1 + m2 * chi) / ((1 - m2) * q1 + m2 * f1))
    n, layers = case["tokens"], case["layers"]
    gradient = mp.log(mp.exp(layers * token) / n + (1 - mp.mpf(1) / n) * mp.exp(layers * angle)) / layers
    return {"F1": f1, "chiM": chi, "qStar": q, "qPrimeStar": q1, "lambdaAngle": angle, "lambdaToken": token,
            "lambdaGradient": gradient}


def boundaries(case):
    def exponent(key, n):
        common = {"activation": case["activation"], "alphaA": case["alpha"], "alphaM": case["alpha"], "tokens": n, "layers": 16}
        f = lambda w: -collapsed(common | {"sigmaW": w})[key]
        return false_position(f, 0.5, 12)
    result = {"angle": exponent("lambdaAngle", 16)}
    if "gradient16" in case:
        result |= {"gradient16": exponent("lambdaGradient", 16), "gradient256": exponent("lambdaGradient", 256)}
    return result


def iterate(case):
    w2, b2 = case["sigmaW"] ** 2, case["sigmaB"] ** 2
    q = 1.0 if case["activation"] == "relu" else float(phase(case["activation"], case["sigmaW"], case["sigmaB"])["qStar"])
    c = case["c0"]
    for _ in range(case["layers"]):
        c = (w2 * float(kernel(case["activation"], q, q, c * q)["value"]) + b2) / q
    return {"c": c}


def correlation(case):
    q, w2, b2 = 1.0, case["sigmaW"] ** 2, case["sigmaB"] ** 2
    k = kernel(case["activation"], q, q, case["c"])
    return {"value": (w2 * k["value"] + b2) / q, "slope": w2 * k["derivative"]}


def circle(case):
    p = phase(case["activation"], case["sigmaW"], case["sigmaB"])
    g, k2 = p["qStar"], 1 / p["qStar"]
    for _ in range(case["layers"]):
        g, k2 = p["chi1"] * g, 3 * p["chi2"] / p["chi1"] ** 2 + k2 / p["chi1"]
    return {"metric": g, "curvatureSquared": k2, "grassmannianLength": 2 * mp.pi * mp.sqrt(k2 * g)}


def simplex(case):
    """Iterates the block map: three hundred blocks are enough this far from the boundary."""
    state = (case["qStar"], case["qStar"] * case["cStar"]) if "qStar" in case else (0.75, 0.2)
    for _ in range(30 if "qStar" in case else 300):
        state, record = block(case, *state)
    q1 = record[2]
    a2, o = case["alphaA"] ** 2, record[3]
    c = record[1]
    p1 = (1 - a2) * c * record[0] + a2 * (c + (1 - c) * o["S11"])
    return {"qStar": state[0], "cStar": state[1] / state[0], "qPrimeStar": q1, "cPrimeStar": p1 / q1}


RECIPES = {
    "fixedPoints": lambda c: phase(c["activation"], c["sigmaW"], c["sigmaB"]),
    "criticalLine": lambda c: critical(c["activation"], c["sigmaB"]),
    "correlationMaps": correlation,
    "iterates": iterate,
    "moments": lambda c: moments(c["activation"], mp.mpf(c["q"])),
    "kernels": lambda c: kernel(c["activation"], c["varU"], c["varV"], c["cov"]),
    "lengths": lambda c: {k: v for k, v in phase(c["activation"], c["sigmaW"], c["sigmaB"]).items() if k in ("qStar", "chi1")},
    "lengthMaps": lambda c: {"value": mp.mpf(c["sigmaW"]) ** 2 * moments(c["activation"], c["q"])["meanSquare"] + mp.mpf(c["sigmaB"]) ** 2},
    "circles": circle,
    "attention": lambda c: attention_three(c["sigmaA"], c["c"]) if c["tokens"] == 3 else attention(c["tokens"], c["sigmaA"], c["c"]),
    "collapsed": collapsed,
    "boundaries": boundaries,
    "trajectories": trajectory,
    "simplexes": simplex,
}

CASES = {
    "moments": [{"activation": a, "q": q} for a in ("tanh", "erf", "gelu") for q in (1e-6, 0.01, 0.9, 1.1, 30, 1e4)],
    "kernels": [{"activation": a, "varU": u, "varV": v, "cov": k}
                for a in ("tanh", "erf", "relu", "gelu")
                for u, v, k in ((1, 1, 1), (1, 1, -0.95), (0.01, 4, 0.1), (9, 0.5, -2.0), (30, 30, 29.999))],
    "fixedPoints": [{"activation": "tanh", "sigmaW": 1.05, "sigmaB": 0}, {"activation": "erf", "sigmaW": 3, "sigmaB": 1.5},
                    {"activation": "tanh", "sigmaW": 0.3, "sigmaB": 2}],
    "criticalLine": [{"activation": "tanh", "sigmaB": 0.001}, {"activation": "tanh", "sigmaB": 4},
                     {"activation": "erf", "sigmaB": 0.001}, {"activation": "gelu", "sigmaB": 0.5}],
    "attention": [{"tokens": 3, "sigmaA": s, "c": c} for s, c in ((1, 0.5), (1, -0.4), (2, 0.1), (0.3, 0.9), (1, 0))]
    + [{"tokens": n, "sigmaA": s, "c": c}
       for n, s, c in ((16, 1, 0.999), (16, 4, 0.6), (10000, 1, 0.3), (5, 3, 0.02), (16, 0.05, 0.5), (7, 2.5, 0.95))],
    "collapsed": [{"activation": a, "alphaA": x, "alphaM": y, "sigmaW": w, "tokens": n, "layers": l}
                  for a, x, y, w, n, l in (("gelu", 0.3, 0.6, 2.5, 8, 4), ("tanh", 0.9, 0.1, 8, 2, 100), ("tanh", 0, 0.5, 1.5, 16, 16))],
}


def number(x):
    return float(x)


def main():
    here = pathlib.Path(__file__).parent
    if sys.argv[1:2] == ["check"]:
        worst = 0.0
        for kind, cases in json.loads(pathlib.Path(sys.argv[2]).read_text()).items():
            largest = 0.0
            for case in cases:
                for key, value in RECIPES[kind](case).items():
                    if key in case:
                        largest = max(largest, abs(float(value) - case[key]) / max(1, abs(case[key])))
            print(f"{kind}: {largest:.1e}", flush=True)
            worst = max(worst, largest)
        print(f"largest difference {worst:.1e}")
        return
    text = ",\n".join(
        f'"{kind}": [\n' + ",\n".join(
            json.dumps(case | {k: number(v) for k, v in RECIPES[kind](case).items()}) for case in cases) + "\n]"
        for kind, cases in CASES.items())
    (here / "propagation.json").write_text("{\n" + text + "\n}\n")


if __name__ == "__main__":
    main()

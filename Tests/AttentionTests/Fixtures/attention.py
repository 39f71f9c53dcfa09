"""Writes attention.json: loss, gradient and Hessian of prompt attention, computed by mpmath and rounded once.

Two groups. `absolute`: saturated softmax, logit gaps up to 700. `relative`: a student at a given distance from a
teacher, 1e-150 to some hundreds, with teacher ratios up to 1e300; labels are the teacher's exact outputs.
Most samples have one-hot rows and W = I, so that logits are exact and only the softmax is on trial.

Beside each number stands its scale: the sum of the magnitudes of the terms it is made of, each with the
relative error its factors cannot help to have (a logit of size z known to one rounding makes z roundings of
the weight). For dense rows `logitMagnitude` says how many roundings a logit has to begin with. A number is accurate if it is off by a few units of rounding times its scale.

    python3 attention.py     (needs mpmath)
"""
import json
import pathlib
import random

import mpmath
from mpmath import mpf

mpmath.mp.dps = 900


def total(terms):
    return mpmath.fsum(list(terms))


class Sample:
    """One sample at one parameter vector: weights, values, residuals, each with its scale."""

    def __init__(self, x, query, value, labels=None, teacher=None):
        n, m = len(x), len(value)
        self.x, self.n, self.m = x, n, m
        z = [total(a * b for a, b in zip(row, query)) for row in x]
        self.s, self.u = softmax(z), products(x, value)
        self.centre = max(range(n), key=lambda a: self.s[a])
        # What relative error of s_a, in roundings, the arithmetic cannot avoid.
        self.weight_error = [mpf(1)] * n
        gap = [[abs(v - row[self.centre]) for v in row] for row in self.u]
        mean_scale = [total(w * g for w, g in zip(self.s, row)) for row in gap]
        self.f = [total(w * v for w, v in zip(self.s, row)) for row in self.u]
        if teacher is None:
            self.r = [f - y for f, y in zip(self.f, labels)]
            self.r_scale = [
                mean_scale[o] + abs(self.u[o][self.centre]) + abs(labels[o]) for o in range(m)
            ]
        else:
            teacher_query, teacher_value = teacher
            z0 = [total(a * b for a, b in zip(row, teacher_query)) for row in x]
            s0, u0 = softmax(z0), products(x, teacher_value)
            self.r = [f - total(w * v for w, v in zip(s0, row)) for f, row in zip(self.f, u0)]
            c = max(range(n), key=lambda a: s0[a])
            zeta = [(z[a] - z0[a]) - (z[c] - z0[c]) for a in range(n)]
            growth = total(s0[a] * mpmath.exp(zeta[a]) for a in range(n))
            common = total(s0[a] * abs(mpmath.expm1(zeta[a])) for a in range(n)) / growth
            common += abs(mpmath.log(growth))
            self.weight_error = [1 + abs(t) + common for t in zeta]
            self.r_scale = []
            for o in range(m):
                moved = [self.u[o][a] - u0[o][a] for a in range(n)]
                first = total(
                    (self.s[a] * (abs(zeta[a]) + common) + abs(self.s[a] - s0[a])) * abs(u0[o][a] - u0[o][c])
                    for a in range(n))
                second = total(
                    self.s[a] * self.weight_error[a] * abs(moved[a] - moved[c]) for a in range(n))
                self.r_scale.append(first + second + abs(moved[c]))
            mean_scale = [
                total(w * e * g for w, e, g in zip(self.s, self.weight_error, row)) for row in gap
            ]
        self.off = [[v - f for v in row] for row, f in zip(self.u, self.f)]
        self.off_scale = [[gap[o][a] + mean_scale[o] for a in range(n)] for o in range(m)]

    def output_gradient(self, o):
        """The gradient of f_o in z-space token by token, and its scale."""
        a = [w * v for w, v in zip(self.s, self.off[o])]
        scale = [
            w * (e * abs(v) + t)
            for w, e, v, t in zip(self.s, self.weight_error, self.off[o], self.off_scale[o])
        ]
        return a, scale


def softmax(z):
    largest = max(z)
    e = [mpmath.exp(v - largest) for v in z]
    return [v / total(e) for v in e]


def products(x, value):
    return [[total(a * b for a, b in zip(row, v)) for row in x] for v in value]


def fold(x, g):
    return [total(g[a] * x[a][k] for a in range(len(x))) for k in range(len(x[0]))]


def fold_scale(x, g):
    return [total(g[a] * abs(x[a][k]) for a in range(len(x))) for k in range(len(x[0]))]


def evaluate(case):
    n, d, m, count = case["tokens"], case["dimension"], case["outputs"], case["samples"]
    x = [
        [[mpf(case["x"][(i * n + a) * d + k]) for k in range(d)] for a in range(n)] for i in range(count)
    ]
    w = case.get("keyMatrix")
    theta = [mpf(t) for t in case["parameters"]]
    value0 = [[mpf(case["value"][o * d + k]) for k in range(d)] for o in range(m)]
    trained = case["trained"] == "promptAndValue"
    move = [theta[(1 + o) * d:(2 + o) * d] if trained else [mpf(0)] * d for o in range(m)]

    def query(p):
        return p if w is None else [total(mpf(w[l * d + k]) * p[l] for l in range(d)) for k in range(d)]

    if case["arithmetic"] == "teacherRelative":
        teacher = [mpf(t) for t in case["prompt"]]
        prompt = [a + b for a, b in zip(teacher, theta[:d])]
        value = [[a + b for a, b in zip(v, dv)] for v, dv in zip(value0, move)]
        samples = [Sample(x[i], query(prompt), value, teacher=(query(teacher), value0)) for i in range(count)]
    else:
        value = move if trained else value0
        labels = [[mpf(case["labels"][i * m + o]) for o in range(m)] for i in range(count)]
        samples = [Sample(x[i], query(theta[:d]), value, labels=labels[i]) for i in range(count)]

    # What the rounding of a teacher's logit may amount to: each term of a dense inner product counts.
    size = [total(abs(mpf(w[l * d + k]) * mpf(case["prompt"][l])) for l in range(d)) for k in range(d)] if w else []
    case["logitMagnitude"] = float(max(
        (total(abs(a) * b for a, b in zip(row, size)) for sample in x for row in sample), default=0)) if w else 0.0

    def turned(v, scale=False):
        """W^T v, of magnitudes where v is a scale."""
        if w is None:
            return v
        size = (lambda t: abs(t)) if scale else (lambda t: t)
        return [total(size(mpf(w[k * d + l])) * v[l] for l in range(d)) for k in range(d)]

    dimension = d * (1 + m) if trained else d
    loss = total(r * r / 2 for s in samples for r in s.r) / count
    loss_scale = total(abs(r) * t for s in samples for r, t in zip(s.r, s.r_scale)) / count
    gradient = [mpf(0)] * dimension
    gradient_scale = [mpf(0)] * dimension
    hessian = [[mpf(0)] * dimension for _ in range(dimension)]
    hessian_scale = [[mpf(0)] * dimension for _ in range(dimension)]
    for s in samples:
        mean, mean_scale = fold(s.x, s.s), fold_scale(s.x, [p * e for p, e in zip(s.s, s.weight_error)])
        for o in range(m):
            a, a_scale = s.output_gradient(o)
            magnitude = [abs(v) for v in a]
            row = turned(fold(s.x, a)) + [mpf(0)] * (dimension - d)
            row_scale = turned(fold_scale(s.x, a_scale), True) + [mpf(0)] * (dimension - d)
            row_size = turned(fold_scale(s.x, magnitude), True) + [mpf(0)] * (dimension - d)
            if trained:
                row[(1 + o) * d:(2 + o) * d] = mean
                row_scale[(1 + o) * d:(2 + o) * d] = mean_scale
                row_size[(1 + o) * d:(2 + o) * d] = mean_scale
            r, r_scale = s.r[o], s.r_scale[o]
            for k in range(dimension):
                gradient[k] += r * row[k] / count
                gradient_scale[k] += (abs(r) * row_scale[k] + r_scale * row_size[k]) / count
                for l in range(dimension):
                    hessian[k][l] += row[k] * row[l] / count
                    hessian_scale[k][l] += (row_scale[k] * row_size[l] + row_size[k] * row_scale[l]) / count
            if not case["curvature"]:
                continue
            weight, weight_scale = r / count, (abs(r) + r_scale) / count
            for k in range(d):
                for l in range(d):
                    # W = I in these cases.
                    second = total(a[t] * s.x[t][k] * s.x[t][l] for t in range(n))
                    folded = fold(s.x, a)
                    second -= folded[k] * mean[l] + mean[k] * folded[l]
                    size = total(a_scale[t] * abs(s.x[t][k] * s.x[t][l]) for t in range(n))
                    folded_scale = fold_scale(s.x, a_scale)
                    size += folded_scale[k] * mean_scale[l] + mean_scale[k] * folded_scale[l]
                    hessian[k][l] += weight * second
                    hessian_scale[k][l] += weight_scale * size
                    if trained:
                        c = s.centre
                        off = [[s.x[t][q] - s.x[c][q] for q in (k, l)] for t in range(n)]
                        nu = [total(s.s[t] * off[t][j] for t in range(n)) for j in (0, 1)]
                        mixed = total(s.s[t] * (off[t][0] - nu[0]) * off[t][1] for t in range(n))
                        size = total(
                            s.s[t] * s.weight_error[t] * (abs(off[t][0]) + abs(nu[0])) * abs(off[t][1])
                            for t in range(n))
                        column = (1 + o) * d + l
                        hessian[k][column] += weight * mixed
                        hessian[column][k] += weight * mixed
                        hessian_scale[k][column] += weight_scale * size
                        hessian_scale[column][k] += weight_scale * size

    def rounded(values):
        return [float(v) for v in values]

    case["outputsOrResiduals"] = rounded(
        v for s in samples for v in (s.r if case["arithmetic"] == "teacherRelative" else s.f))
    case["residualScale"] = rounded(v for s in samples for v in s.r_scale)
    case["loss"], case["lossScale"] = float(loss), float(loss_scale)
    case["gradient"], case["gradientScale"] = rounded(gradient), rounded(gradient_scale)
    if case["curvature"]:
        direction = [mpf(v) for v in case["direction"]]
        case["hessian"] = rounded(v for row in hessian for v in row)
        case["hessianScale"] = rounded(v for row in hessian_scale for v in row)
        case["product"] = rounded(total(h * v for h, v in zip(row, direction)) for row in hessian)
        case["productScale"] = rounded(
            total(h * abs(v) for h, v in zip(row, direction)) for row in hessian_scale)
    return case


draw = random.Random(2)


def normals(n, scale=1.0):
    return [scale * draw.gauss(0, 1) for _ in range(n)]


def one_hot(samples, n):
    """Rows of a permuted identity, another permutation for each sample."""
    rows = []
    for i in range(samples):
        for a in range(n):
            rows += [1.0 if k == (a + i) % n else 0.0 for k in range(n)]
    return rows


def absolute(name, logits, trained, outputs, samples=1):
    n = len(logits)
    value = [float((3 * k * k + 5 * o * k + 2) % 11 - 4) + 0.5 * o for o in range(outputs) for k in range(n)]
    theta = logits + (value if trained == "promptAndValue" else [])
    return evaluate({
        "name": name, "arithmetic": "absolute", "trained": trained, "samples": samples, "tokens": n,
        "dimension": n, "outputs": outputs, "x": one_hot(samples, n), "prompt": [], "value": value,
        "labels": [float(-7 - 3 * k) for k in range(samples * outputs)], "parameters": theta,
        "direction": [1 + 0.25 * (k % 5) for k in range(len(theta))], "curvature": True,
    })


def relative(name, logits, delta, trained, outputs=1, samples=2, value_delta=None):
    """One-hot rows: logits and their changes are exact."""
    n = len(logits)
    value = [float((7 * k + 3 * o * k + 1) % 13 - 5) for o in range(outputs) for k in range(n)]
    theta = list(delta)
    if trained == "promptAndValue":
        theta += value_delta or [delta[(2 * k + o) % n] * 0.5 for o in range(outputs) for k in range(n)]
    return evaluate({
        "name": name, "arithmetic": "teacherRelative", "trained": trained, "samples": samples, "tokens": n,
        "dimension": n, "outputs": outputs, "x": one_hot(samples, n), "prompt": logits, "value": value,
        "labels": [], "parameters": theta, "direction": normals(len(theta)), "curvature": False,
    })


def relative_dense(name, n, d, scale, distance, trained, outputs=1, samples=3):
    """Normal rows and a normal W: each logit carries the rounding of an inner product."""
    x, w = normals(samples * n * d), normals(d * d, d ** -0.5)
    prompt, value = normals(d, scale), normals(d * outputs)
    theta = normals(d * (1 + outputs) if trained == "promptAndValue" else d, distance)
    return evaluate({
        "name": name, "arithmetic": "teacherRelative", "trained": trained, "samples": samples, "tokens": n,
        "dimension": d, "outputs": outputs, "x": x, "keyMatrix": w, "prompt": prompt, "value": value,
        "labels": [], "parameters": theta, "direction": normals(len(theta)), "curvature": False,
    })


def main():
    saturated = {
        "gap 3": [0.3, -1.2, 1.9, 0.4, -0.7],
        "gap 40": [0.1, -39.7, -12.3, -3.3, -25.1],
        "gap 700": [-350.3, 349.6, 120.2, -230.9, 348.1],
        "gap 700, one far above": [350.1, -349.9, -300.7, -120.3, -20.2],
        "a tie above a gap of 700": [700.3, 700.3, 0.2, 350.7, 12.1],
    }
    cases = []
    for name, logits in saturated.items():
        cases.append(absolute(f"{name}, prompt", logits, "prompt", 1))
        cases.append(absolute(f"{name}, prompt and value, 2 outputs", logits, "promptAndValue", 2, samples=2))
    teachers = {
        "ratio 10": [0.4, -0.9, 1.3, 0.2, -0.6, 0.9],
        "ratio 1e25": [20.3, -37.2, 3.1, -11.7, 12.9, 19.1],
        "ratio 1e25, one far above": [57.6, -0.1, 3.3, 10.9, 1.2, 7.7],
        "ratio 1e300": [0.3, -30.1, -690.4, -300.9, -7.7, -120.8],
        "ratio 1e320": [0.3, -30.1, -736.4, -300.9, -7.7, -720.8],
    }
    direction = [0.7, -1.1, 0.4, 1.6, -0.3, 0.9]
    for name, logits in teachers.items():
        for distance in (1e-150, 1e-20, 1e-8, 1e-2, 1.0, 9.0):
            delta = [distance * t for t in direction]
            cases.append(relative(f"{name}, at {distance:g}, prompt", logits, delta, "prompt"))
            cases.append(relative(
                f"{name}, at {distance:g}, prompt and value", logits, delta, "promptAndValue", outputs=2))
    logits = teachers["ratio 1e300"]
    far = {
        "the smallest weight takes over": [0.0, 0.0, 720.5, 0.0, 0.0, 0.0],
        "two small weights take over": [-300.1, 0.3, 421.9, 30.2, -1.7, 99.4],
        "a small weight grows by e^31, the rest moves a little": [0.0, 1e-3, 31.2, -2e-3, 1e-3, 0.0],
        "a small weight grows by e^600": [0.0, 0.1, 600.3, 0.2, -0.1, 0.0],
        "more saturated than the teacher": [60.2, -10.1, -3.3, -200.7, -40.4, 0.9],
        "the dominant weight falls to 1e-30": [-70.3, 30.1, 0.2, 0.1, 0.4, 1.0],
    }
    for name, delta in far.items():
        cases.append(relative(f"ratio 1e300, {name}", logits, delta, "prompt"))
        cases.append(relative(
            f"ratio 1e300, {name}, with values", logits, delta, "promptAndValue", outputs=2,
            value_delta=[0.25 * ((5 * k) % 7) + 0.125 for k in range(12)]))
    cases.append(relative(
        "ratio 1e320, the smallest weights take over", teachers["ratio 1e320"],
        [0.0, 0.3, 741.2, 1.1, -0.4, 724.9], "prompt"))
    cases.append(relative(
        "ratio 10, the dominant weight falls to 1e-30", teachers["ratio 10"],
        [-1.0, 0.1, -70.2, 0.2, 0.3, 0.9], "promptAndValue"))
    for distance in (1e-150, 1e-20, 1e-3, 1.0):
        for trained in ("prompt", "promptAndValue"):
            outputs = 1 if trained == "prompt" else 2
            cases.append(relative_dense(
                f"dense, at {distance:g}, {trained}", 7, 9, 1.0, distance, trained, outputs))
            cases.append(relative_dense(
                f"dense, saturated, at {distance:g}, {trained}", 5, 10, 20.0, distance, trained, outputs))
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


main()

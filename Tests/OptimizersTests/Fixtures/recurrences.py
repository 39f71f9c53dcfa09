"""Writes recurrences.json: 100 steps of every first-order rule, by NumPy alone.

The rules are written here from their papers and from PyTorch's documentation, not from the Swift sources.
The objective is L(p) = 1/2 |R (p - c)|^2 with the R and c stated below. Run: python3 recurrences.py
"""

import json

import numpy as np

R = np.array([[1.5, -0.25, 0.5], [0.125, 0.75, -1.0], [-0.5, 0.25, 0.0625], [0.25, 1.0, 0.375]])
C = np.array([0.5, -1.0, 2.0])
START = np.array([-1.0, 0.75, 0.25])
STEPS = [1, 2, 3, 5, 10, 20, 50, 100]


def loss_and_gradient(p):
    residual = R @ (p - C)
    return 0.5 * residual @ residual, R.T @ residual


def gradient_descent(lr):
    def step(p, t, memory):
        return p - lr * loss_and_gradient(p)[1]
    return step


def sgd(lr, momentum, nesterov):
    # torch.optim.SGD: the buffer starts as the first gradient; no dampening.
    def step(p, t, memory):
        g = loss_and_gradient(p)[1]
        memory["b"] = g.copy() if t == 1 else momentum * memory["b"] + g
        return p - lr * (g + momentum * memory["b"] if nesterov else memory["b"])
    return step


def normalized(lr):
    def step(p, t, memory):
        g = loss_and_gradient(p)[1]
        return p - lr * g / np.linalg.norm(g)
    return step


def sign_descent(lr, momentum):
    def step(p, t, memory):
        g = loss_and_gradient(p)[1]
        memory["m"] = momentum * memory.get("m", np.zeros(3)) + (1 - momentum) * g
        return p - lr * np.sign(memory["m"])
    return step


def polyak(lr, optimal):
    def step(p, t, memory):
        f, g = loss_and_gradient(p)
        return p - lr * (f - optimal) / (g @ g) * g
    return step


def rmsprop(lr, alpha, eps):
    def step(p, t, memory):
        g = loss_and_gradient(p)[1]
        memory["v"] = alpha * memory.get("v", np.zeros(3)) + (1 - alpha) * g**2
        return p - lr * g / (np.sqrt(memory["v"]) + eps)
    return step


def adagrad(lr, eps):
    def step(p, t, memory):
        g = loss_and_gradient(p)[1]
        memory["s"] = memory.get("s", np.zeros(3)) + g**2
        return p - lr * g / (np.sqrt(memory["s"]) + eps)
    return step


def adam(lr, beta1, beta2, eps, inside=False, amsgrad=False, decay=0.0):
    def step(p, t, memory):
        g = loss_and_gradient(p)[1]
        p = p * (1 - lr * decay)
        m = memory["m"] = beta1 * memory.get("m", np.zeros(3)) + (1 - beta1) * g
        v = memory["v"] = beta2 * memory.get("v", np.zeros(3)) + (1 - beta2) * g**2
        if amsgrad:
            v = memory["u"] = np.maximum(memory.get("u", np.zeros(3)), v)
        if inside:
            rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
            return p - rate * m / (np.sqrt(v) + eps)
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return p - lr * m_hat / (np.sqrt(v_hat) + eps)
    return step


def lion(lr, beta1, beta2, decay):
    def step(p, t, memory):
        g = loss_and_gradient(p)[1]
        m = memory.get("m", np.zeros(3))
        memory["m"] = beta2 * m + (1 - beta2) * g
        return p - lr * (np.sign(beta1 * m + (1 - beta1) * g) + decay * p)
    return step


CASES = [
    ("gradient-descent", {"learningRate": 0.05}, gradient_descent(0.05)),
    ("heavy-ball", {"learningRate": 0.02}, sgd(0.02, 0.9, False)),
    ("heavy-ball", {"learningRate": 0.1, "momentum": 0.5}, sgd(0.1, 0.5, False)),
    ("nesterov", {"learningRate": 0.02}, sgd(0.02, 0.9, True)),
    ("nesterov", {"learningRate": 0.1, "momentum": 0.5}, sgd(0.1, 0.5, True)),
    ("normalized-gradient", {"learningRate": 0.03}, normalized(0.03)),
    ("sign-descent", {"learningRate": 0.05}, sign_descent(0.05, 0)),
    ("sign-descent", {"learningRate": 0.05, "momentum": 0.9}, sign_descent(0.05, 0.9)),
    ("polyak", {"learningRate": 1}, polyak(1, 0)),
    ("polyak", {"learningRate": 0.5, "optimalLoss": 0.125}, polyak(0.5, 0.125)),
    ("rmsprop", {"learningRate": 0.01}, rmsprop(0.01, 0.99, 1e-8)),
    ("rmsprop", {"learningRate": 0.02, "alpha": 0.9, "epsilon": 1e-3}, rmsprop(0.02, 0.9, 1e-3)),
    ("adagrad", {"learningRate": 0.5}, adagrad(0.5, 1e-10)),
    ("adagrad", {"learningRate": 0.5, "epsilon": 0.1}, adagrad(0.5, 0.1)),
    ("adam", {"learningRate": 0.05}, adam(0.05, 0.9, 0.999, 1e-8)),
    ("adam", {"learningRate": 0.05, "beta1": 0.8, "beta2": 0.9, "epsilon": 0.01},
     adam(0.05, 0.8, 0.9, 0.01)),
    ("adam", {"learningRate": 0.05, "epsilon": 0.01, "epsilonPlacement": "insideBiasCorrection"},
     adam(0.05, 0.9, 0.999, 0.01, inside=True)),
    ("amsgrad", {"learningRate": 0.05, "beta2": 0.9}, adam(0.05, 0.9, 0.9, 1e-8, amsgrad=True)),
    ("adamw", {"learningRate": 0.05}, adam(0.05, 0.9, 0.999, 1e-8, decay=0.01)),
    ("adamw", {"learningRate": 0.05, "weightDecay": 0.5}, adam(0.05, 0.9, 0.999, 1e-8, decay=0.5)),
    ("lion", {"learningRate": 0.05}, lion(0.05, 0.9, 0.99, 0)),
    ("lion", {"learningRate": 0.05, "beta1": 0.5, "beta2": 0.8, "weightDecay": 0.1},
     lion(0.05, 0.5, 0.8, 0.1)),
]


def path(step):
    p, memory, points = START.copy(), {}, []
    for t in range(1, STEPS[-1] + 1):
        p = step(p, t, memory)
        if t in STEPS:
            points.append(p.tolist())
    return points


if __name__ == "__main__":
    document = {
        "factor": R.tolist(), "minimizer": C.tolist(), "start": START.tolist(),
        "steps": STEPS,
        "cases": [{"optimizer": name, "settings": settings, "path": path(step)}
                  for name, settings, step in CASES],
    }
    with open("recurrences.json", "w") as file:
        json.dump(document, file, indent=1)
        file.write("\n")

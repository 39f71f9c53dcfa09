"""Writes a small dataset and 100 steps of seven optimizers on it, by an implementation that shares nothing with ours.

Data as `train` reads them: tokens.npy (N, n, d), keyMatrix.npy, labels.npy, initialPrompt.npy, initialValue.npy.
Results: numpy_trajectories.json names the optimizers and their learning rates, in order; for prompt
alone and for prompt and value, parameters_*.npy (optimizers, steps + 1, parameters) and losses_*.npy
(optimizers, steps + 1). Update rules and defaults are those of torch.optim, momentum 0.9.

    python3 numpy_trajectories.py     (needs NumPy)
"""
import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent
N, n, d, STEPS = 6, 4, 3, 100
LEARNING_RATES = {
    "gradient-descent": 0.3,
    "heavy-ball": 0.05,
    "nesterov": 0.05,
    "rmsprop": 0.01,
    "adagrad": 0.1,
    "adam": 0.03,
    "adamw": 0.03,
}


def loss_and_gradient(tokens, key_matrix, labels, prompt, value):
    keys = tokens @ key_matrix                                   # (N, n, d)
    logits = keys @ prompt                                       # (N, n)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    values = tokens @ value
    outputs = (weights * values).sum(axis=1)
    residuals = outputs - labels
    in_logits = weights * (values - outputs[:, None]) * residuals[:, None] / len(labels)
    in_prompt = np.einsum("ia,iak->k", in_logits, keys)
    in_value = np.einsum("ia,iak->k", weights * residuals[:, None] / len(labels), tokens)
    return 0.5 * np.mean(residuals ** 2), in_prompt, in_value


def steps(name, rate):
    """A function (parameters, gradient) -> parameters with a memory of its own."""
    memory = {"t": 0}

    def keep(key, like):
        return memory.setdefault(key, np.zeros_like(like))

    def step(p, g):
        memory["t"] += 1
        t = memory["t"]
        if name == "gradient-descent":
            return p - rate * g
        if name in ("heavy-ball", "nesterov"):
            memory["b"] = 0.9 * keep("b", g) + g
            return p - rate * (memory["b"] if name == "heavy-ball" else g + 0.9 * memory["b"])
        if name == "rmsprop":
            memory["v"] = 0.99 * keep("v", g) + 0.01 * g * g
            return p - rate * g / (np.sqrt(memory["v"]) + 1e-8)
        if name == "adagrad":
            memory["s"] = keep("s", g) + g * g
            return p - rate * g / (np.sqrt(memory["s"]) + 1e-10)
        if name == "adamw":
            p = p * (1 - rate * 0.01)
        memory["m"] = 0.9 * keep("m", g) + 0.1 * g
        memory["v"] = 0.999 * keep("v", g) + 0.001 * g * g
        corrected = np.sqrt(memory["v"] / (1 - 0.999 ** t)) + 1e-8
        return p - rate * (memory["m"] / (1 - 0.9 ** t)) / corrected

    return step


def trajectory(name, rate, data, start, trained):
    tokens, key_matrix, labels = data
    p, step = start.copy() if trained == "promptAndValue" else start[:d].copy(), steps(name, rate)
    parameters, losses = [], []
    for _ in range(STEPS + 1):
        value = p[d:] if trained == "promptAndValue" else start[d:]
        loss, in_prompt, in_value = loss_and_gradient(tokens, key_matrix, labels, p[:d], value)
        parameters.append(p)
        losses.append(loss)
        p = step(p, np.concatenate([in_prompt, in_value])[:len(p)])
    return np.array(parameters), np.array(losses)


def main():
    draw = np.random.Generator(np.random.Philox(7))
    tokens = draw.normal(size=(N, n, d))
    key_matrix = draw.normal(size=(d, d)) / np.sqrt(d)
    labels = draw.normal(size=N)
    start = draw.normal(size=2 * d) / np.sqrt(d)
    for name, array in {
        "tokens": tokens, "keyMatrix": key_matrix, "labels": labels, "initialPrompt": start[:d],
        "initialValue": start[d:],
    }.items():
        np.save(FOLDER / f"{name}.npy", array)
    for trained in ("prompt", "promptAndValue"):
        results = [
            trajectory(name, rate, (tokens, key_matrix, labels), start, trained)
            for name, rate in LEARNING_RATES.items()
        ]
        np.save(FOLDER / f"parameters_{trained}.npy", np.array([r[0] for r in results]))
        np.save(FOLDER / f"losses_{trained}.npy", np.array([r[1] for r in results]))
    index = [{"optimizer": name, "learningRate": rate} for name, rate in LEARNING_RATES.items()]
    (FOLDER / "numpy_trajectories.json").write_text(json.dumps(index, indent=1) + "\n")


main()

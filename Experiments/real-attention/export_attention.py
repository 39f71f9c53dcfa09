#!/usr/bin/env python3
"""Attention of a BERT-like encoder on a text, as a .npy file that `softmaxlab` reads. Needs NumPy and nothing else.

    export_attention.py model MODEL --text FILE|- --out FILE.npy [--form queries-and-keys|logits|weights] [--precision 16|32|64]
        MODEL is a folder with config.json, the weights (model.safetensors, or model.npz with the same names) and the
        vocabulary (vocab.txt, or tokenizer.json of a WordPiece model), as published for BERT, MiniLM and
        the like: absolute positions, layer normalisation after each block, GELU.
    export_attention.py compact LOGITS.npy --features D --out FILE.npy [--precision 16|32]
        Queries and keys of D features from saved logits, whose rank is D: a file of n·D numbers a head instead of n², and
        the largest change that this and rounding make to the statistics of any row.
    export_attention.py test
        Checks the mathematics on random weights; no model is needed.

Shapes: logits and weights (layers, heads, tokens, tokens), a row a query; queries and keys (2, layers, heads,
tokens, features), the queries scaled such that logits = queries · keysᵀ.
"""
import argparse
import json
import math
import pathlib
import struct
import sys
import unicodedata

import numpy as np


# Weights.

def read_safetensors(path):
    """The tensors of a .safetensors file: eight bytes of length, a JSON header, the data."""
    data = pathlib.Path(path).read_bytes()
    if len(data) < 8:
        raise SystemExit(f"{path}: not a safetensors file")
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    types = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4"}
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, last = entry["data_offsets"]
        raw = data[8 + length + first : 8 + length + last]
        if entry["dtype"] == "BF16":  # the upper half of a float32
            values = (np.frombuffer(raw, "<u2").astype(np.uint32) << 16).view(np.float32)
        elif entry["dtype"] in types:
            values = np.frombuffer(raw, types[entry["dtype"]])
        else:
            continue
        tensors[name] = values.reshape(entry["shape"])
    return tensors


class Model:
    """The encoder up to the attention of its last layer, in double precision."""

    def __init__(self, config, tensors):
        kind = config.get("model_type", "bert")
        if kind != "bert" or config.get("position_embedding_type", "absolute") != "absolute":
            raise SystemExit(f"a model of type {kind} is not one of BERT's kind with absolute positions")
        self.heads = config["num_attention_heads"]
        self.layers = config["num_hidden_layers"]
        self.epsilon = config.get("layer_norm_eps", 1e-12)
        self.positions = config.get("max_position_embeddings", 512)
        if config.get("hidden_act", "gelu") != "gelu":
            raise SystemExit(f"the activation {config['hidden_act']} is not built in; gelu is")
        anchor = "embeddings.word_embeddings.weight"
        names = [name for name in tensors if name.endswith(anchor)]
        if not names:
            raise SystemExit(f"the weights hold no {anchor}")
        self.prefix = min(names, key=len)[: -len(anchor)]
        self.tensors = tensors

    def __getitem__(self, name):
        name = self.prefix + name
        if name not in self.tensors:
            raise SystemExit(f"the weights hold no {name}")
        return self.tensors[name].astype(np.float64)

    def linear(self, x, name):
        return x @ self[name + ".weight"].T + self[name + ".bias"]

    def normalise(self, x, name):
        centred = x - x.mean(-1, keepdims=True)
        scale = np.sqrt((centred * centred).mean(-1, keepdims=True) + self.epsilon)
        return centred / scale * self[name + ".weight"] + self[name + ".bias"]

    def queries_and_keys(self, tokens):
        """(2, layers, heads, tokens, features) for a list of token numbers."""
        count = len(tokens)
        if not 2 <= count <= self.positions:
            raise SystemExit(f"the text has {count} tokens; the model takes 2 to {self.positions}")
        x = self["embeddings.word_embeddings.weight"][tokens]
        x = x + self["embeddings.position_embeddings.weight"][:count]
        x = x + self["embeddings.token_type_embeddings.weight"][0]
        x = self.normalise(x, "embeddings.LayerNorm")
        result = []
        for layer in range(self.layers):
            block = f"encoder.layer.{layer}."

            def split(part):
                projected = self.linear(x, block + "attention.self." + part)
                return projected.reshape(count, self.heads, -1).transpose(1, 0, 2)

            queries, keys, values = split("query"), split("key"), split("value")
            queries = queries / math.sqrt(queries.shape[-1])
            result.append((queries, keys))
            mixed = (softmax(queries @ keys.transpose(0, 2, 1)) @ values).transpose(1, 0, 2).reshape(count, -1)
            x = self.normalise(
                x + self.linear(mixed, block + "attention.output.dense"), block + "attention.output.LayerNorm")
            hidden = gelu(self.linear(x, block + "intermediate.dense"))
            x = self.normalise(x + self.linear(hidden, block + "output.dense"), block + "output.LayerNorm")
        return np.array(result).transpose(1, 0, 2, 3, 4)


def softmax(logits):
    weights = np.exp(logits - logits.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


def gelu(x):
    """x·Φ(x), the exact one, by math.erf."""
    return 0.5 * x * (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2)))


# Text.

class WordPiece:
    """BERT's tokenizer: words split at spaces and punctuation, then greedily into the longest known pieces."""

    def __init__(self, vocabulary, lower=True):
        self.vocabulary, self.lower = vocabulary, lower

    @classmethod
    def read(cls, folder):
        settings = {}
        if (folder / "tokenizer_config.json").exists():
            settings = json.loads((folder / "tokenizer_config.json").read_text())
        lower = settings.get("do_lower_case", True)
        if (folder / "vocab.txt").exists():
            lines = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
            return cls({word.rstrip("\r"): number for number, word in enumerate(lines) if word}, lower)
        if (folder / "tokenizer.json").exists():
            model = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
            if model.get("type", "WordPiece") != "WordPiece":
                raise SystemExit(f"the tokenizer is {model['type']}, not WordPiece")
            return cls(model["vocab"], lower)
        raise SystemExit(f"{folder} has neither vocab.txt nor tokenizer.json")

    def encode(self, text):
        """Token numbers with [CLS] and [SEP]."""
        pieces = [piece for word in self.words(text) for piece in self.pieces(word)]
        return [self.vocabulary[piece] for piece in ["[CLS]", *pieces, "[SEP]"]]

    def words(self, text):
        if self.lower:
            text = unicodedata.normalize("NFD", text.lower())
            text = "".join(c for c in text if unicodedata.category(c) != "Mn")
        word, words = "", []
        for c in text:
            isolated = self.is_punctuation(c) or "\u4e00" <= c <= "\u9fff"
            if isolated or c.isspace() or unicodedata.category(c) in ("Cc", "Cf"):
                if word and (isolated or c.isspace()):
                    words.append(word)
                    word = ""
                if isolated:
                    words.append(c)
            else:
                word += c
        return words + [word] if word else words

    @staticmethod
    def is_punctuation(c):
        # All ASCII symbols count, also those Unicode calls symbols, such as $ and ^.
        return unicodedata.category(c).startswith("P") or (c.isascii() and c.isprintable() and not c.isalnum() and c != " ")

    def pieces(self, word):
        pieces, first = [], 0
        while first < len(word):
            for last in range(len(word), first, -1):
                piece = ("##" if first else "") + word[first:last]
                if piece in self.vocabulary:
                    break
            else:
                return ["[UNK]"]
            pieces.append(piece)
            first = last
        return pieces if len(word) <= 100 else ["[UNK]"]


# Commands.

def export(arguments):
    folder = pathlib.Path(arguments.model)
    config = json.loads((folder / "config.json").read_text())
    if (folder / "model.safetensors").exists():
        tensors = read_safetensors(folder / "model.safetensors")
    elif (folder / "model.npz").exists():
        tensors = dict(np.load(folder / "model.npz"))
    else:
        raise SystemExit(f"{folder} has neither model.safetensors nor model.npz")
    text = sys.stdin.read() if arguments.text == "-" else pathlib.Path(arguments.text).read_text(encoding="utf-8")
    pair = Model(config, tensors).queries_and_keys(WordPiece.read(folder).encode(text))
    if arguments.form == "queries-and-keys":
        result = pair
    else:
        result = pair[0] @ pair[1].swapaxes(-1, -2)
        if arguments.form == "weights":
            result = softmax(result)
    save(arguments, result)


def factors(logits, features):
    """Balanced factors of each head's logits: U·√Σ and V·√Σ of the leading singular triples."""
    u, s, vt = np.linalg.svd(logits.astype(np.float64), full_matrices=False)
    root = np.sqrt(s[..., None, :features])
    return np.array([u[..., :features] * root, vt[..., :features, :].swapaxes(-1, -2) * root])


def statistics(logits):
    """log10 x_max/x_min, log10 x_(2)/x_(n), entropy and largest weight of every row."""
    ordered = np.sort(logits.astype(np.float64), -1)
    weights = softmax(ordered)
    entropy = -(weights * np.log(np.maximum(weights, 1e-300))).sum(-1)
    decades = math.log(10)
    return {
        "log10 ratio": (ordered[..., -1] - ordered[..., 0]) / decades,
        "log10 second ratio": (ordered[..., -2] - ordered[..., 0]) / decades,
        "entropy": entropy,
        "largest weight": weights[..., -1],
    }


def compact(arguments):
    logits = np.load(arguments.logits)
    pair = save(arguments, factors(logits, arguments.features)).astype(np.float64)
    before, after = statistics(logits), statistics(pair[0] @ pair[1].swapaxes(-1, -2))
    for name in before:
        change = np.abs(after[name] - before[name])
        medians = np.abs(np.median(after[name], -1) - np.median(before[name], -1))
        print(f"{name}: largest change {change.max():.2g}, of any head's median {medians.max():.2g}")


def save(arguments, array):
    array = array.astype(f"f{arguments.precision // 8}")
    np.save(arguments.out, array)
    print(f"{arguments.out}: {array.dtype} {array.shape}, {pathlib.Path(arguments.out).stat().st_size} bytes")
    return array


# Tests.

def random_model(generator, layers=2, heads=3, features=4, hidden=20, words=30, positions=16):
    size = heads * features
    tensors = {}

    def add(name, *shape):
        tensors["bert." + name] = generator.normal(size=shape, scale=0.4).astype(np.float32)

    for name, rows in [("word", words), ("position", positions), ("token_type", 2)]:
        add(f"embeddings.{name}_embeddings.weight", rows, size)
    norms, linears = ["embeddings.LayerNorm"], {}
    for layer in range(layers):
        block = f"encoder.layer.{layer}."
        norms += [block + "attention.output.LayerNorm", block + "output.LayerNorm"]
        for name in ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"]:
            linears[block + name] = (size, size)
        linears[block + "intermediate.dense"] = (hidden, size)
        linears[block + "output.dense"] = (size, hidden)
    for name in norms:
        add(name + ".weight", size), add(name + ".bias", size)
    for name, shape in linears.items():
        add(name + ".weight", *shape), add(name + ".bias", shape[0])
    config = {"num_attention_heads": heads, "num_hidden_layers": layers, "max_position_embeddings": positions}
    return config, tensors


def plain_logits(config, tensors, tokens):
    """The same model, sum by sum and head by head: what `Model` is compared with."""
    get = lambda name: tensors["bert." + name].astype(float).tolist()  # noqa: E731
    count, heads = len(tokens), config["num_attention_heads"]

    def linear(rows, name):
        weight, bias = get(name + ".weight"), get(name + ".bias")
        return [[sum(w * v for w, v in zip(line, row)) + b for line, b in zip(weight, bias)] for row in rows]

    def normalise(rows, name):
        weight, bias, result = get(name + ".weight"), get(name + ".bias"), []
        for row in rows:
            mean = sum(row) / len(row)
            variance = sum((v - mean) ** 2 for v in row) / len(row)
            result.append([(v - mean) / math.sqrt(variance + 1e-12) * w + b for v, w, b in zip(row, weight, bias)])
        return result

    word, position, kind = (get(f"embeddings.{n}_embeddings.weight") for n in ("word", "position", "token_type"))
    x = [[a + b + c for a, b, c in zip(word[t], position[i], kind[0])] for i, t in enumerate(tokens)]
    x = normalise(x, "embeddings.LayerNorm")
    result = []
    for layer in range(config["num_hidden_layers"]):
        block = f"encoder.layer.{layer}."
        q, k, v = (linear(x, block + "attention.self." + n) for n in ("query", "key", "value"))
        features = len(q[0]) // heads
        mixed = [[0.0] * len(q[0]) for _ in range(count)]
        result.append([])
        for head in range(heads):
            span = range(head * features, (head + 1) * features)
            z = [[sum(q[i][f] * k[j][f] for f in span) / math.sqrt(features) for j in range(count)] for i in range(count)]
            result[-1].append(z)
            for i in range(count):
                total = sum(math.exp(value) for value in z[i])
                for f in span:
                    mixed[i][f] = sum(math.exp(z[i][j]) / total * v[j][f] for j in range(count))
        attended = linear(mixed, block + "attention.output.dense")
        x = normalise([[a + b for a, b in zip(*rows)] for rows in zip(x, attended)], block + "attention.output.LayerNorm")
        hidden = [
            [0.5 * value * math.erfc(-value / math.sqrt(2)) for value in row]
            for row in linear(x, block + "intermediate.dense")]
        fed = linear(hidden, block + "output.dense")
        x = normalise([[a + b for a, b in zip(*rows)] for rows in zip(x, fed)], block + "output.LayerNorm")
    return np.array(result)


def write_safetensors(path, tensors):
    header, data = {"__metadata__": {"format": "np"}}, b""
    for name, values in tensors.items():
        raw = values.tobytes()
        kind = {"float32": "F32", "float16": "F16"}[values.dtype.name]
        header[name] = {"dtype": kind, "shape": values.shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + data)


def test(_):
    import tempfile

    generator = np.random.default_rng(0)
    config, tensors = random_model(generator)
    tokens = [1, 7, 3, 3, 29, 11]

    def logits(tensors, tokens=tokens):
        pair = Model(config, tensors).queries_and_keys(tokens)
        return pair[0] @ pair[1].swapaxes(-1, -2)

    own = logits(tensors)
    assert own.shape == (2, 3, 6, 6)
    plain = plain_logits(config, tensors, tokens)
    assert np.abs(own - plain).max() < 1e-12, "differs from the sums written out"
    # A planted fault must show: queries and keys the wrong way round.
    assert np.abs(own.swapaxes(-1, -2) - plain).max() > 1e-3
    # Without positions the order of the tokens does not matter.
    anywhere = dict(tensors)
    name = "bert.embeddings.position_embeddings.weight"
    anywhere[name] = np.zeros_like(tensors[name])
    order = generator.permutation(len(tokens))
    moved = logits(anywhere, [tokens[i] for i in order])
    assert np.abs(moved - logits(anywhere)[..., order, :][..., order]).max() < 1e-12
    assert np.abs(logits(tensors, [tokens[i] for i in order]) - own[..., order, :][..., order]).max() > 1e-3
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.safetensors"
        mixed = {n: t.astype(np.float16) if "dense" in n else t for n, t in tensors.items()}
        write_safetensors(path, mixed)
        again = read_safetensors(path)
        assert all((again[n] == mixed[n]).all() and again[n].shape == mixed[n].shape for n in mixed)
    # A BF16 number is the upper half of a float32.
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.safetensors"
        header = json.dumps({"a": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}).encode()
        path.write_bytes(struct.pack("<Q", len(header)) + header + struct.pack("<2H", 0x3FC0, 0xC000))
        assert read_safetensors(path)["a"].tolist() == [1.5, -2.0]
    pieces = ["[UNK]", "[CLS]", "[SEP]", "the", "un", "##aff", "##able", ",", "cafe", "$", "5", "!"]
    tokenizer = WordPiece({piece: number for number, piece in enumerate(pieces)})
    assert tokenizer.encode("The UNAFFABLE,  café\n$5! xyz") == [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 2]
    # Logits of rank 4 come back from factors of 4 features, and not from 3.
    for features, change in [(4, 1e-12), (3, math.inf)]:
        pair = factors(own, features)
        error = np.abs(pair[0] @ pair[1].swapaxes(-1, -2) - own).max()
        assert error < change and (features == 4 or error > 1e-3)
    uniform = statistics(np.zeros((1, 8)))
    assert abs(uniform["entropy"][0] - math.log(8)) < 1e-14 and uniform["log10 ratio"][0] == 0
    print("all tests passed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("model", help="attention of a model on a text")
    command.add_argument("model")
    command.add_argument("--text", required=True)
    command.add_argument("--out", required=True)
    command.add_argument(
        "--form", choices=["queries-and-keys", "logits", "weights"], default="queries-and-keys")
    command.add_argument("--precision", type=int, choices=[16, 32, 64], default=32)
    command.set_defaults(run=export)
    command = commands.add_parser("compact", help="queries and keys from logits")
    command.add_argument("logits")
    command.add_argument("--features", type=int, required=True)
    command.add_argument("--out", required=True)
    command.add_argument("--precision", type=int, choices=[16, 32], default=16)
    command.set_defaults(run=compact)
    command = commands.add_parser("test", help="check the mathematics on random weights")
    command.set_defaults(run=test)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()

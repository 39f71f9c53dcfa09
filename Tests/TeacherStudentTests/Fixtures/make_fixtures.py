"""Makes the .npy files beside it. Needs numpy and mpmath: python3 make_fixtures.py"""
import os
import numpy as np
from numpy.lib import format as npy
from mpmath import mp, mpf

here = os.path.dirname(os.path.abspath(__file__))


def write(name, array, version=(1, 0)):
    with open(os.path.join(here, name), "wb") as file:
        npy.write_array(file, array, version=version)


# The same 2 x 3 x 4 array in every form the reader accepts; element (i, j, k) is i + j/8 - k/4.
i, j, k = np.indices((2, 3, 4))
array = i + j / 8 - k / 4
write("float64.npy", array)
write("float64-fortran.npy", np.asfortranarray(array))
write("float64-big-endian.npy", array.astype(">f8"))
write("float64-version-2.npy", array, (2, 0))
write("float64-version-3.npy", array, (3, 0))
write("float32.npy", array.astype("<f4"))
write("float32-big-endian-fortran.npy", np.asfortranarray(array.astype(">f4")))
write("scalar.npy", np.array(2.5))
write("vector.npy", np.array([1.0, -0.0, 5e-324, 1.7976931348623157e308, 0.1]))
write("empty.npy", np.zeros((0, 3)))
write("int64.npy", np.arange(3))
write("not-finite.npy", np.array([[0, 1], [np.nan, -np.inf]]))

# A user's dataset: N = 3, n = 4, d = 2, two outputs, labels exact to the last bit (50 digits).
mp.dps = 50
g = np.random.default_rng(0)
X, W, p, V = g.standard_normal((3, 4, 2)), g.standard_normal((2, 2)), 20 * g.standard_normal(2), g.standard_normal((2, 2))
labels = np.zeros((3, 2))
ratios = []
for s in range(3):
    x = mp.matrix(X[s].tolist())
    z = x * (mp.matrix(W.tolist()) * mp.matrix(p.tolist()))
    e = [mp.exp(value) for value in z]
    weights = mp.matrix([value / sum(e) for value in e])
    f = (x * mp.matrix(V.tolist())).T * weights
    labels[s] = [float(value) for value in f]
    ratios.append(max(e) / min(e))
folder = os.path.join(here, "dataset")
os.makedirs(folder, exist_ok=True)
for name, value in [("tokens", X), ("keyMatrix", np.asfortranarray(W)), ("labels", labels),
                    ("teacherPrompt", p), ("teacherValue", V)]:
    np.save(os.path.join(folder, name + ".npy"), value)
S = np.exp(X @ W @ p - (X @ W @ p).max(1, keepdims=True))
S /= S.sum(1, keepdims=True)
print("log10 mean ratio", mp.nstr(mp.log10(sum(ratios) / 3), 20))
print("mean log10 ratio", mp.nstr(sum(mp.log10(r) for r in ratios) / 3, 20))
print("rank of the design", np.linalg.matrix_rank(np.einsum("ind,in->id", X, S)),
      np.linalg.svd(np.einsum("ind,in->id", X, S), compute_uv=False))
print("condition number of W", np.linalg.cond(W))
K = X @ W
gram = K.reshape(12, 2) @ K.reshape(12, 2).T
kappa = np.trace(gram) / 12
print("kappa", kappa, "defect", np.linalg.norm(gram - kappa * np.eye(12)) / (kappa * np.sqrt(12)))

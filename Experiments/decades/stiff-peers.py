"""Stiff problems with SciPy's Radau, beside softmaxlab's at the same error: prints a Markdown table.

    pip install numpy scipy
    python3 stiff-peers.py [path of softmaxlab]

Robertson's problem, HIRES, van der Pol's and the Oregonator, from solutions known to 16 digits. SciPy integrates at a
tolerance r, absolute ones r times the solution's size at the end, with the exact Jacobian and without one; evaluations are
calls of f, those for differences included, and one factorisation is that of the real and the complex matrix.
softmaxlab's costs are interpolated (logarithmically) between the two of its tolerances, two a decade, where its error
first falls below SciPy's. Times are wall-clock, medians over three integrations (one if SciPy needs more than
a second) that save nothing but the end, on one thread.
"""
import json, math, os, subprocess, sys, time
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
from scipy.integrate import solve_ivp

TOLERANCES = [1e-4, 1e-6, 1e-8]


def robertson(t, y):
    f1, f3 = -0.04 * y[0] + 1e4 * y[1] * y[2], 3e7 * y[1] * y[1]
    return [f1, -f1 - f3, f3]


def robertson_jacobian(t, y):
    r1, r3 = np.array([-0.04, 1e4 * y[2], 1e4 * y[1]]), np.array([0, 6e7 * y[1], 0])
    return np.array([r1, -r1 - r3, r3])


def hires(t, y):
    f7 = 280 * y[5] * y[7] - 1.81 * y[6]
    return [-1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007, 1.71 * y[0] - 8.75 * y[1],
            -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4], 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3],
            -1.745 * y[4] + 0.43 * (y[5] + y[6]),
            -280 * y[5] * y[7] + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6], f7, -f7]


def hires_jacobian(t, y):
    J = np.zeros((8, 8))
    J[0, :3], J[1, :2], J[2, 2:5] = (-1.71, 0.43, 8.32), (1.71, -8.75), (-10.03, 0.43, 0.035)
    J[3, 1:4], J[4, 4:7] = (8.32, 1.71, -1.12), (-1.745, 0.43, 0.43)
    J[5, 3:] = 0.69, 1.71, -280 * y[7] - 0.43, 0.69, -280 * y[5]
    J[6, 5:] = 280 * y[7], -1.81, 280 * y[5]
    J[7] = -J[6]
    return J


def fast_van_der_pol(t, y): return [y[1], ((1 - y[0] ** 2) * y[1] - y[0]) / 1e-6]
def fast_van_der_pol_jacobian(t, y): return np.array([[0, 1], [(-2 * y[0] * y[1] - 1) / 1e-6, (1 - y[0] ** 2) / 1e-6]])
def van_der_pol(t, y): return [y[1], 1000 * (1 - y[0] ** 2) * y[1] - y[0]]
def van_der_pol_jacobian(t, y): return np.array([[0, 1], [-2000 * y[0] * y[1] - 1, 1000 * (1 - y[0] ** 2)]])


def oregonator(t, y):
    return [77.27 * (y[1] + y[0] * (1 - 8.375e-6 * y[0] - y[1])), (y[2] - (1 + y[0]) * y[1]) / 77.27,
            0.161 * (y[0] - y[2])]


def oregonator_jacobian(t, y):
    return np.array([[77.27 * (1 - 2 * 8.375e-6 * y[0] - y[1]), 77.27 * (1 - y[0]), 0],
                     [-y[1] / 77.27, -(1 + y[0]) / 77.27, 1 / 77.27], [0.161, 0, -0.161]])


# By the problems' numbers in softmaxlab: name, f, Jacobian, y(0), t, y(t).
PROBLEMS = {
    1: ("Robertson, t = 1e11", robertson, robertson_jacobian, [1, 0, 0], 1e11,
        [2.0833401497012942e-8, 8.333360770334783e-14, 0.9999999791665152]),
    2: ("Robertson, t = 4e10", robertson, robertson_jacobian, [1, 0, 0], 4e10,
        [5.208345176799239e-8, 2.083338177925489e-13, 0.9999999479163399]),
    3: ("HIRES", hires, hires_jacobian, [1, 0, 0, 0, 0, 0, 0, 0.0057], 321.8122,
        [7.371312573325668e-4, 1.4424857263161847e-4, 5.8887297409675751e-5, 1.1756513432831491e-3,
         2.3863561988313305e-3, 6.2389682527427958e-3, 2.8499983951857687e-3, 2.8500016048142313e-3]),
    4: ("van der Pol, ε = 1e-6", fast_van_der_pol, fast_van_der_pol_jacobian, [2, 0], 2,
        [1.706167732170465, -0.8928097010248165]),
    5: ("van der Pol, μ = 1000", van_der_pol, van_der_pol_jacobian, [2, 0], 3000,
        [-1.5106069367441115, 1.178380000730911e-3]),
    6: ("Oregonator", oregonator, oregonator_jacobian, [1, 2, 3], 360,
        [1.0008148703185227, 1228.178521549888, 132.05549428465083]),
}


def peer(f, jacobian, start, end, exact, tolerance):
    calls, times, exact = 0, [], np.array(exact)
    def counted(t, y):
        nonlocal calls
        calls += 1
        return f(t, y)
    while len(times) < 3 and not (times and times[0] > 1000):
        calls, begin = 0, time.perf_counter()
        r = solve_ivp(counted, (0, end), start, method="Radau", rtol=tolerance, atol=tolerance * np.abs(exact),
                      jac=jacobian, t_eval=[end])
        times.append(1000 * (time.perf_counter() - begin))
    return {"error": float(np.max(np.abs(r.y[:, -1] / exact - 1))), "evaluations": calls, "jacobians": r.njev,
            "factorizations": r.nlu // 2, "milliseconds": sorted(times)[len(times) // 2]}


def at_error(runs, error):
    """The costs at this error, or None if rounding keeps all runs above it."""
    runs = sorted(runs, key=lambda run: -run["tolerance"])
    last = next((i for i, run in enumerate(runs) if run["error"] <= error), None)
    if last is None: return None
    if last == 0: return runs[0]
    a, b = runs[last - 1], runs[last]
    weight = math.log(a["error"] / error) / math.log(a["error"] / b["error"])
    return {key: math.exp((1 - weight) * math.log(a[key]) + weight * math.log(b[key]))
            for key in ("evaluations", "jacobians", "factorizations", "milliseconds")}


if __name__ == "__main__":
    binary = sys.argv[1] if len(sys.argv) > 1 else "softmaxlab"
    output = subprocess.run([binary, "bench", "--json", "--quiet"], capture_output=True, text=True, check=True).stdout
    stiff = json.loads(output)["stiff"]
    print("| problem | Jacobian | r | error | evaluations | Jacobians | factorisations | ms | ratio of evaluations | times faster |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for number, (name, f, jacobian, start, end, exact) in PROBLEMS.items():
        for is_exact in (True, False):
            runs = [run for run in stiff if run["number"] == number and run["exactJacobian"] == is_exact]
            for tolerance in TOLERANCES:
                theirs = peer(f, jacobian if is_exact else None, start, end, exact, tolerance)
                ours = at_error(runs, theirs["error"])
                pair = lambda key, form: f"{theirs[key]:{form}} / {ours[key]:{form}}" if ours else f"{theirs[key]:{form}} / –"
                ratio = lambda key: ours[key] / theirs[key] if ours else math.nan
                print(f"| {name} | {'exact' if is_exact else 'differences'} | {tolerance:.0e} | {theirs['error']:.1e} "
                      f"| {pair('evaluations', '.0f')} | {pair('jacobians', '.0f')} | {pair('factorizations', '.0f')} "
                      f"| {pair('milliseconds', '.1f')} | {ratio('evaluations'):.2f} | {1 / ratio('milliseconds'):.0f} |", flush=True)

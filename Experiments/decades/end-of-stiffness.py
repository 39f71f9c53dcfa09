"""Where stiffness ends: SciPy's solvers beside softmaxlab's integrators; prints a Markdown table.

    pip install numpy scipy
    python3 end-of-stiffness.py [path of softmaxlab]

y' = -l(t) (y - cos t) - sin t, z' = 1 - z with l = 10^(2.5 (1 - tanh s(t - 20))), from y = cos t0, z = 0 at
t0 = 5, 6, ..., 17 to t = 30, for s = 2, 3, 5, 8: 52 integrations for each solver and tolerance r, rtol = atol = r, Jacobians by
differences. The solution is y = cos t, z = 1 - e^(t0 - t). The error is the largest at the end of any step of any
integration; wrong are integrations with an error above 100 r that say they succeeded.
"""
import json, os, subprocess, sys
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
from scipy.integrate import solve_ivp


def peer(method, tolerance):
    error, wrong, failed, evaluations, finished = 0.0, 0, 0, 0, 0
    for s in (2, 3, 5, 8):
        for start in range(5, 18):
            calls = 0
            def f(t, y):
                nonlocal calls
                calls += 1
                rate = 10 ** (2.5 * (1 - np.tanh(s * (t - 20))))
                return [-rate * (y[0] - np.cos(t)) - np.sin(t), 1 - y[1]]
            r = solve_ivp(f, (start, 30), [np.cos(start), 0], method=method, rtol=tolerance, atol=tolerance)
            if not r.success:
                failed += 1
                continue
            here = max(np.max(np.abs(r.y[0] - np.cos(r.t))), np.max(np.abs(r.y[1] - 1 + np.exp(start - r.t))))
            error, wrong = max(error, here), wrong + (not here <= 100 * tolerance)
            evaluations, finished = evaluations + calls, finished + 1
    return {"method": f"SciPy {method}", "tolerance": tolerance, "error": error, "wrong": wrong, "failed": failed,
            "evaluations": evaluations / finished}


if __name__ == "__main__":
    binary = sys.argv[1] if len(sys.argv) > 1 else "softmaxlab"
    output = subprocess.run([binary, "bench", "--json", "--quiet"], capture_output=True, text=True, check=True).stdout
    rows = json.loads(output)["endOfStiffness"]
    tolerances = sorted({row["tolerance"] for row in rows}, reverse=True)
    rows += [peer(method, tolerance) for method in ("Radau", "BDF", "LSODA") for tolerance in tolerances]
    print("| r | solver | says | largest error | wrong of 52 | evaluations |")
    print("|---|---|---|---|---|---|")
    for row in sorted(rows, key=lambda row: -row["tolerance"]):
        said = f"{row['failed']} failed" if row["failed"] else "completed"
        print(f"| {row['tolerance']:.0e} | {row['method']} | {said} | {row['error']:.1e} | {row['wrong']} "
              f"| {row['evaluations']:.0f} |")

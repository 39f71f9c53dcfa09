"""The flow x' = -J(x)^2 H (x - x*) with general stiff solvers, beside softmaxlab: prints a Markdown table.

    pip install numpy scipy jax diffrax scikit-sundae
    python3 peers.py [path of softmaxlab]

Cases: n = 3 with x_min = 1e-4, which general solvers can do, and n = 5 with x_min = 1e-25. H = I + 0.5 on the first
off-diagonals, the start is uniform, tolerances are rtol = 1e-8 and an absolute one of 1e-30 (x) or 1e-8 (log x).
Each solver gets the analytic right-hand side in x itself and in the log-ratios w = log(x/x*), evaluated without
cancellation in x - x* = x* expm1(w), and 60 seconds. The error is that of log x_min, from softmaxlab at 1e-10.
"""
import json, subprocess, sys, time
from multiprocessing import Process, Queue
import numpy as np

RTOL, LIMIT = 1e-8, 60
CASES = [("x_min = 1e-4", [1e-4, 0.4, 0.5999], 1e4), ("x_min = 1e-4", [1e-4, 0.4, 0.5999], 1e9),
         ("x_min = 1e-25", [1e-25, 1e-12, 1e-12, 0.5, 0.5], 1e15), ("x_min = 1e-25", [1e-25, 1e-12, 1e-12, 0.5, 0.5], 1e40),
         ("x_min = 1e-25", [1e-25, 1e-12, 1e-12, 0.5, 0.5], 1e55)]


def problem(target):
    n = len(target)
    return np.array(target) / sum(target), np.eye(n) + 0.5 * (np.eye(n, k=1) + np.eye(n, k=-1))


def in_x(target):
    xs, H = problem(target)
    def f(t, x):
        J = np.diag(x) - np.outer(x, x)
        return -J @ (J @ (H @ (x - xs)))
    return f, np.full(len(xs), 1 / len(xs)), lambda y: np.log(y[0]) if y[0] > 0 else np.nan, 1e-30


def in_log_ratios(target):
    xs, H = problem(target)
    def f(t, w):
        x, d = xs * np.exp(w), xs * np.expm1(w)
        g = H @ d
        return -x * (g - x @ g) + x @ (x * (g - x @ g))
    return f, np.log(1 / len(xs) / xs), lambda w: w[0] + np.log(xs[0]), 1e-8


def scipy_run(method, setting, end):
    from scipy.integrate import solve_ivp
    f, y0, smallest, atol = setting
    r = solve_ivp(f, (0, end), y0, method=method, rtol=RTOL, atol=atol)
    said = "success" if r.success else r.message
    return said, r.t[-1], smallest(r.y[:, -1]), len(r.t) - 1, r.nfev


def cvode_run(setting, end):
    import sksundae as sun
    f, y0, smallest, atol = setting
    def rhs(t, y, yp): yp[:] = f(t, y)
    r = sun.cvode.CVODE(rhs, rtol=RTOL, atol=atol, max_num_steps=500000).solve(np.array([0, end]), y0)
    return ("success" if r.success else r.message), r.t[-1], smallest(r.y[-1]), -1, r.nfev


def diffrax_run(kind, target, end):
    import jax, jax.numpy as jnp, diffrax
    jax.config.update("jax_enable_x64", True)
    xs, H = map(jnp.asarray, problem(target))
    def fx(t, x, args):
        g = H @ (x - xs)
        Jg = x * (g - x @ g)
        return -x * (Jg - x @ Jg)
    def fw(t, w, args):
        x, d = xs * jnp.exp(w), xs * jnp.expm1(w)
        g = H @ d
        Jg = x * (g - x @ g)
        return -Jg + x @ Jg
    f, y0, smallest, atol = (in_x if kind == "x" else in_log_ratios)(target)
    r = diffrax.diffeqsolve(
        diffrax.ODETerm(fx if kind == "x" else fw), diffrax.Kvaerno5(), 0.0, end, 1e-4, jnp.asarray(y0), max_steps=200000,
        stepsize_controller=diffrax.PIDController(rtol=RTOL, atol=atol), throw=False)
    said = str(diffrax.RESULTS[r.result]).split(". ")[0].split("\n")[0] or "success"
    t = float(r.ts[-1])
    return said, t, smallest(np.asarray(r.ys[-1])), int(r.stats["num_steps"]), -1


def guarded(function, arguments):
    queue = Queue()
    def work():
        try: queue.put(function(*arguments))
        except BaseException as error: queue.put((f"{type(error).__name__}: {error}"[:60], np.nan, np.nan, -1, -1))
    process, start = Process(target=work), time.time()
    process.start()
    process.join(LIMIT)
    if process.is_alive():
        process.kill()
        return ("no answer in 60 s", np.nan, np.nan, -1, -1), LIMIT
    return queue.get(), time.time() - start


def lab(binary, target, end, tolerance):
    xs, H = problem(target)
    given = json.dumps({"targetLogits": np.log(xs).tolist(), "hessian": H.tolist(), "times": [end], "tolerance": tolerance})
    start = time.time()
    r = json.loads(subprocess.run([binary, "flow", "-"], input=given, capture_output=True, text=True).stdout)
    return r["status"], end, r["log10x"][0][0] * np.log(10), r["steps"], r["evaluations"], time.time() - start


if __name__ == "__main__":
    binary = sys.argv[1] if len(sys.argv) > 1 else "softmaxlab"
    print("| case | t | solver | state | says | reached t | error of log x_min | steps | evaluations | s |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, target, end in CASES:
        exact = lab(binary, target, end, 1e-10)[2]
        def line(solver, state, said, t, value, steps, evaluations, seconds):
            error = abs(value - exact) if t >= 0.999 * end else np.nan
            shown = [f"{v:.1e}" if np.isfinite(v) else "–" for v in (t, error)]
            if t >= 0.999 * end and not np.isfinite(value): shown[1] = "x_min ≤ 0" if state == "x" else "nan"
            counts = [str(v) if v >= 0 else "–" for v in (steps, evaluations)]
            print(f"| {name} | {end:.0e} | {solver} | {state} | {said} | {shown[0]} | {shown[1]} | {counts[0]} | {counts[1]} | {seconds:.2f} |", flush=True)
        line("softmaxlab flow", "log x/x*", *lab(binary, target, end, 1e-8))
        for state, setting in (("x", in_x), ("log x/x*", in_log_ratios)):
            for method in ("LSODA", "BDF", "Radau"):
                result, seconds = guarded(scipy_run, (method, setting(target), end))
                line(f"SciPy {method}", state, *result, seconds)
            result, seconds = guarded(cvode_run, (setting(target), end))
            line("SUNDIALS CVODE", state, *result, seconds)
            result, seconds = guarded(diffrax_run, ("x" if state == "x" else "w", target, end))
            line("diffrax Kvaerno5", state, *result, seconds)

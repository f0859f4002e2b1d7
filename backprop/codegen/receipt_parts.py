"""What a receipt is written from: numbers as text, the passes, the training loop, SHA-256, the verdict.

The passes do what mlp.MLP does, in the same order on arrays of the same layout, and the loop does what
Trainer does, update by update: hence the same bits. timeline.py says which settings apply when.
"""

from __future__ import annotations

from typing import Any

from backprop.codegen.layout import bracketed
from backprop.nn import ACTIVATIONS, FUSED, GRADIENT_RULES, LOSSES, OPTIMIZERS, SCHEDULES
from backprop.training import Snapshot, Stretch
from backprop.training.timeline import timeline

NUMBERS = '''
def numbers(text, *shape):
    """Doubles (IEEE 754, little endian) from hexadecimal digits."""
    return np.frombuffer(bytes.fromhex(text), dtype="<f8").reshape(shape)
'''

PARAMETERS = '''
def blocks(vector):
    """W[l] with b[l] as the last row, for each layer l from 1 on: views of one vector."""
    found, start = [None], 0
    for n_in, n_out in zip(sizes, sizes[1:]):
        stop = start + (n_in + 1) * n_out
        found.append(vector[start:stop].reshape(n_in + 1, n_out))
        start = stop
    return found


parameters = np.concatenate([np.vstack(pair).ravel() for pair in zip(W[1:], b[1:])])
gradients = np.zeros_like(parameters)
Wb, dWb = blocks(parameters), blocks(gradients)
'''

FORWARD = '''
def forward(X):
    """z and a of every layer, one column per sample. The row of ones below each a is for the biases."""
    A = [np.ones((size + 1, len(X))) for size in sizes]
    Z = [None] + [np.zeros((size, len(X))) for size in sizes[1:]]
    A[0][:-1] = X.T
    for l in range(1, L + 1):
        np.dot(Wb[l].T, A[l - 1], out=Z[l])  # z = a W + b
        f[l](Z[l], A[l][:-1])  # a = f(z)
    return Z, A
'''

PRODUCT = '''
def product(A, B, out):
    """out = A B."""
    np.multiply(A, B, out=out) if A.shape[1] == 1 else np.dot(A, B, out=out)
'''

THROUGH = '''
def through(l, Z, A, dA, dZ):
    """dz = da times the slope."""
    if slope[l] is None:
        return{product}
    slope[l](Z[l], A[l][:-1], dZ[l])
    dZ[l] *= dA[l]
    if factor[l] != 1.0:
        dZ[l] *= factor[l]
'''

# The loop of backward(), and what a penalty adds to it.
LAYERS = """
    for l in range(L, 0, -1):
        if l < L:
            through(l, Z, A, dA, dZ)
        np.dot(A[l - 1], dZ[l].T, out=dWb[l])  # dW, and db below it
        if l > 1:
            product(Wb[l][:-1], dZ[l], dA[l - 1])
"""
PENALTY = """
    if numbers.l1 or numbers.l2:  # of the penalty
        for l in range(1, L + 1):
            w = Wb[l][:-1]
            dWb[l][:-1] += numbers.l2 * w + numbers.l1 * np.sign(w)
"""

SHA256 = '''
def root(n, k):
    """The integer part of the k-th root of n."""
    x = 1 << n.bit_length() // k + 1
    while (y := ((k - 1) * x + n // x ** (k - 1)) // k) < x:
        x = y
    return x


def sha256(message):
    """FIPS 180-4, in hexadecimal digits: the same as hashlib.sha256."""
    primes = [p for p in range(2, 312) if all(p % q for q in range(2, p))]
    K = [root(p << 96, 3) % 2**32 for p in primes]
    H = [root(p << 64, 2) % 2**32 for p in primes[:8]]
    rest = (55 - len(message)) % 64
    padded = message + b"\\x80" + bytes(rest) + (8 * len(message)).to_bytes(8, "big")

    def turn(x, k):
        return (x >> k | x << 32 - k) % 2**32

    for start in range(0, len(padded), 64):
        w = [int.from_bytes(padded[k : k + 4], "big") for k in range(start, start + 64, 4)]
        for k in range(16, 64):
            x, y = w[k - 15], w[k - 2]
            s = (turn(x, 7) ^ turn(x, 18) ^ x >> 3) + (turn(y, 17) ^ turn(y, 19) ^ y >> 10)
            w.append((w[k - 16] + s + w[k - 7]) % 2**32)
        a, b, c, d, e, f, g, h = H
        for k in range(64):
            s = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
            s1 = h + s + (e & f ^ ~e & g) + K[k] + w[k]
            s2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = (s1 + s2) % 2**32, a, b, c, (d + s1) % 2**32, e, f, g
        H = [(x + y) % 2**32 for x, y in zip(H, (a, b, c, d, e, f, g, h))]
    return "".join(f"{x:08x}" for x in H)
'''

ENVIRONMENT = '''
def environment():
    """What determines the last bits: NumPy, its BLAS, and the processor instructions that it uses."""
    known = np.show_config(mode="dicts")
    blas = known.get("Build Dependencies", {}).get("blas", {})
    simd = known.get("SIMD Extensions", {}).get("found", [])
    names = ", ".join(f"{blas.get(key, '?')}" for key in ("name", "version"))
    return f"NumPy {np.__version__}; BLAS {names}; {' '.join(simd)}"
'''

VERDICT = """
print(f"Iteration {iterations}: training loss {found!r}, SHA-256 of the weights {digest}")
other = environment() != made_with
why = f" It was made with {made_with}; this is {environment()}." if other else ""
why += " Run it with one BLAS thread, OMP_NUM_THREADS=1, if you have not."
assert abs(found - expected) <= 1e-12 * max(1, abs(expected)), f"the loss should be {expected!r}.{why}"
assert digest == expected_hash, f"the same loss to 1e-12, but different bits: the hash should be {expected_hash}.{why}"
print("The same run: the same loss, and the same weights to the last bit.")
"""

# The normal distribution function, with SciPy's rational approximations (Cephes, Moshier 1989).
NDTR = '''
P = [2.46196981473530512524e-10, 5.64189564831068821977e-1, 7.46321056442269912687,
     4.86371970985681366614e1, 1.96520832956077098242e2, 5.26445194995477358631e2,
     9.34528527171957607540e2, 1.02755188689515710272e3, 5.57535335369399327526e2]
Q = [1.0, 1.32281951154744992508e1, 8.67072140885989742329e1, 3.54937778887819891062e2,
     9.75708501743205489753e2, 1.82390916687909736289e3, 2.24633760818710981792e3,
     1.65666309194161350182e3, 5.57535340817727675546e2]
R = [5.64189583547755073984e-1, 1.27536670759978104416, 5.01905042251180477414,
     6.16021097993053585195, 7.40974269950448939160, 2.97886665372100240670]
S = [1.0, 2.26052863220117276590, 9.39603524938001434673, 1.20489539808096656605e1,
     1.70814450747565897222e1, 9.60896809063285878198, 3.36907645100081516050]
T = [9.60497373987051638749, 9.00260197203842689217e1, 2.23200534594684319226e3,
     7.00332514112805075473e3, 5.55923013010394962768e4]
U = [1.0, 3.35617141647503099647e1, 5.21357949780152679795e2, 4.59432382970980127987e3,
     2.26290000613890934246e4, 4.92673942608635921086e4]


def polynomial(x, coefficients):
    value = coefficients[0] * np.ones_like(x)
    for c in coefficients[1:]:
        value = value * x + c
    return value


def ndtr(z):
    """The share of a normal distribution below z, from the error function."""
    x = z * 0.70710678118654752440
    size = np.abs(x)
    middle = 0.5 + 0.5 * (x * polynomial(x * x, T) / polynomial(x * x, U))
    falling = np.array([math.exp(-v) for v in (size * size).ravel()]).reshape(z.shape)
    near = falling * polynomial(size, P) / polynomial(size, Q)
    far = falling * polynomial(size, R) / polynomial(size, S)
    tail = 0.5 * np.where(size < 8, near, far)
    return np.where(size < 1, middle, np.where(x > 0, 1 - tail, tail))
'''

# Apply the settings that start at this iteration, and the values that are set by hand.
_ENTER = """
        if t in stretches:
            now = stretches[t]
            for name, value in now["numbers"].items():
                setattr(numbers, name, value)
            if now["memory"] is not None:  # a new optimizer starts with zeros
                memory = tuple(np.zeros_like(parameters) for _ in range(now["memory"]))
            fixed = np.zeros_like(parameters)
            for l in now["frozen"]:
                blocks(fixed)[l][...] = 1.0
            for l, i, j in now["cut"]:
                blocks(fixed)[l][i, j] = 1.0
            fixed = fixed != 0.0
            for l, i, j, value in now["set"]:
                Wb[l][i, j] = value
            for l, i, j in now["forgotten"]:
                for vector in memory:
                    blocks(vector)[l][i, j] = 0.0
        if t == iterations:
            break
"""

_FIXED = """
        kept = [vector[fixed] for vector in memory]
{update}
        change[fixed] = 0.0  # frozen layers and cut weights do not change
        for vector, before in zip(memory, kept):
            vector[fixed] = before
"""


def passes(s: Snapshot) -> str:
    """The code of forward, loss and backward, with the lists that name each layer's functions."""
    slopes = [f.__name__ if (f := ACTIVATIONS[n].slope) else "None" for n in s.activations]
    written = (
        _by_layer(s, slopes),
        FORWARD.strip(),
        _loss(s),
        PRODUCT.strip(),
        _through("None" in slopes),
        _backward(s),
    )
    return "\n\n\n".join(written)


def _by_layer(s: Snapshot, slopes: list[str]) -> str:
    rule = GRADIENT_RULES[s.experiment.gradient_rule]
    names = [ACTIVATIONS[name].function.__name__ for name in s.activations]
    factors = [rule.sigmoid_slope if name == "sigmoid" else 1.0 for name in s.activations]
    lines = [
        bracketed("f = [", ["None", *names], "]"),
        bracketed("slope = [", ["None", *slopes], "]"),
        f"factor = [None, {', '.join(map(repr, factors))}]  # of the slopes, by the gradient rule",
    ]
    return "\n".join(lines)


def _loss(s: Snapshot) -> str:
    fused = FUSED.get((s.loss, s.activations[-1]))
    total = fused.total if fused else LOSSES[s.loss].total
    of = "Z[L]" if fused else "A[L][:-1]"
    mean = GRADIENT_RULES[s.experiment.gradient_rule].mean_over_samples
    count = "len(y)" if mean else "sizes[-1]"
    return f"def loss(y, Z, A):\n    return {total.__name__}(y.T, {of}) / {count}"


def _through(softmax: bool) -> str:
    """The function that takes da through the activation of a layer, where softmax has no slope."""
    product = " softmax_vjp(A[l][:-1], dA[l], dZ[l])" if softmax else ""
    return THROUGH.strip().format(product=product)


def _backward(s: Snapshot) -> str:
    rule = GRADIENT_RULES[s.experiment.gradient_rule]
    scale = "1.0 / len(y)" if rule.mean_over_samples else "1.0"
    lines = [
        "def backward(y, Z, A):",
        '    """dW and db of every layer, into gradients."""',
        f"    scale, Y = {scale}, y.T.copy()",
        "    dZ = [None] + [np.zeros((size, len(y))) for size in sizes[1:]]",
        "    dA = [np.zeros((size, len(y))) for size in sizes]",
        *_output_layer(s),
        *LAYERS.strip("\n").splitlines(),
    ]
    if rule.mean_db:
        lines.append("        dWb[l][-1:] /= len(y)")
    if _penalised(s):
        lines += PENALTY.strip("\n").splitlines()
    return "\n".join(lines)


def _output_layer(s: Snapshot) -> list[str]:
    """The lines that compute dz of the output layer."""
    if fused := FUSED.get((s.loss, s.activations[-1])):
        return [
            f"    {fused.dz.__name__}(Y, A[L][:-1], dZ[L])  # loss and output are one",
            "    dZ[L] *= scale * factor[L]",
        ]
    return [
        f"    {LOSSES[s.loss].derivative.__name__}(Y, A[L][:-1], dA[L])",
        "    dA[L] *= scale",
        "    through(L, Z, A, dA, dZ)",
    ]


def stretches(s: Snapshot) -> list[Stretch]:
    """The stretches of constant settings up to the iteration: only one if nothing was changed."""
    found = timeline(s.experiment, len(s.dataset.X_train))
    return [stretch for stretch in found if stretch.first <= s.iteration]


def _penalised(s: Snapshot) -> bool:
    """Whether any stretch has a penalty. If so, backward() adds it from the numbers."""
    return any(part.settings.l1 or part.settings.l2 for part in stretches(s))


def training(s: Snapshot) -> str:
    """The code of the training loop. It stores the loss of the whole training set in ``found``."""
    parts = stretches(s)
    changed = len(parts) > 1 or bool(parts[0].edits or parts[0].frozen or parts[0].cut)
    lines = _numbers_class(parts[0])
    return "\n".join(lines + (_with_interventions(s, parts) if changed else _plain(s, parts[0])))


def _numbers_class(first: Stretch) -> list[str]:
    return [
        "class numbers:  # hyperparameters of optimizer, schedule and penalty",
        *(f"    {name} = {value!r}" for name, value in _numbers(first).items()),
        "",
        "",
    ]


def _numbers(part: Stretch) -> dict[str, float]:
    e = part.settings
    return vars(e.optimizer_numbers) | vars(e.schedule_numbers) | {"l1": e.l1, "l2": e.l2}


def _plain(s: Snapshot, part: Stretch) -> list[str]:
    e = part.settings
    optimizer, schedule = OPTIMIZERS[e.optimizer], SCHEDULES[e.schedule]
    lines = [
        f"iterations = {s.iteration}",
        f"memory = tuple(np.zeros_like(parameters) for _ in {list(optimizer.memory)!r})",
        "change = np.zeros_like(parameters)",
        'with np.errstate(all="ignore"):',
        "    for t in range(iterations):",
    ]
    if not part.full_batch:
        lines += [
            f"        epoch, i = divmod(t, {part.iterations_per_epoch})",
            f"        order = {_order(s)}",
            f"        batch = order[{part.batch_size} * i : {part.batch_size} * (i + 1)]",
            "        X_batch, y_batch = X[batch], y[batch]",
        ]
    X, y = ("X", "y") if part.full_batch else ("X_batch", "y_batch")
    return [
        *lines,
        f"        backward({y}, *forward({X}))",
        f"        eta = {schedule.rate.__name__}({e.learning_rate!r}, t, numbers)",
        f"        {optimizer.change.__name__}(gradients, memory, eta, t + 1, numbers, change)",
        "        parameters += change",
        "    found = float(loss(y, *forward(X)))",
    ]


def _order(s: Snapshot) -> str:
    n, e = len(s.dataset.X_train), s.experiment
    if not e.shuffle:
        return f"np.arange({n})"
    return f"np.random.default_rng([{e.batch_seed}, epoch]).permutation({n})"


def _with_interventions(s: Snapshot, parts: list[Stretch]) -> list[str]:
    rate = SCHEDULES[s.experiment.schedule].rate.__name__
    update = '        now["change"](gradients, memory, eta, t - now["optimizer_from"] + 1, numbers, change)'
    return [
        f"iterations = {s.iteration}",
        "# Settings from an iteration on, and values set by hand there; indices count from 0, b is the last row.",
        "stretches = {",
        *(line for part in parts for line in _entry(s, part)),
        "}",
        "change = np.zeros_like(parameters)",
        'with np.errstate(all="ignore"):',
        "    for t in range(iterations + 1):",
        *_ENTER.strip("\n").splitlines(),
        "        X_batch, y_batch = X, y",
        '        if now["batch_size"]:',
        f'            epoch, i = divmod(t - now["epoch_from"], -(-{len(s.dataset.X_train)} // now["batch_size"]))',
        '            epoch += now["epoch"]',
        f"            order = {_order(s)}",
        '            batch = order[now["batch_size"] * i : now["batch_size"] * (i + 1)]',
        "            X_batch, y_batch = X[batch], y[batch]",
        "        backward(y_batch, *forward(X_batch))",
        f'        eta = {rate}(now["learning_rate"], t, numbers)',
        *_FIXED.strip("\n").format(update=update).splitlines(),
        "        parameters += change",
        "    found = float(loss(y, *forward(X)))",
    ]


def _entry(s: Snapshot, part: Stretch) -> list[str]:
    """A stretch as an entry of the dictionary."""
    e, sizes = part.settings, s.layer_sizes
    known: dict[str, Any] = {
        "learning_rate": e.learning_rate,
        "optimizer_from": part.optimizer_from,
        "memory": len(OPTIMIZERS[e.optimizer].memory) if part.fresh else None,
        "batch_size": 0 if part.full_batch else part.batch_size,
        "epoch": part.epoch,
        "epoch_from": part.epoch_from,
        "frozen": sorted(part.frozen),
        "cut": sorted(part.cut),
        "set": [
            (
                one.layer,
                sizes[one.layer - 1] if one.kind == "bias" else one.i,
                one.j,
                0.0 if one.kind == "cut" else one.value,
            )
            for one in part.edits
        ],
        "forgotten": [(one.layer, one.i, one.j) for one in part.edits if one.kind == "cut"],
        "numbers": _numbers(part),
    }
    these = [one for one in s.experiment.interventions if one.iteration == part.first]
    return [
        *(f"    # {one}" for one in these),
        f"    {part.first}: {{",
        f'        "change": {OPTIMIZERS[e.optimizer].change.__name__},',
        *(f'        "{name}": {value!r},' for name, value in known.items()),
        "    },",
    ]

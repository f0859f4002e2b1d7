"""Texts of a receipt that are the same for every run: numbers as text, the passes, SHA-256, the verdict.

The passes do what mlp.MLP does, in the same order on arrays of the same layout: hence the same bits.
"""

from __future__ import annotations

NUMBERS = '''
def numbers(text, *shape):
    """Doubles (IEEE 754, little endian), written in hexadecimal digits."""
    return np.frombuffer(bytes.fromhex(text), dtype="<f8").reshape(shape)
'''

PARAMETERS = '''
def blocks(vector):
    """W[l] with b[l] as its last row, for each layer l from 1 on: views of one vector."""
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
    """z and a of every layer, a column a sample; a row of ones below each a carries the biases."""
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

SHA256 = '''
def root(n, k):
    """The whole part of the k-th root of n."""
    x = 1 << n.bit_length() // k + 1
    while (y := ((k - 1) * x + n // x ** (k - 1)) // k) < x:
        x = y
    return x


def sha256(message):
    """FIPS 180-4, in hexadecimal digits: as hashlib.sha256 of the same bytes."""
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
    """What decides the last bits: NumPy, its BLAS, and the processor's instructions that it uses."""
    known = np.show_config(mode="dicts")
    blas = known.get("Build Dependencies", {}).get("blas", {})
    simd = known.get("SIMD Extensions", {}).get("found", [])
    names = ", ".join(f"{blas.get(key, '?')}" for key in ("name", "version"))
    return f"NumPy {np.__version__}; BLAS {names}; {' '.join(simd)}"
'''

VERDICT = """
print(f"Iteration {iterations}: training loss {found!r}, SHA-256 of the weights {digest}")
other = environment() != made_with
why = f" It was made with {made_with}; here is {environment()}." if other else ""
why += " Run it with one BLAS thread, OMP_NUM_THREADS=1, if you have not."
assert abs(found - expected) <= 1e-12 * max(1, abs(expected)), f"another loss, not {expected!r}.{why}"
assert digest == expected_hash, f"the same loss to 1e-12, but other bits, not {expected_hash}.{why}"
print("The same run: the same loss, and the same weights to the last bit.")
"""

# The normal distribution's share below z, with SciPy's rational approximations (Cephes, Moshier 1989).
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

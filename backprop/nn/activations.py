"""The activation functions: a = f(z), the slope f'(z), and everything the app says about them.

Each function works elementwise on float64 arrays of any shape and writes the result into ``out``, if
one is passed. Softmax is the exception: it works along the first axis (which indexes the units of a
layer inside the network), and its slope is a vector–Jacobian product.
None of them overflows for |z| up to 1e4.

To add an activation, add its entry to ``ACTIVATIONS``, either here or from your own code before the
app opens its first page.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from backprop.arrays import Array
from backprop.nn.activation import Activation, Complex, Formula
from backprop.nn.registry import Code, Names

LEAK = 0.01  # slope of leaky_relu for z < 0


def relu(z: Array, out: Array | None = None) -> Array:
    return np.maximum(z, 0.0, out=out)


def relu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.greater(z, 0.0, out=_like(z, out), casting="unsafe")


def leaky_relu(z: Array, out: Array | None = None) -> Array:
    return np.maximum(z, LEAK * z, out=out)


def leaky_relu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.maximum(z > 0.0, LEAK, out=_like(z, out))


def elu(z: Array, out: Array | None = None) -> Array:
    below = np.expm1(np.minimum(z, 0.0))
    return np.add(below, np.maximum(z, 0.0), out=out)


def elu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.exp(np.minimum(z, 0.0), out=out)


def gelu(z: Array, out: Array | None = None) -> Array:
    return np.multiply(z, special.ndtr(z), out=out)


def gelu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    density = np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
    return np.add(special.ndtr(z), z * density, out=out)


def silu(z: Array, out: Array | None = None) -> Array:
    return np.multiply(z, sigmoid(z), out=out)


def silu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    s = sigmoid(z)
    return np.multiply(s, 1.0 + z * (1.0 - s), out=out)


def softplus(z: Array, out: Array | None = None) -> Array:
    return np.logaddexp(z, 0.0, out=out)


def softplus_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return sigmoid(z, out)


def tanh(z: Array, out: Array | None = None) -> Array:
    return np.tanh(z, out=out)


def tanh_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    slope = np.multiply(a, a, out=out)
    return np.subtract(1.0, slope, out=slope)


def sigmoid(z: Array, out: Array | None = None) -> Array:
    a = np.negative(z, out=_like(z, out))
    with np.errstate(over="ignore"):  # if e^−z overflows, 1 / (1 + ∞) = 0 is right
        np.exp(a, out=a)
    np.add(a, 1.0, out=a)
    return np.reciprocal(a, out=a)


def sigmoid_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    slope = np.subtract(1.0, a, out=out)
    return np.multiply(slope, a, out=slope)


def linear(z: Array, out: Array | None = None) -> Array:
    return np.positive(z, out=out)


def linear_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    slope = _like(z, out)
    slope[...] = 1.0
    return slope


def softmax(z: Array, out: Array | None = None) -> Array:
    """exp(z_i) / Σ exp(z_k) along the first axis, after subtracting the largest z."""
    a = np.subtract(z, z.max(axis=0), out=out)
    np.exp(a, out=a)
    return np.divide(a, a.sum(axis=0), out=a)


def softmax_vjp(a: Array, da: Array, out: Array | None = None) -> Array:
    """dz = aᵢ (daᵢ − Σ_k da_k a_k): the product of da with the Jacobian of softmax."""
    product = np.multiply(a, da, out=out)
    return np.subtract(product, a * product.sum(axis=0), out=product)


def _like(z: Array, out: Array | None) -> Array:
    return np.empty_like(z) if out is None else out


def _analytic_sigmoid(z: Complex) -> Complex:
    # Use the branch whose exponential decays, so that nothing overflows.
    e: Complex = np.exp(np.where(z.real > 0, -z, z), dtype=np.complex128)
    return np.where(z.real > 0, 1.0 + 0j, e) / (1.0 + e)


def analytic_softplus(z: Complex) -> Complex:
    """log(1 + e^z) for complex z, without overflow."""
    decaying = np.where(z.real > 0, -z, z)
    tail = np.log1p(np.exp(decaying)).astype(np.complex128)
    return np.where(z.real > 0, z, 0) + tail


def _analytic_softmax(z: Complex) -> Complex:
    e = np.exp(z - z.real.max(axis=0))
    return e / e.sum(axis=0)


# Helper functions of the NumPy program, shared by several activations.
_SIGMOID = """
def sigmoid(z):
    with np.errstate(over="ignore"):  # e^-z too large to write: 1 / (1 + inf) = 0 is right
        return 1 / (1 + np.exp(-z))
"""
_PHI = '''
def Phi(z):
    """The share of a normal distribution below z."""
    return 0.5 * np.vectorize(math.erfc, otypes=[float])(-z / math.sqrt(2))
'''

_ENTRIES = (
    Activation(
        "relu",
        "ReLU",
        "Passes positive z and stops negative z. Its slope is 1 or 0, so units can die.",
        r"\max(0, z)",
        r"\begin{cases}1 & z > 0\\0 & z \le 0\end{cases}",
        relu,
        relu_slope,
        lambda z: np.where(z.real > 0, z, 0),
        numpy=Code("np.maximum(0, z)", "(z > 0).astype(float)"),
        javascript=Code("z > 0 ? z : 0", "z > 0 ? 1 : 0"),
        formula=Formula(
            "max(0, {z})", "1", slope_below="0", general_slope="(1 where {z} > 0, otherwise 0)"
        ),
        onnx="Relu(z)",
        torch="nn.ReLU()",
        sklearn="relu",
        kinks=(0.0,),
        rectifies=True,
    ),
    Activation(
        "leaky_relu",
        "leaky ReLU",
        "Like ReLU, with a slope of 0.01 for negative z, so that no unit dies.",
        r"\max(0.01\,z, z)",
        r"\begin{cases}1 & z > 0\\0.01 & z \le 0\end{cases}",
        leaky_relu,
        leaky_relu_slope,
        lambda z: np.where(z.real > 0, z, LEAK * z),
        numpy=Code("np.maximum(0.01 * z, z)", "np.where(z > 0, 1, 0.01)"),
        javascript=Code("z > 0 ? z : 0.01 * z", "z > 0 ? 1 : 0.01"),
        formula=Formula(
            "max(0.01 · {z}, {z})",
            "1",
            slope_below="0.01",
            general_slope="(1 where {z} > 0, otherwise 0.01)",
        ),
        onnx="Max(z, Mul(z, 0.01))",
        torch="nn.LeakyReLU(0.01)",
        kinks=(0.0,),
        rectifies=True,
    ),
    Activation(
        "elu",
        "ELU",
        "Linear for positive z, bends smoothly towards −1 for negative z.",
        r"\begin{cases}z & z > 0\\e^{z} - 1 & z \le 0\end{cases}",
        r"\begin{cases}1 & z > 0\\e^{z} & z \le 0\end{cases}",
        elu,
        elu_slope,
        lambda z: np.where(z.real > 0, z, np.exp(np.where(z.real > 0, 0, z)) - 1.0),
        numpy=Code("np.where(z > 0, z, np.expm1(np.minimum(z, 0)))", "np.exp(np.minimum(z, 0))"),
        javascript=Code("z > 0 ? z : Math.expm1(z)", "z > 0 ? 1 : Math.exp(z)"),
        formula=Formula(
            "{z}",
            "1",
            "exp({z}) − 1",
            "exp({z})",
            "{z} where it is > 0, otherwise exp({z}) − 1",
            "(1 where {z} > 0, otherwise exp({z}))",
        ),
        onnx="Add(Max(z, 0), Sub(Exp(Min(z, 0)), 1))",
        torch="nn.ELU()",
        rectifies=True,
    ),
    Activation(
        "gelu",
        "GELU",
        "z times the share of a normal distribution below z: a smooth ReLU.",
        r"z\,\Phi(z) = \tfrac{z}{2}\left(1 + \mathrm{erf}\tfrac{z}{\sqrt 2}\right)",
        r"\Phi(z) + z\,\varphi(z)",
        gelu,
        gelu_slope,
        lambda z: 0.5 * z * special.erfc(-z / math.sqrt(2)),
        numpy=Code(
            "z * Phi(z)", "Phi(z) + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)", (_PHI,)
        ),
        javascript=Code("z * Phi(z)", "Phi(z) + z * PHI_0 * Math.exp(-0.5 * z * z)"),
        formula=Formula("{z} · Φ({z})", "Φ({z}) + {z} · φ({z})"),
        onnx=f"Mul(Mul(z, 0.5), Add(Erf(Mul(z, {math.sqrt(0.5)!r})), 1))",
        torch="nn.GELU()",
        rectifies=True,
    ),
    Activation(
        "silu",
        "SiLU",
        "z times its own sigmoid: a smooth ReLU that dips below zero.",
        r"z\,\sigma(z)",
        r"\sigma(z)\left(1 + z\,(1 - \sigma(z))\right)",
        silu,
        silu_slope,
        lambda z: z * _analytic_sigmoid(z),
        numpy=Code("z * sigmoid(z)", "sigmoid(z) * (1 + z * (1 - sigmoid(z)))", (_SIGMOID,)),
        javascript=Code("z * sigmoid(z)", "sigmoid(z) * (1 + z * (1 - sigmoid(z)))"),
        formula=Formula("{z} · σ({z})", "σ({z}) · (1 + {z} · (1 − σ({z})))"),
        onnx="Mul(z, Sigmoid(z))",
        torch="nn.SiLU()",
        rectifies=True,
    ),
    Activation(
        "softplus",
        "softplus",
        "The smooth version of ReLU. Its slope is the sigmoid.",
        r"\ln(1 + e^{z})",
        r"\sigma(z)",
        softplus,
        softplus_slope,
        analytic_softplus,
        numpy=Code("np.logaddexp(0, z)", "sigmoid(z)", (_SIGMOID,)),
        javascript=Code("softplus(z)", "sigmoid(z)"),
        formula=Formula("ln(1 + exp({z}))", "σ({z})"),
        onnx="Add(Max(z, 0), Log(Add(Exp(Neg(Abs(z))), 1)))",
        torch="nn.Softplus(threshold=50)",
        rectifies=True,
    ),
    Activation(
        "tanh",
        "tanh",
        "Squeezes z into −1 to 1, centred at zero. Far from zero it is flat and passes no gradient.",
        r"\tanh z",
        r"1 - a^2",
        tanh,
        tanh_slope,
        np.tanh,
        numpy=Code("np.tanh(z)", "1 - a**2"),
        javascript=Code("tanh(z)", "1 - a * a"),
        formula=Formula("tanh({z})", "1 − {a}²"),
        onnx="Tanh(z)",
        torch="nn.Tanh()",
        sklearn="tanh",
        range=(-1.0, 1.0),
        steepest=1.0,
    ),
    Activation(
        "sigmoid",
        "sigmoid",
        "Squeezes z into 0 to 1. Its slope is at most ¼, so the gradient fades in deep networks.",
        r"\sigma(z) = \frac{1}{1 + e^{-z}}",
        r"a\,(1 - a)",
        sigmoid,
        sigmoid_slope,
        _analytic_sigmoid,
        numpy=Code("sigmoid(z)", "a * (1 - a)", (_SIGMOID,)),
        javascript=Code("sigmoid(z)", "a * (1 - a)"),
        formula=Formula("σ({z})", "{a} · (1 − {a})"),
        onnx="Sigmoid(z)",
        torch="nn.Sigmoid()",
        sklearn="logistic",
        range=(0.0, 1.0),
        steepest=0.25,
    ),
    Activation(
        "linear",
        "linear",
        "Leaves z unchanged. Several linear layers can do no more than one.",
        r"z",
        r"1",
        linear,
        linear_slope,
        np.positive,
        numpy=Code("z", "np.ones_like(z)"),
        javascript=Code("z", "1"),
        formula=Formula("{z}", "1"),
        onnx="z",
        torch="nn.Identity()",
        sklearn="identity",
    ),
    Activation(
        "softmax",
        "softmax",
        "Turns the outputs into probabilities that add up to 1. For the output layer only.",
        r"\frac{e^{z_i}}{\sum_k e^{z_k}}",
        r"\frac{\partial a_i}{\partial z_k} = a_i\,(\delta_{ik} - a_k)",
        softmax,
        None,
        _analytic_softmax,
        numpy=Code(
            "e = np.exp(z - z.max(axis=1, keepdims=True))\ne / e.sum(axis=1, keepdims=True)"
        ),
        javascript=Code("softmax"),
        onnx="Softmax(z, axis=1)",
        torch="nn.Softmax(dim=1)",
        sklearn="softmax",
        range=(0.0, 1.0),
    ),
)

ACTIVATIONS: dict[str, Activation] = {entry.name: entry for entry in _ENTRIES}
HIDDEN_ACTIVATIONS = Names(ACTIVATIONS, keep=lambda entry: entry.slope is not None)

"""The example on the page: testing your own backward pass. A test runs it as is."""

EXAMPLE = '''\
from backprop import Experiment, Trainer, gradient_check

trainer = Trainer(Experiment(hidden=(4, 3), activations=("tanh", "tanh")))
X, y = trainer.batch_data

def my_gradients(mlp, X, y):
    """[(dW, db), ...] of layers 1 to L, by my own backward pass."""
    a = [X]
    for W, b in zip(mlp.W[1:], mlp.b[1:]):          # forward: tanh, then a sigmoid output
        z = a[-1] @ W + b
        a.append(np.tanh(z) if len(a) < mlp.depth else 1 / (1 + np.exp(-z)))
    dz, found = (a[-1] - y) / len(X), []            # backward
    for l in range(mlp.depth, 0, -1):
        found.insert(0, (a[l - 1].T @ dz, dz.sum(axis=0, keepdims=True)))
        dz = dz @ mlp.W[l].T * (1 - a[l - 1] ** 2)
    return found

check = gradient_check(trainer.mlp, X, y, gradients=my_gradients)
assert check.passed, check.failed_layers
print(check.worst, [layer.worst for layer in check.layers])
'''
EXAMPLE = f"import numpy as np\n{EXAMPLE}"

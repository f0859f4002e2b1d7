"""Mistakes that people make in a backward pass, each with its wrong line and how it shows.

They are not gradient rules: no experiment can choose them, and only a MistakenMLP applies one.
"""

from __future__ import annotations

from backprop.clinic import mistaken_steps as steps
from backprop.clinic.mistaken_mlp import Mistake

_ENTRIES = (
    Mistake(
        "sigmoid_slope_doubled",
        "Sigmoid slope doubled",
        "dz[l] = da[l] * a[l] * (1 - a[l])",
        "dz[l] = da[l] * 2 * a[l] * (1 - a[l])",
        "The article's own dsigmoid. Each sigmoid layer doubles what passes through it: every gradient is twice as large for each sigmoid layer that it has passed.",
        "a sigmoid layer",
        lambda mlp, n: "sigmoid" in mlp.activations,
        dz=steps.sigmoid_slope_doubled,
    ),
    Mistake(
        "dW_summed_db_averaged",
        "dW summed, db averaged",
        "dW[l] = a[l-1].T @ dz[l]            # dz[l] holds the 1/n",
        "dW[l] = a[l-1].T @ dz[l]            # no 1/n, but db = mean(dz)",
        "As in the article's own code. db is right, and every dW is n times too large: weights and biases train at two learning rates.",
        "more than one sample in a batch",
        steps.several_samples,
        gradients=steps.summed_dW,
    ),
    Mistake(
        "slope_forgotten",
        "Activation slope forgotten",
        "dz[l] = da[l] * f'(z[l])",
        "dz[l] = da[l]",
        "The output layer is right. In the layers before it dW and db are wrong, the more so the further back, because each layer leaves out one slope. The missing slopes are below 1, so the gradients are too large.",
        "a hidden layer that is not linear",
        steps.is_curved,
        dz=steps.slope_forgotten,
    ),
    Mistake(
        "slope_at_a",
        "Slope taken at a instead of z",
        "dz[l] = da[l] * f'(z[l])",
        "dz[l] = da[l] * f'(a[l])",
        "The output layer is right, dW and db of the layers below are not. Near z = 0 a and z are "
        "nearly the same for tanh, so the error is small there and grows with the weights.",
        "a hidden layer whose slope at a differs from that at z (ReLU's does not)",
        steps.a_is_not_z,
        dz=steps.slope_at_a,
    ),
    Mistake(
        "slope_of_the_next_layer",
        "Slope of the wrong layer's activation",
        "dz[l] = da[l] * f[l]'(z[l])",
        "dz[l] = da[l] * f[l+1]'(z[l])",
        "An index that is off by one. Layers are right as long as they have the same activation as the next one; the first that differs, and all before it, are wrong.",
        "two neighbouring layers with different activations",
        steps.neighbours_differ,
        dz=steps.slope_of_the_next_layer,
    ),
    Mistake(
        "output_slope_twice",
        "Output slope applied twice",
        "dz[L] = (a[L] - y) / n              # the slope is in it",
        "dz[L] = (a[L] - y) / n * a[L] * (1 - a[L])",
        "Wrong from the output layer down, and too small: a(1−a) is at most ¼. With cross-entropy a − y is already dz: the slope has cancelled. The cells have no common factor, because each sample has its own.",
        "cross-entropy on a sigmoid or softmax output",
        steps.fused,
        dz=steps.output_slope_twice,
    ),
    Mistake(
        "W_not_transposed",
        "W not transposed",
        "da[l-1] = dz[l] @ W[l].T",
        "da[l-1] = dz[l] @ W[l]",
        "The shapes fit only because W is square, so there is no error message. That layer and the later ones are right; before it dW and db have nothing to do with the true ones.",
        "a hidden W that is square (two neighbouring layers of equal size)",
        lambda mlp, n: any(steps.square(mlp, l) for l in range(2, mlp.depth + 1)),
        da=steps.not_transposed,
    ),
    Mistake(
        "one_path",
        "One path instead of the sum",
        "da[l-1] = Σ_j dz[l][:, j] W[l][:, j]    # all units of layer l",
        "da[l-1] = dz[l][:, 0] W[l][:, 0]        # the first unit alone",
        "A unit reaches the loss through every unit of the next layer, and the total derivative adds up all these paths. The last layers are right, back to the last one with several units; the layers before it are wrong.",
        "a layer of two or more units above a hidden layer",
        lambda mlp, n: any(size > 1 for size in mlp.layer_sizes[2:]),
        da=steps.one_path,
    ),
    Mistake(
        "updated_too_early",
        "Updated before the layer below",
        "da[l-1] = dz[l] @ W[l].T             # then W[l] -= η dW[l]",
        "W[l] -= η dW[l];  da[l-1] = dz[l] @ W[l].T",
        "The output layer is right; the layers before it are off by a little, as much as one update moves W. The error shrinks with the learning rate and the gradient, so training hides it.",
        "a hidden layer",
        steps.has_hidden,
        da=steps.updated_too_early,
    ),
    Mistake(
        "sign_turned",
        "Sign turned",
        "dz[L] = (a[L] - y) / n",
        "dz[L] = (y - a[L]) / n",
        "Every dW and db is −1 times the true one: the sizes are right, and training climbs. The "
        "article's text has this sign in its derivative of the squared error.",
        dz=steps.sign_turned,
    ),
    Mistake(
        "mean_forgotten",
        "1/n forgotten",
        "dz[L] = (a[L] - y) / n",
        "dz[L] = a[L] - y",
        "Every dW and db is n times too large, the same number everywhere: the gradient of the sum, "
        "not of the mean. Training looks like one with n times the learning rate.",
        "more than one sample in a batch",
        steps.several_samples,
        dz=steps.mean_forgotten,
    ),
    Mistake(
        "loss_without_its_2",
        "Factor 2 of the squared error missing",
        "da[L] = 2 (ŷ - y) / n",
        "da[L] = (ŷ - y) / n",
        "Every dW and db is half the true one. The derivative is that of ½(y − ŷ)², but the reported loss is (y − ŷ)². Training is right, at half the learning rate.",
        "squared error as its loss",
        lambda mlp, n: mlp.loss == "mse",
        dz=steps.halved,
    ),
    Mistake(
        "db_of_the_last_sample",
        "db of the last sample only",
        "db[l] = Σ dz[l] over the samples",
        "db[l] = dz[l][-1]",
        "Only db is wrong, in every layer, and by no common factor: one sample's part instead of the "
        "sum. Every dW is right, so dz must be right.",
        "more than one sample in a batch",
        steps.several_samples,
        gradients=steps.db_of_the_last_sample,
    ),
    Mistake(
        "db_averaged_again",
        "db averaged once more",
        "db[l] = sum(dz[l])                  # dz[l] holds the 1/n",
        "db[l] = mean(dz[l])                 # 1/n a second time",
        "Only db is wrong, in every layer by the same factor 1/n: dz carries the 1/n of the mean "
        "already. The biases hardly learn.",
        "more than one sample in a batch",
        steps.several_samples,
        gradients=steps.db_averaged_again,
    ),
    Mistake(
        "db_forgotten",
        "db never computed",
        "db[l] = Σ dz[l] over the samples",
        "db[l] = 0",
        "Only db is wrong, and it is 0: a relative error of exactly 1 in every bias. The biases stay "
        "where they began.",
        gradients=steps.db_forgotten,
    ),
    Mistake(
        "stale_activations",
        "Activations of the iteration before",
        "dW[l] = a[l-1].T @ dz[l]",
        "dW[l] = a_before[l-1].T @ dz[l]",
        "Only dW is wrong, and not in layer 1, whose input is the data. With the full batch it is off only by what the network changes in one iteration, so the error fades as training slows. With small batches the rows belong to other samples. At iteration 0 the old activations are all 0.",
        "a hidden layer",
        steps.has_hidden,
        gradients=steps.stale_activations,
    ),
    Mistake(
        "own_activations",
        "a of the layer instead of the one below",
        "dW[l] = a[l-1].T @ dz[l]",
        "dW[l] = a[l].T @ dz[l]",
        "The article's matrix form has it like this. The shapes fit only where W is square: dW of such layers is wrong, and everything else is right.",
        "a W that is square (two neighbouring layers of equal size)",
        lambda mlp, n: any(steps.square(mlp, l) for l in range(1, mlp.depth + 1)),
        gradients=steps.own_activations,
    ),
    Mistake(
        "penalty_forgotten",
        "Penalty forgotten in dW",
        "dW[l] = a[l-1].T @ dz[l] + l2 * W[l] + l1 * sign(W[l])",
        "dW[l] = a[l-1].T @ dz[l]",
        "Only dW is wrong, and what is missing is exactly the penalty's slope at W: the loss that is "
        "reported contains it, the gradient does not.",
        "an L1 or L2 penalty",
        steps.is_penalised,
        penalty=steps.penalty_forgotten,
    ),
    Mistake(
        "penalty_on_biases",
        "Penalty on the biases",
        "db[l] = Σ dz[l] over the samples",
        "db[l] = Σ dz[l] + l2 * b[l] + l1 * sign(b[l])",
        "Only db is wrong, by exactly the penalty's slope at b, which the loss does not contain. "
        "Biases begin at 0, so at iteration 0 nothing is wrong yet.",
        "an L1 or L2 penalty",
        steps.is_penalised,
        penalty=steps.penalty_on_biases,
    ),
)

MISTAKES: dict[str, Mistake] = {entry.name: entry for entry in _ENTRIES}

"""Follow one sample: forward, loss, backward and update in single moves, then the whole batch."""

from __future__ import annotations

from backprop.ui import notices, standing, state, words
from backprop.ui.sample import batch, picker, walk
from backprop.ui.sample.choice import OPTIONS, chosen_sample
from backprop.walkthrough import suggestions

state.begin_page(*OPTIONS)
notices.draw()
trainer = standing.draw("Follow one sample")
words.paragraph(
    "Take one [sample] of the [batch] of this [iteration] through the [forward pass] to its [loss], back through the [backward pass] to "
    "every [gradient], and into the [update]. Press Continue, and point at a quantity to see what it is."
)
offers = suggestions(trainer)
sample = chosen_sample(offers)
picker.draw(trainer, sample, offers)
picker.say_where(trainer, sample)
walk.draw(trainer, sample)
batch.draw(trainer, sample)

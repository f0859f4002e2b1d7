"""Follow one sample: forward, loss, backward and update in single moves, then the whole batch."""

from __future__ import annotations

from backprop.explain_batch import suggestions
from backprop.ui import notices, sample_batch, sample_picker, sample_walk, standing, state, words
from backprop.ui.sample_choice import OPTIONS, chosen_sample

state.begin_page(*OPTIONS)
notices.draw()
trainer = standing.draw("Follow one sample")
words.paragraph(
    "Take one [sample] of the [batch] of this [iteration] through the [forward pass] to its [loss], back through the [backward pass] to "
    "every [gradient], and into the [update]. Press Continue, and point at a quantity to see what it is."
)
offers = suggestions(trainer)
sample = chosen_sample(trainer, offers)
sample_picker.draw(trainer, sample, offers)
sample_picker.say_where(trainer, sample)
sample_walk.draw(trainer, sample)
sample_batch.draw(trainer, sample)

"""Follow one sample: forward, loss, backward and update in single moves, then the whole batch."""

from __future__ import annotations

from backprop.explain_batch import suggestions
from backprop.ui import notices, sample_batch, sample_picker, sample_walk, standing, state
from backprop.ui.sample_choice import OPTIONS, chosen_sample

state.begin_page(*OPTIONS)
notices.draw()
trainer = standing.draw("Follow one sample")
offers = suggestions(trainer)
sample = chosen_sample(trainer, offers)
sample_picker.draw(trainer, sample, offers)
sample_picker.say_where(trainer, sample)
sample_walk.draw(trainer, sample)
sample_batch.draw(trainer, sample)

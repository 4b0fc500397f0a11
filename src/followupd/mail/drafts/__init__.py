"""Messages to adapt: filled from what is known, with a visible gap for everything that is not."""

KINDS = ("connect", "after-event", "advice", "thanks", "congratulate", "reconnect", "outcome", "introduction")

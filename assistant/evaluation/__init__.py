"""How good the assistant is on labelled samples; pure scoring, used by ``make evaluate`` and the tests."""

"""Administration: who takes part, who may what, and what programs may ask for."""

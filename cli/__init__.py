"""The command `lagesbild`: what operators, analysts and auditors do from a terminal."""

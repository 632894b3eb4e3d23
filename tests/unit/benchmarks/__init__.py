"""The benchmarks measure what they say: reading, scoring, calibration, skill and the command as a whole."""

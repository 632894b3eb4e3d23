"""Timings, as ratios within one run on one machine; what must hold on every machine is a test instead."""

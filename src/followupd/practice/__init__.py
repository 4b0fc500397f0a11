"""The practice of networking, worked out from book and history: pure functions of values, as in planning."""

"""One script a question, each with its peer in the same run: `python -m benchmarks.NAME`, or `make bench`."""

"""Measures the service against a peer built from the library's own example, both in the same run.

`make bench` runs it and writes docs/performance.md. Nothing here is imported by the product.
"""

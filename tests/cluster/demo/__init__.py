"""`make demo-cluster`: the way from permissive to strict, told while it happens on a test bed of its own."""

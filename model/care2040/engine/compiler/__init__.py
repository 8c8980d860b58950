"""From laws to code: traced once, written for NumPy or for LLVM."""

"""The loop plan for a web page: `wasm_code` writes WebAssembly byte by byte, `wasm` prints nests in it, two numbers at
a time where it can, and `javascript` prints them as JavaScript that one can read; both take one run at a time.
"""

"""The loop plan as machine code: `text` is how LLVM writes instructions, `functions` powers and logarithms of vectors,
`printer` prints nests, `module` the functions of a run, `library` compiles and loads them, `kernels` says when, and
`machine` holds the memory of a batch and calls them.
"""

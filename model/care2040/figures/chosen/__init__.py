"""The best mixes of a choice as figures, pages and memos read them, and the sentences that tell of them."""

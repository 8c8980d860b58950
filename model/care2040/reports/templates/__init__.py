"""Templates in Word and Markdown, and what fills them."""

"""Care work in the Netherlands: the sector alone beside what was counted, in and out of sample."""

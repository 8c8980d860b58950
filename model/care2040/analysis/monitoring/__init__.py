"""What the years that came say of a projection: counts in the bands, what they moved, and what they change ahead."""

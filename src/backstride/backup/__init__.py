"""Taking along what people entered, and bringing it back."""

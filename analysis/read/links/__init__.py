"""What a document itself says belongs together: its sums, changes, rates and repetitions."""

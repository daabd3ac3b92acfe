"""Tables, charts and sentences over the bodies of a group; each number leads to the report of its body."""

"""What an auditor holds a report against: manifest, tables, signature, zip, verifier, and last year's back-test."""

"""What of storage can be tried without a server: keys, seals, documents to text and back."""

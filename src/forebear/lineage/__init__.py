"""What is known: the words, the database, and the questions asked of it."""

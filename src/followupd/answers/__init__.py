"""What an answer to a mail says: free text in Swedish and English → deeds, questions and what was not understood."""

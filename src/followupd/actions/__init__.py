"""The one door: everything a person does, wherever it is said, goes through `apply`."""

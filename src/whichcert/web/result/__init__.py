"""The result page as values: a recommendation becomes what each part of the page shows."""

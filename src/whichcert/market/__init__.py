"""What employers ask: postings in many formats, roles and certifications named, shares with intervals."""

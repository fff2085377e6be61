"""What every page shares: headers, language, limits, form fields, error pages."""

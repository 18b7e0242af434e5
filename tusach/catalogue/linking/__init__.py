"""What fields of one record say of another: articles, series, parts, earlier titles."""

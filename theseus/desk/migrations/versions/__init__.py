"""One module per migration, in order; none is ever changed after it was released."""

"""The Train page: the choices in the sidebar and the instrument."""

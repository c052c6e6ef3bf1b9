"""The migrations of the desk's database, run by ``theseus.desk.migrating``."""

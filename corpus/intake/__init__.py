"""How documents come in: found, read and catalogued by one process or many, shelved by one."""

"""The loop that does what is due: it claims jobs, does them in short transactions, and tidies up once an hour."""

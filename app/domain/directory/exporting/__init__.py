"""Giving a list out: the parties of a selection, row by row, as text or as a workbook that an import understands."""

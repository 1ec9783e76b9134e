#!/usr/bin/env python3
"""Workbooks for the tests of sheets as tables.

    workbook_files.py FOLDER

Stored files: openpyxl 3.1.5.
"""
import datetime
import sys
from pathlib import Path

import openpyxl

ROWS = [
    ["sample", "hsa-miR-21-5p", "hsa-miR-16-5p", "sex", "date", "note"],
    ["P1", 310, 22622, "F", datetime.date(2026, 11, 27), 'said "well"\nthen left'],
    ["P2", 418.5, None, "M", datetime.date(2026, 2, 3), None],
    ["P3", 0, 7, "F", None, "Müller; Köln"],
]


def openpyxl_book(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


folder = Path(sys.argv[1])
openpyxl_book(folder / "one.xlsx", [("Counts", ROWS), ("empty", [])])
openpyxl_book(folder / "two.xlsx", [("Counts", ROWS), ("Ct", [["sample", "miR-21-5p"], ["P1", 21.5]])])

"""What offices file and print: the workbook of live formulas, the Word document, the PDF."""

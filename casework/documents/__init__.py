"""Papers of the office: letters, forms, lists, dossiers; the same data as PDF and as DOCX.

    pdf(template, data) -> bytes        docx(template, data) -> bytes        pictures(template, data) -> PNG a page

template: "letter" (a letter between offices) or "paper" (a title and blocks: forms, lists, reports). Layouts are files
in templates/; data is passed to them as JSON and drawn as text, so that nothing a citizen writes is ever program.
data, every field optional, an unknown one is a KeyError:
  title, subtitle [lines], footer, author, language "th", thai_digits False (every digit of the words), wide False
  (landscape), blocks [...]; of a letter also draft (a mark such as ร่าง), emblem (the office's own SVG), number, office
  [lines], date, subject, to, refer, enclosures [lines], closing, signer {name, position}, contact [lines].
blocks, drawn in order:
  {"heading", "level" 1|2} · {"text", "indent", "align", "strong", "size"} · {"facts": [[label, value]], "label_width" mm}
  {"head": [...], "rows": [[...]], "widths": [shares], "align": ["left|center|right"], "size" pt}
  {"pen": title, "lines"} left empty for the pen · {"signatures": [{"name", "position", "mark"}]} kept together
  {"svg", "caption", "width" per cent} · {"qr": address, "caption"} · {"rule": 1} · {"page": 1}
Values are text. Dates, sums and digits as letters write them: casework/documents/figures.py.
"""

from casework.documents.figures import in_words, long_date, money, thai_digits
from casework.documents.printing import as_png, pdf, pictures
from casework.documents.wordfile import docx

__all__ = ["as_png", "docx", "in_words", "long_date", "money", "pdf", "pictures", "thai_digits"]

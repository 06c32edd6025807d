"""A QR code on paper: black squares, drawn as shapes so that any printer keeps them sharp."""

import segno
from reportlab.platypus import Flowable

QUIET = 4  # modules of white around it (ISO/IEC 18004)


class QRCode(Flowable):
    """`size` in points, the white around it included."""

    def __init__(self, text: str, size: float) -> None:
        super().__init__()
        self.width = self.height = size
        # 15 % may be folded or stained; more would make the squares too small for old cameras.
        self._rows = segno.make(text, error="m", micro=False).matrix

    def wrap(self, *_: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        module = self.width / (len(self._rows) + 2 * QUIET)
        path = self.canv.beginPath()
        for down, row in enumerate(self._rows):
            for right, is_dark in enumerate(row):
                if is_dark:
                    x = (right + QUIET) * module
                    y = self.height - (down + QUIET + 1) * module
                    path.rect(x, y, module, module)
        self.canv.setFillGray(0)
        self.canv.drawPath(path, stroke=0, fill=1)

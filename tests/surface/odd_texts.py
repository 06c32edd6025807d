"""What people, phones and mischief-makers type (F34)."""

import unicodedata

ODD = {
    "a script": "<script>alert(1)</script>",
    "a picture that runs": "<img src=x onerror=alert(2)>",
    "closing tags": "</b></div></body></script>-->",
    "entities": "a &amp; b &lt;c&gt; &#x41; & d",
    "Markdown": "*đậm* _nghiêng_ `mã` [chữ](javascript:alert(3)) # ## ~~x~~ | \\",
    "a template": "${alert(4)} {{alert(5)}} {% x %}",
    "emoji": "👵🏽👨‍👩‍👧‍👦🇻🇳❤️",
    "right to left": "\u202egnuhp\u202c שלום \u200fa",
    "zero width": "xo\u200bng\u200d r\ufeffồi",
    "marks of their own": unicodedata.normalize("NFD", "Tiếng Việt đã được chuẩn hóa"),
    "marks upon marks": "a" + "\u0301" * 50,
    "a link": "https://vi-du.example/?a=1&b=<2>#x",
    "a line of its own": '"; alert(6); //',
}

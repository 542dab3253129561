import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileMail } from '../../../electron/core/mail/compile.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Row } from '../../../shared/rules/schema.ts';

function htmlOf(html: string, row: Row = {}): string {
  const shown = compileMail({ subject: 'S', html: `<body>${html}</body>` }).preview(row).html;
  return shown.replace(/^<body>|<\/body>$/g, '');
}

function subjectOf(subject: string, row: Row = {}): string {
  return compileMail({ subject, html: 'x' }).preview(row).subject;
}

test.each<[string, Row, string]>([
  ['{{ first_name }}', { first_name: ' Amy ' }, 'Amy'],
  ['{{ first_name }}', { 'First name': 'Amy' }, 'Amy'],
  ['{{ row["First name"] }}', { 'First name': 'Amy' }, 'Amy'],
  [
    '{{ name }}',
    { name: '<b>"A" & \'B\' [c]</b>' },
    '&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39; &#91;c]&lt;/b&gt;',
  ],
  ['{{ a | default: "there" }}', { a: '  ' }, 'there'],
  ['{{ a | default: "there" }}', { a: 'Amy' }, 'Amy'],
  ['{{ a | first_name }}', { a: 'Amy Lee Miller' }, 'Amy'],
  ['{{ a | first_name }}', { a: 'Miller, Amy Lee' }, 'Amy'],
  ['{{ a | capitalize }}', { a: 'amy' }, 'Amy'],
  ['{{ a | money }}', { a: '1,234.5' }, '$1,234.50'],
  ['{{ a | money: "EUR", "de-DE" }}', { a: '1234,5' }, '1.234,50 €'],
  ['{{ a | money }}', { a: '' }, ''],
  ['{{ a | date }}', { a: '2026-03-09' }, 'March 9, 2026'],
  ['{{ a | date: "%A, %d.%m.%y", "day-first" }}', { a: '03/09/2026' }, 'Thursday, 03.09.26'],
  ['{{ a | times: 2 | plus: 0.1 }}', { a: '0.1' }, '0.3'],
  ['{{ a | url_encode }}', { a: 'a b&c' }, 'a+b%26c'],
  [
    '{% assign n = a | split: ";" %}{% for x in n %}<i>{{ x }}</i>{% endfor %}',
    { a: '1;<' },
    '<i>1</i><i>&lt;</i>',
  ],
  ['{% capture x %}<b>{{ a }}</b>{% endcapture %}{{ x }}', { a: 'A & B' }, '<b>A &amp; B</b>'],
  ['{% if vip == "yes" %}VIP{% else %}-{% endif %}', { vip: 'yes' }, 'VIP'],
  ['{% raw %}{{ a }}{% endraw %}', {}, '{{ a }}'],
  ['{{ constructor | default: "x" }}', { constructor: '' }, 'x'],
])('%s of %j', (html, row, expected) => {
  expect(htmlOf(html, row)).toBe(expected);
});

test('subjects are plain text in one line', () => {
  expect(subjectOf('Hi {{ a }} & co', { a: 'A & "B"\r\nBcc: x' })).toBe('Hi A & "B" Bcc: x & co');
});

test.each([
  [
    'subject',
    '{{ a',
    'x',
    'The subject of the mail has a mistake in line 1: {{ a is never closed.',
  ],
  [
    'html',
    'S',
    'x\n<p>\n{% if a %}',
    'The html of the mail has a mistake in line 3: {% if a %} is never closed.',
  ],
  ['html', 'S', '{% endif %}', '"endif" has no place here'],
  ['html', 'S', '{% include "/etc/passwd" %}', '"include" has no place here'],
  ['html', 'S', '{% render "x" %}', '"render" has no place here'],
  [
    'html',
    'S',
    '{{ a | captalize }}',
    'there is no filter "captalize". Did you mean "capitalize"?',
  ],
  ['html', 'S', '{{ a | raw }}', 'there is no filter "raw"'],
  ['html', 'S', '{{ }}', 'a placeholder is empty'],
])('a mistake in the %s is named with its line', (_, subject, html, words) => {
  const compile = () => compileMail({ subject, html });
  expect(compile).toThrow(words);
  expect(compile).toThrow(expect.objectContaining({ code: 'template-invalid' }));
});

test('the preheader counts too', () => {
  const compile = () => compileMail({ subject: 'S', preheader: '{{', html: 'x' });
  expect(compile).toThrow('The preheader of the mail has a mistake in line 1');
});

test.each([
  [
    '{{ frist_name }}',
    'uses "frist_name" in line 1, but there is no such column. Columns are: First name, total. Did you mean "first_name"?',
  ],
  [
    'x\n{{ row["First Name"] }}',
    'uses "First Name" in line 2, but there is no such column. Columns are: First name, total. Did you mean row["First name"]?',
  ],
  ['{% if tota > 5 %}x{% endif %}', 'Did you mean "total"?'],
])('%s is no column', (html, words) => {
  const columns = ['First name', 'total'];
  expect(() => compileMail({ subject: 'S', html }, columns)).toThrow(words);
  expect(() => compileMail({ subject: html, html: 'x' }, columns)).toThrow(
    'The subject of the mail',
  );
});

test('columns, their short names and what the mail assigns itself are known', () => {
  const html =
    '{{ first_name }}{{ row["First name"] }}{% assign x = total %}{{ x }}{% for i in (1..2) %}{{ i }}{{ forloop.index }}{% endfor %}';
  expect(() => compileMail({ subject: 'S', html }, ['First name', 'total'])).not.toThrow();
});

test('a short name two columns would share is none', () => {
  const columns = ['First name', 'First-Name'];
  expect(() => compileMail({ subject: '{{ first_name }}', html: 'x' }, columns)).toThrow(
    'no such column',
  );
  expect(htmlOf('{{ first_name }}', { 'First name': 'A', first_name: 'B' })).toBe('B');
});

test.each([
  ['<p>\u0024{x}</p>', '"\u0024{"'],
  ['<#if>[#x]', '"[#"'],
  ['<@x>', '"<@"'],
])('%s is refused', (html, sequence) => {
  expect(() => compileMail({ subject: 'S', html })).toThrow(`contains ${sequence}`);
  expect(() => compileMail({ subject: html, html: 'x' })).not.toThrow();
});

test('limits of the service', () => {
  const mail = (html: string) => () => compileMail({ subject: 'S', html });
  expect(mail('x'.repeat(150_001))).toThrow('at most 150,000 fit');
  expect(mail(`<a href="http://x.example/${'y'.repeat(1_005)}">x</a>`)).toThrow('at most 1,005');
  expect(
    mail(
      `<a href="http://x.example/${'y'.repeat(900)}{{ a | default: "${'z'.repeat(200)}" }}">x</a>`,
    ),
  ).not.toThrow();
});

test.each([
  ['<p>x</p>', '<!doctype html><html><body>[[trackingImage]]<p>x</p></body></html>'],
  [
    '<html><body class="a>b">x</body></html>',
    '<html><body class="a>b">[[trackingImage]]x</body></html>',
  ],
  [
    '<html><head><title>t</title></head>x</html>',
    '<html><head><title>t</title></head>[[trackingImage]]x</html>',
  ],
  ['<!-- <body> --><BODY>x', '<!-- <body> --><BODY>[[trackingImage]]x'],
  ['<body>x[[TrackingImage]]</body>', '<body>x[[TrackingImage]]</body>'],
])('%s counts opens', (html, sent) => {
  const mail = compileMail({ subject: 'S', html });
  expect(mail.plan([{ id: '1', row: {} }]).groups[0]?.html).toBe(sent);
  expect(mail.preview({}).html).not.toMatch(/trackingImage/i);
});

test.each([
  ['{{ a | date }}', { a: '03/04/2026' }, 'it could be two different days'],
  ['{{ a | date }}', { a: 'soon' }, '"soon" cannot be read as a date'],
  ['{{ a | money }}', { a: '1.234' }, 'it could be two different numbers'],
  ['{{ a | money: "dollars" }}', { a: '5' }, 'a currency such as "USD"'],
  ['{{ a | divided_by: 0 }}', { a: '5' }, 'a number to calculate with'],
  ['{{ missing }}', { a: '5' }, 'there is nothing called "missing"'],
  ['{% for i in (1..99999999) %}x{% endfor %}', {}, 'limit'],
])('%s of %j cannot be made', (html, row, words) => {
  expect(() => htmlOf(html, row)).toThrow(words);
  expect(() => htmlOf(html, row)).toThrow(RulepostError);
});

test('a loop in a loop in a loop ends', () => {
  const loops = '{% for a in (1..5000) %}'.repeat(4) + 'x'.repeat(1_000) + '{% endfor %}'.repeat(4);
  expect(() => htmlOf(loops)).toThrow(RulepostError);
});

test('nothing of JavaScript shows through', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'row.constructor', 'a.constructor']) {
    expect(() => htmlOf(`{{ ${name} }}`, { a: 'x' }), name).toThrow(RulepostError);
  }
});

test('any template is either a mail or refused in words (fuzz)', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '{{ a }}',
      '{{',
      '}}',
      '{% if a %}',
      '{% endif %}',
      '{% else %}',
      '{% for x in a %}',
      '{% endfor %}',
      '{{ x }}',
      '{% assign x = a %}',
      '{% capture x %}',
      '{% endcapture %}',
      '| money',
      '{{ a | date }}',
      '{{ a | split: "," }}',
      '{% case a %}',
      '{% when 1 %}',
      '{% endcase %}',
      '{% raw %}',
      '{% endraw %}',
      '<a href="',
      '">',
      "'",
      '<!--',
      '-->',
      '<style>',
      '</style>',
      '[',
      ']',
      '[[',
      '${',
      '<@',
      '{% break %}',
      '{% comment %}',
      '{% endcomment %}',
      '{%-',
      '-%}',
      '\n',
    ),
    fc.string({ maxLength: 5 }),
  );
  const template = fc
    .array(piece, { minLength: 1, maxLength: 10 })
    .map((pieces) => pieces.join(''));
  const rows = fc.array(
    fc.record({
      a: fc.oneof(fc.constantFrom('', '5', 'x,y', '<b>', '[[x]]', '${', '2026-01-02'), fc.string()),
    }),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(template, template, rows, (subject, html, list) => {
      try {
        const mail = compileMail({ subject, preheader: subject, html });
        const recipients = list.map((row, at) => ({ id: String(at), row }));
        const { groups, rejected } = mail.plan(recipients);
        const ids = [...groups.flatMap((group) => group.ids), ...rejected.map(({ id }) => id)];
        expect(ids.toSorted()).toEqual(recipients.map(({ id }) => id));
        for (const { problem } of rejected) expect(problem.code).not.toBe('unexpected');
      } catch (error) {
        if (!(error instanceof RulepostError)) throw error;
        expect(error.message).toMatch(/^(The (subject|preheader|html) of the mail|A link)/);
      }
    }),
    { numRuns: 5_000, seed: 4 },
  );
}, 60_000);

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CompiledMail, compileMail } from '../../../electron/core/mail/compile.ts';
import { createEngine } from '../../../electron/core/mail/engine.ts';
import { escapeHtml } from '../../../electron/core/mail/escape.ts';
import type { MailGroup } from '../../../electron/core/mail/plan.ts';
import { canTravel } from '../../../electron/core/mail/slots.ts';
import { withoutTracking } from '../../../electron/core/mail/tracking.ts';
import type { Row } from '../../../shared/rules/schema.ts';

const body = (html: string) => `<body>[[trackingImage]]${html}</body>`;

function planOf(
  content: { subject?: string; preheader?: string; html: string },
  rows: Row[],
  options = {},
) {
  const { subject = 'S', preheader, html } = content;
  const mail = compileMail({ subject, html: body(html), ...(preheader && { preheader }) });
  const plan = mail.plan(
    rows.map((row, at) => ({ id: String(at), row })),
    options,
  );
  return { ...plan, mail, htmls: plan.groups.map((group) => group.html.slice(23, -7)) };
}

const people = (...names: string[]): Row[] => names.map((name) => ({ name, city: 'Rome' }));

test('what is equal is written once, what differs becomes a slot', () => {
  const { groups, htmls } = planOf({ html: 'Hi {{ name }} in {{ city }}' }, people('Amy', 'Bob'));
  expect(htmls).toEqual(['Hi [[CUSTOM.rulepost_1]] in Rome']);
  expect(groups[0]).toMatchObject({ ids: ['0', '1'], slots: 1 });
  expect([...(groups[0]?.values ?? [])]).toEqual([
    ['0', ['Amy']],
    ['1', ['Bob']],
  ]);
});

test('one placeholder has one slot in all parts, with a fallback where one is needed', () => {
  const { groups, htmls } = planOf(
    { subject: '{{ name }}!', preheader: 'For {{name}}', html: '{{ name }} {{- name }}' },
    people('Amy', 'Bob'),
  );
  expect(groups[0]).toMatchObject({
    slots: 1,
    subject: '[[CUSTOM.rulepost_1 OR "you"]]!',
    preheader: 'For [[CUSTOM.rulepost_1 OR "you"]]',
  });
  expect(htmls).toEqual(['[[CUSTOM.rulepost_1]][[CUSTOM.rulepost_1]]']);
});

test('a single recipient needs no slots', () => {
  const { groups, htmls } = planOf({ html: 'Hi {{ name }}' }, people('Amy & co'));
  expect(htmls).toEqual(['Hi Amy &amp; co']);
  expect(groups[0]?.slots).toBe(0);
});

test('keepPersonal keeps slots for later recipients', () => {
  const { groups, htmls } = planOf({ html: '{{ name }} {{ city }} {{ "x" }}' }, people('Amy'), {
    keepPersonal: true,
  });
  expect(htmls).toEqual(['[[CUSTOM.rulepost_1]] [[CUSTOM.rulepost_2]] x']);
  expect(groups[0]?.values.get('0')).toEqual(['Amy', 'Rome']);
});

test('names of fields can be given', () => {
  const { htmls } = planOf({ html: '{{ name }}' }, people('A', 'B'), {
    slotTag: (slot: number) => `f${slot}`,
  });
  expect(htmls).toEqual(['[[CUSTOM.f0]]']);
});

test('values that cannot travel are grouped and written in, escaped', () => {
  const odd = ['', 'x'.repeat(256), '<b>', 'a\nb', '&lt', '[[x]]', ' '];
  const { groups, htmls, rejected } = planOf({ html: '{{ name }}' }, people('Amy', 'Bob', ...odd));
  expect(htmls).toEqual([
    '[[CUSTOM.rulepost_1]]',
    '',
    'x'.repeat(256),
    '&lt;b&gt;',
    'a\nb',
    '&amp;lt',
    '&#91;&#91;x]]',
  ]);
  expect(groups.map(({ ids }) => ids)).toEqual([
    ['0', '1'],
    ['2', '8'],
    ['3'],
    ['4'],
    ['5'],
    ['6'],
    ['7'],
  ]);
  expect(rejected).toEqual([]);
});

test('blocks: text travels, markup groups', () => {
  const html = '{% if vip == "1" %}dear {{ name }}{% else %}you{% endif %}';
  const rows = [
    { vip: '1', name: 'Amy' },
    { vip: '0', name: 'Bob' },
  ];
  expect(planOf({ html }, rows).htmls).toEqual(['[[CUSTOM.rulepost_1]]']);
  const bold = '{% if vip == "1" %}<b>dear</b>{% else %}you{% endif %} {{ name }}';
  expect(planOf({ html: bold }, [...rows, { vip: '1', name: 'Cid' }]).htmls).toEqual([
    '<b>dear</b> [[CUSTOM.rulepost_1]]',
    'you Bob',
  ]);
});

test('in attributes only values that need no escaping travel; in tags and comments none', () => {
  const row = (a: string) => ({ a });
  const link = '<a href="https://x.example/?c={{ a }}">x</a>';
  expect(planOf({ html: link }, [row('A1'), row('B2')]).htmls).toHaveLength(1);
  expect(
    planOf({ html: link }, [row('A1'), row('B2'), row('"><i>'), row('a b')]).htmls,
  ).toHaveLength(3);
  for (const html of [
    '<p class={{ a }}>',
    '<!-- {{ a }} -->',
    '<style>{{ a }}</style>',
    '{% if a != "" %}<p title="{% endif %}{{ a }}',
  ]) {
    expect(planOf({ html }, [row('A1'), row('B2')]).htmls, html).toHaveLength(2);
  }
});

test('brackets beside a slot stay apart from its tag', () => {
  const rows = people('Amy', 'Bob');
  expect(planOf({ html: '[{{ name }}]' }, rows).htmls).toEqual(['&#91;[[CUSTOM.rulepost_1]]&#93;']);
  const { groups } = planOf({ subject: '[{{ name }}]', html: 'x' }, rows);
  expect(groups.map(({ subject }) => subject)).toEqual(['[Amy]', '[Bob]']);
});

test('at most 25 slots; the least diverse values are written in', () => {
  const names = Array.from({ length: 27 }, (_, at) => `c${at}`);
  const html = names.map((name) => `{{ ${name} }}`).join(' ');
  const rows = Array.from({ length: 30 }, (_, row) =>
    Object.fromEntries(
      names.map((name, at) => [name, at === 3 || at === 9 ? `v${row % 2}` : `v${row}`]),
    ),
  );
  const { groups, mail } = planOf({ html }, rows);
  expect(mail.maxSlots).toBe(25);
  expect(groups.map(({ slots, ids }) => [slots, ids.length])).toEqual([
    [25, 15],
    [25, 15],
  ]);
});

test('a subject that merge tags would make too long has none', () => {
  const subject = `${'x'.repeat(180)}{{ name }}`;
  const { groups } = planOf({ subject, html: '{{ name }}' }, people('Amy', 'Bob'));
  expect(groups.map((group) => group.subject.slice(180))).toEqual(['Amy', 'Bob']);
});

test('one placeholder means different things after an assignment', () => {
  const html = '{% assign x = name %}{{ x }} {% assign x = city %}{{ x }} {{ city }}';
  const rows = [
    { name: 'Amy', city: 'Rome' },
    { name: 'Bob', city: 'Oslo' },
  ];
  const { groups, htmls, mail } = planOf({ html }, rows);
  expect(htmls).toEqual(['[[CUSTOM.rulepost_1]] [[CUSTOM.rulepost_2]] [[CUSTOM.rulepost_3]]']);
  expect(groups[0]?.values.get('1')).toEqual(['Bob', 'Oslo', 'Oslo']);
  expect(mail.maxSlots).toBe(3);
});

test.each<[string, { subject?: string; html: string }, Row, string]>([
  ['a forbidden sequence', { html: '{{ a }}' }, { a: 'a [# b' }, 'forbidden-sequence'],
  ['one that arises at a seam', { html: '\u0024{{ a }}' }, { a: '{' }, 'forbidden-sequence'],
  ['one that arises by nothing between', { html: '<{{ a }}@' }, { a: '' }, 'forbidden-sequence'],
  ['an unreadable value', { html: '{{ b | date }}' }, { a: '', b: 'soon' }, 'value-unreadable'],
  ['an empty subject', { subject: '{{ a }}', html: 'x' }, { a: ' ' }, 'subject-empty'],
  ['a long subject', { subject: '{{ a }}', html: 'x' }, { a: 'x'.repeat(201) }, 'mail-too-long'],
  [
    'a merge tag in a subject',
    { subject: '{{ a }}', html: 'x' },
    { a: '[[FirstName]]' },
    'value-unsafe',
  ],
  ['a long mail', { html: '{{ a }}' }, { a: 'x'.repeat(150_001) }, 'mail-too-long'],
  ['a long link', { html: '<a href="{{ a }}">x</a>' }, { a: 'x'.repeat(1_006) }, 'link-too-long'],
  ['a missing column', { html: '{{ b }}' }, { a: '' }, 'mail-not-made'],
])('%s keeps one person out, not the others', (_, content, row, code) => {
  const { groups, rejected } = planOf(content, [{ a: 'fine', b: '' }, row, { a: 'good', b: '' }]);
  expect(rejected).toMatchObject([{ id: '1', problem: { code } }]);
  expect(groups.flatMap(({ ids }) => ids)).toEqual(['0', '2']);
});

test('a link with a slot is measured for each person', () => {
  const html = `<a href="https://x.example/${'y'.repeat(900)}{{ a }}">x</a>`;
  const { groups, rejected } = planOf({ html }, [{ a: 'a' }, { a: 'b' }, { a: 'z'.repeat(200) }]);
  expect(rejected).toMatchObject([{ id: '2', problem: { code: 'link-too-long' } }]);
  expect(groups.flatMap(({ ids }) => ids)).toEqual(['0', '1']);
});

test.each([
  ['Amy', true],
  ['A & B', true],
  ['AT&T', true],
  ['"A" \'B\'', true],
  ['Größe', true],
  ['', false],
  [' ', false],
  [' Amy', false],
  ['&amp;', false],
  ['&#65;', false],
  ['a<b', false],
  ['a\tb', false],
  ['x'.repeat(256), false],
])('"%s" travels in text: %s', (value, travels) => {
  expect(canTravel(value, 'text')).toBe(travels);
  expect(canTravel(value, 'nowhere')).toBe(false);
});

/** What the service does with a mail: fills the tags, escaping values in HTML or not. */
function fill(group: MailGroup, id: string, written: (text: string) => string) {
  const values = group.values.get(id) ?? [];
  const replace = (text: string, write: (value: string) => string) =>
    text.replace(/\[\[CUSTOM\.rulepost_(\d+)(?: OR "you")?\]\]/g, (_, number) =>
      write(values[number - 1] ?? 'MISSING'),
    );
  const plain = (text: string) => text;
  return {
    subject: replace(group.subject, plain),
    preheader: replace(group.preheader ?? '', plain),
    html: withoutTracking(replace(group.html, written)),
  };
}

/** Simple entities and the characters they stand for show the same. */
function shown(html: string): string {
  return html.replace(
    /&(quot|#39|#91|#93|amp);/g,
    (_, name) =>
      ({ quot: '"', '#39': "'", '#91': '[', '#93': ']', amp: '&' })[name as string] ?? '',
  );
}

function expectFaithful(mail: CompiledMail, rows: Row[], keepPersonal: boolean): void {
  const recipients = rows.map((row, at) => ({ id: String(at), row }));
  const { groups, rejected } = mail.plan(recipients, { keepPersonal });
  const served = [...groups.flatMap(({ ids }) => ids), ...rejected.map(({ id }) => id)];
  expect(served.toSorted()).toEqual(recipients.map(({ id }) => id).toSorted());
  for (const group of groups) {
    expect(group.slots).toBeLessThanOrEqual(mail.maxSlots);
    for (const id of group.ids) {
      const direct = mail.preview(rows[Number(id)] ?? {});
      const escaped = fill(group, id, escapeHtml);
      const raw = fill(group, id, (text) => text);
      expect({ ...escaped, html: shown(escaped.html) }).toEqual({
        ...direct,
        html: shown(direct.html),
      });
      expect(shown(raw.html)).toBe(shown(direct.html));
      expect(group.values.get(id)).toHaveLength(group.slots);
    }
  }
}

test('a preview is what Liquid itself makes of the whole template', () => {
  const parts = [
    '{{ a }}',
    ' ',
    '\n',
    '{{- b -}}',
    '{%- if a == "Amy" -%} x {%- else %} y {% endif -%}',
    '{% assign a = b -%}',
    '{{ a -}}',
    'z',
    '{% for i in (1..2) -%} {{ i }} {%- endfor %}',
  ];
  const rows = fc.record({ a: fc.constantFrom('Amy', '<', ''), b: fc.constantFrom('1', '&') });
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 8 }), rows, (pieces, row) => {
      const html = `<body>${pieces.join('')}`;
      const engine = createEngine('html');
      const whole: unknown = engine.renderSync(engine.parse(html), row);
      expect(compileMail({ subject: 'S', html }).preview(row).html).toBe(whole);
    }),
    { numRuns: 500 },
  );
});

const value = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'Amy',
    'Bob',
    'A & B',
    '&amp;',
    '<b>',
    '"',
    '[',
    ']',
    '[[x]]',
    '1',
    'a\nb',
    '${',
    '#',
    'x'.repeat(300),
    'AT&T',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const row = fc.record({ a: value, b: value, 'C d': value });
const piece = fc.constantFrom(
  'Hi ',
  '{{ a }}',
  '{{ b }}',
  '{{ c_d }}',
  '{{ row["C d"] }}',
  '{{ a | upcase }}',
  '{{ a | default: "you" }}',
  '<p>',
  '</p>',
  '[',
  ']',
  '#',
  '$',
  '&',
  ' ',
  '<a href="x?{{ a }}">',
  '<a title="',
  '">',
  '{% if a == "1" %}one{% else %}{{ b }}{% endif %}',
  '{% if b == "Amy" %}<b>{{ a }}</b>{% endif %}',
  '{% assign a = b %}',
  '{% capture b %}<i>{{ a }}</i>{% endcapture %}',
  '{% for x in (1..2) %}{{ a }},{% endfor %}',
  '<!-- ',
  ' -->',
  '{%- if a == "Amy" -%} x {%- endif -%}',
  '{{- b -}}',
);
const template = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));

test('the compiled mails are exactly the direct ones, and nobody is lost or doubled', () => {
  fc.assert(
    fc.property(
      template,
      template,
      template,
      fc.array(row, { maxLength: 6 }),
      fc.boolean(),
      (subject, preheader, html, rows, keep) => {
        const content = { subject: `s${subject}`, preheader, html: `<body>${html}` };
        // Templates the service would refuse are not the matter here.
        if (/\[#|\$\{|<@/.test(html.replace(/\{[{%].*?[%}]\}/g, ' '))) return;
        expectFaithful(compileMail(content), rows, keep);
      },
    ),
    { numRuns: 1_500 },
  );
});

test('ten thousand recipients with three values each fit one mail', () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => ({
    name: `Amy ${at}`,
    order: `R${at}`,
    total: `${at}.50`,
  }));
  const html = `${'<p>text</p>'.repeat(500)}Hi {{ name }}, order {{ order }}: {{ total | money }}`;
  const { groups } = planOf({ subject: 'Order {{ order }}', html }, rows);
  expect(groups).toHaveLength(1);
  expect(groups[0]).toMatchObject({ slots: 3 });
  expect(groups[0]?.values.get('9999')).toEqual(['R9999', 'Amy 9999', '$9,999.50']);
});

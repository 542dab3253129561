import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { formatRule, parseRule } from '../../../shared/rules/parse.ts';
import { operators, type Rule, ruleSchema } from '../../../shared/rules/schema.ts';
import { thanks } from './samples.ts';

const good = `id: thanks
name: Thank you
when:
  trigger: new-row
  file: orders.csv
  key: order_id
who:
  recipient: email
  conditions:
    - { field: total, operator: greater-than, value: 50 }
what:
  subject: Thank you, {{ first_name }}
  htmlFile: thanks.html
`;

function problemsOf(text: string): string {
  try {
    parseRule(text, 'thanks.yaml');
  } catch (error) {
    if (error instanceof RulepostError && error.code === 'rule-invalid') return error.message;
    throw error;
  }
  throw new Error('the rule was taken');
}

test('a rule file is read, with what it leaves out filled in', () => {
  const { rule } = parseRule(good, 'thanks.yaml');
  expect(rule.who).toEqual({
    recipient: 'email',
    oncePer: 'row',
    conditions: [{ field: 'total', operator: 'greater-than', value: 50 }],
  });
  expect(rule.what).toEqual({ subject: 'Thank you, {{ first_name }}', htmlFile: 'thanks.html' });
  expect(rule.safeguards.approveAbove).toBe(500);
});

test('JSON is read too', () => {
  const { rule } = parseRule(JSON.stringify(thanks, null, '\t'), 'thanks.json');
  expect(rule).toEqual(thanks);
});

test.each([
  [
    'a misspelt field',
    good.replace('recipient:', 'recipent:'),
    'line 8, who.recipent: there is no such field; did you mean "recipient"?',
  ],
  [
    'a missing field, at its group',
    good.replace('recipient: email', 'oncePer: row'),
    'line 7, who.recipient: is missing',
  ],
  [
    'an unknown field',
    good.replace('key:', 'zzz:'),
    'line 6, when.zzz: there is no such field; fields here are trigger, file, key',
  ],
  [
    'an unknown operator',
    good.replace('greater-than', 'greater_then'),
    'line 10, who.conditions[1].operator: "greater_then" is not known',
  ],
  [
    'its nearest name',
    good.replace('greater-than', 'greater_then'),
    'Did you mean "greater-than"?',
  ],
  [
    'a number in quotation marks',
    good.replace('50 }', '"50" }'),
    'line 10, who.conditions[1].value: must be a number, not the text "50" (write it without quotation marks)',
  ],
  [
    'a number where text belongs',
    good.replace('name: Thank you', 'name: 5'),
    'line 2, name: must be text, not 5 (write it in quotation marks: "5")',
  ],
  [
    'a missing operator',
    good.replace('operator: greater-than, ', ''),
    'line 10, who.conditions[1].operator: is missing; give one of',
  ],
  [
    'a list where one value belongs',
    good.replace('greater-than, value: 50', 'is, value: [1]'),
    'must be text, a number or true/false, not a list',
  ],
  ['an empty text', good.replace('email', "''"), 'line 8, who.recipient: is empty'],
  [
    'a bad address',
    `${good}  fromEmail: nobody\n`,
    'line 14, what.fromEmail: "nobody" is not an e-mail address',
  ],
  [
    'both kinds of HTML',
    `${good}  html: <p>x</p>\n`,
    'line 11, what: give either html or htmlFile',
  ],
  [
    'no HTML',
    good.replace('  htmlFile: thanks.html\n', ''),
    'line 11, what: give either html or htmlFile',
  ],
  ['a bad id', good.replace('id: thanks', 'id: Thanks!'), 'line 1, id: use lower-case letters'],
  ['a repeated field', `${good}name: Again\n`, 'line 14: the same field stands here twice'],
  ['a tab', good.replace('  file:', '\tfile:'), 'line 5'],
  [
    'an open quotation mark',
    good.replace('Thank you\n', '"Thank you\n'),
    'a closing quotation mark',
  ],
  [
    'a number too large',
    `${good}safeguards:\n  approveAbove: 9999999\n`,
    'line 15, safeguards.approveAbove: must be at most 1000000',
  ],
  ['an empty file', '', 'line 1: the file is empty'],
  ['no rule at all', 'just words', 'line 1: this is not a rule'],
  ['two rules', `${good}---\n${good}`, 'line 14: a second rule begins here'],
])('%s is named with line and field', (_, text, words) => {
  expect(problemsOf(text)).toContain(words);
});

test('every problem is listed, in the order of the lines', () => {
  const words = problemsOf(good.replace('recipient:', 'recipent:').replace('file:', 'fil:'));
  expect(words.indexOf('line 5, when.fil')).toBeGreaterThan(0);
  expect(words.indexOf('line 8, who.recipent')).toBeGreaterThan(words.indexOf('line 5, when.fil'));
});

test('a bomb of references and a tower of brackets are refused', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (let at = 1; at < 9; at++) {
    const [from, to] = ['abcdefghij'[at - 1], 'abcdefghij'[at]];
    bomb.push(`${to}: &${to} [${`*${from},`.repeat(9).slice(0, -1)}]`);
  }
  expect(problemsOf(bomb.join('\n'))).toContain('cannot be read as YAML');
  expect(problemsOf(`a: ${'['.repeat(20_000)}`)).toContain('not valid');
});

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((s) => s.trim() !== '');
const trimmed = text.map((s) => s.trim());
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const condition = fc.oneof(
  fc.record({ field: trimmed, operator: fc.constantFrom('is-empty', 'is-not-empty') }),
  fc.record({
    field: trimmed,
    operator: fc.constantFrom('greater-than', 'at-most'),
    value: fc.integer(),
  }),
  fc.record({ field: trimmed, operator: fc.constantFrom('is', 'contains'), value: scalar }),
  fc.record({
    field: trimmed,
    operator: fc.constant('one-of'),
    value: fc.array(scalar, { minLength: 1, maxLength: 5 }),
  }),
);
const html = fc
  .array(fc.oneof(text, fc.constantFrom('\n', '\r\n', '\t', '  ', '<p>', '{{ a }}', '---', '# ')), {
    minLength: 1,
  })
  .map((parts) => parts.join(''));
const anyRule = fc
  .record({
    id: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,10}$/),
    name: trimmed,
    when: fc.record({
      trigger: fc.constant('new-row'),
      file: trimmed,
      gatherSeconds: fc.nat(3600),
    }),
    who: fc.record({ recipient: trimmed, conditions: fc.array(condition, { maxLength: 4 }) }),
    what: fc.record({ subject: trimmed, html }),
  })
  .map((rule): Rule => ruleSchema.parse(rule));

test('what formatRule writes, parseRule reads back', () => {
  fc.assert(
    fc.property(anyRule, (rule) => {
      expect(parseRule(formatRule(rule), 'rule.yaml').rule).toEqual(rule);
    }),
  );
});

test('any text is either a rule or refused in words (fuzz)', () => {
  const lines = good.split('\n');
  const piece = fc.oneof(
    fc.constantFrom(
      ...lines,
      ...Object.keys(operators),
      '&a',
      '*a',
      '!!js/function x',
      '? ',
      '- ',
      '|',
      '%YAML 1.2',
      '"',
      '{',
      ']',
      '\t',
      '__proto__: {}',
    ),
    fc.string({ maxLength: 12 }),
  );
  const mangled = fc
    .tuple(fc.nat(lines.length), fc.nat(3), fc.array(piece, { maxLength: 3 }))
    .map(([at, gone, added]) => lines.toSpliced(at, gone, ...added).join('\n'));
  const anything = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('\n'));
  fc.assert(
    fc.property(fc.oneof(mangled, anything), (file) => {
      try {
        parseRule(file, 'rule.yaml');
      } catch (error) {
        if (!(error instanceof RulepostError)) throw error;
        expect(error.code).toBe('rule-invalid');
        expect(error.message).toMatch(/line \d+/);
      }
    }),
    { numRuns: 5_000, seed: 1 },
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDeepLink, parseDeepLink, parsePastedAddress } from '../../../shared/deep-link.ts';

const answer = { kind: 'answer', answer: { state: 's1', code: 'c1' } };
const notOurs = { kind: 'not-ours' };

describe('a deep link', () => {
  it('carries a code or a refusal', () => {
    expect(parseDeepLink('app.rulepost:/oauth/callback?code=c1&state=s1')).toEqual(answer);
    expect(
      parseDeepLink(
        'app.rulepost:/oauth/callback?error=access_denied&error_description=No+way&state=s1',
      ),
    ).toEqual({
      kind: 'answer',
      answer: { state: 's1', error: 'access_denied', description: 'No way' },
    });
  });

  it.each([
    'app.rulepost://oauth/callback?code=c1&state=s1', // another host, another path
    'app.rulepost:/oauth/callback/more?code=c1&state=s1',
    'app.rulepost:/other?code=c1&state=s1',
    'app.rulepost.evil:/oauth/callback?code=c1&state=s1',
    'http://localhost:18471/oauth/callback?code=c1&state=s1',
    'javascript:alert(1)',
    '',
    `app.rulepost:/oauth/callback?code=${'c'.repeat(6_000)}&state=s1`,
  ])('is not ours: %s', (address) => {
    expect(parseDeepLink(address)).toEqual(notOurs);
  });

  it.each([
    ['code=c1', 'state'],
    ['state=s1', 'code'],
    ['code=&state=s1', 'code'],
    ['code=c1&state=s1&state=s2', 'state'],
    ['code=c1&code=c2&state=s1', 'code'],
  ])('with %s says what is wrong', (query, name) => {
    expect(parseDeepLink(`app.rulepost:/oauth/callback?${query}`)).toEqual({
      kind: 'incomplete',
      reason: expect.stringContaining(`"${name}"`),
    });
  });
});

describe('the arguments of a program start', () => {
  const link = 'app.rulepost:/oauth/callback?code=c1&state=s1';

  it('are searched, whatever their order', () => {
    expect(findDeepLink(['rulepost', '--flag', link, '--allow-file-access'])).toEqual(answer);
    expect(findDeepLink([link, 'rulepost'])).toEqual(answer);
  });

  it('must hold exactly one', () => {
    expect(findDeepLink(['rulepost', '--hidden'])).toBeNull();
    expect(findDeepLink([link, link])).toMatchObject({ kind: 'incomplete' });
  });

  it('may hold one of another path, which is not ours', () => {
    expect(findDeepLink(['app.rulepost:/rules/1'])).toEqual(notOurs);
  });
});

describe('a pasted address', () => {
  const local = 'http://localhost:18471/oauth/callback?code=c1&state=s1';

  it.each([
    local,
    `  ${local}\n`,
    `"${local}"`,
    `<${local}>`,
    `<"${local}">.`,
    `“${local}”`,
    local.replace('&', '&amp;'),
    local.replace('http://', ''),
    local.replace('localhost', '127.0.0.1'),
    local.replace('localhost', '[::1]'),
    local.replace('localhost:18471', '[::1]:38471').replace('http://', ''),
    `${local.slice(0, 30)}\r\n  ${local.slice(30)}`,
    'app.rulepost:/oauth/callback?code=c1&state=s1',
  ])('is taken as it comes: %j', (pasted) => {
    expect(parsePastedAddress(pasted)).toEqual(answer);
  });

  it.each([
    'https://authz.constantcontact.com/oauth2/default/v1/authorize?state=s1',
    'http://localhost.evil.example/oauth/callback?code=c1&state=s1',
    'http://evil.example/oauth/callback?code=c1&state=s1',
    'http://localhost@evil.example/oauth/callback?code=c1&state=s1',
    'http://user@localhost:18471/oauth/callback?code=c1&state=s1',
    'localhost:18471/elsewhere?code=c1&state=s1',
    'c1',
    '',
  ])('is not ours: %s', (pasted) => {
    expect(parsePastedAddress(pasted)).toEqual(notOurs);
  });

  it('never throws, and never finds an answer without both parts', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webQueryParameters().map((q) => `localhost/oauth/callback?${q}`),
        ),
        (text) => {
          for (const parsed of [parsePastedAddress(text), parseDeepLink(text)]) {
            if (parsed.kind === 'answer') expect(parsed.answer.state).not.toBe('');
          }
        },
      ),
    );
  });

  it('survives any wrapping of lines and any code', () => {
    const word = fc.stringMatching(/^[\w~-]{1,60}$/);
    fc.assert(
      fc.property(word, word, fc.nat(100), (code, state, at) => {
        const whole = `http://localhost:28471/oauth/callback?${new URLSearchParams({ code, state })}`;
        const pasted = `${whole.slice(0, at)}\n${whole.slice(at)}`;
        expect(parsePastedAddress(pasted)).toEqual({ kind: 'answer', answer: { state, code } });
      }),
    );
  });
});

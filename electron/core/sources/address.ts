/** Reads the e-mail address out of a cell as people fill it in. */
import { domainToASCII } from 'node:url';
import { type Problem, RulepostError, toProblem } from '../../../shared/errors/problem.ts';

/** constant-contact-v3 facts, section 4. */
const MOST_CHARACTERS = 80;

const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * Takes `a@b.example`, `mailto:a@b.example` and `Name <a@b.example>`; one address only. The domain
 * comes back in lower case (and in its ASCII form), the part before the @ as it was written.
 *
 * @returns the address, or a problem: `address-missing`, `address-several`, `address-invalid`,
 * `address-too-long`
 */
export function readAddress(text: string): { address: string } | { problem: Problem } {
  const trimmed = text.trim();
  if (trimmed === '') return refuse('address-missing', '');
  if (countAddresses(trimmed) > 1) return refuse('address-several', trimmed);
  const bare = unwrap(trimmed);
  const at = bare.lastIndexOf('@');
  const local = bare.slice(0, at);
  const domain = domainToASCII(bare.slice(at + 1).toLowerCase());
  if (at < 1 || local.length > 64 || !LOCAL.test(local) || !DOMAIN.test(domain)) {
    return refuse('address-invalid', trimmed);
  }
  const address = `${local}@${domain}`;
  return address.length > MOST_CHARACTERS ? refuse('address-too-long', address) : { address };
}

/** What makes two addresses the same person: letter case does not tell people apart. */
export function personKey(address: string): string {
  return address.trim().toLowerCase();
}

function countAddresses(text: string): number {
  const name = /^"[^"]*"\s*(?=<)/.exec(text)?.[0] ?? '';
  return text.slice(name.length).match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g)?.length ?? 0;
}

function unwrap(text: string): string {
  const inner = /^[^<>]*<([^<>]*)>$/.exec(text)?.[1] ?? text;
  return inner
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/\?.*$/, '')
    .trim();
}

function refuse(
  code: 'address-missing' | 'address-several' | 'address-invalid' | 'address-too-long',
  text: string,
): { problem: Problem } {
  const shown = text.length > 120 ? `${text.slice(0, 120)}...` : text;
  return { problem: toProblem(new RulepostError(code, { text: shown })) };
}

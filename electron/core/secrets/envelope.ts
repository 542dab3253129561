/**
 * The bytes of the encrypted file: a small readable header and one AES-256-GCM ciphertext that
 * holds every secret. The header is authenticated with it, so neither can be changed unnoticed.
 *
 * A nonce is random per write. Random 96-bit nonces stay safe for 2^32 writes under one key
 * (NIST SP 800-38D, 8.3), at two writes a day some millions of years.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { RulepostError } from '../../../shared/errors/problem.ts';

/** Bounds keep a tampered header from asking for hours of work or all of the memory. */
const scryptSchema = z.object({
  N: z
    .number()
    .int()
    .min(2 ** 14)
    .max(2 ** 18),
  r: z.number().int().min(1).max(8),
  p: z.number().int().min(1).max(2),
});

export const headerSchema = z.object({
  format: z.literal('rulepost-secrets'),
  version: z.literal(1),
  /** Which key source made the key. */
  backend: z.string().min(1).max(40),
  /** 16 random bytes in hex: names the key, and is the salt of a passphrase. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  /** Present when the key is stretched from a passphrase. */
  scrypt: scryptSchema.optional(),
});
export type Header = z.infer<typeof headerSchema>;

const envelopeSchema = z.object({
  header: headerSchema,
  nonce: z.base64(),
  tag: z.base64(),
  data: z.base64(),
});
const secretsSchema = z.record(z.string(), z.string());
export type Secrets = Record<string, string>;

/** About 0.4 s and 128 MB once per start; OWASP's choice for scrypt. */
const scryptCost = { N: 2 ** 17, r: 8, p: 1 } as const;

/** @returns the header of a file that does not exist yet */
export function newHeader(source: { backend: string; isPassphrase: boolean }): Header {
  return {
    format: 'rulepost-secrets',
    version: 1,
    backend: source.backend,
    id: randomBytes(16).toString('hex'),
    ...(source.isPassphrase ? { scrypt: { ...scryptCost } } : {}),
  };
}

/** @returns the 32 bytes to encrypt with: `material` itself, or stretched when it is a passphrase */
export async function encryptionKey(header: Header, material: Buffer): Promise<Buffer> {
  if (header.scrypt) {
    const { N, r, p } = header.scrypt;
    return stretch(material, Buffer.from(header.id, 'hex'), 32, { N, r, p, maxmem: 256 * N * r });
  }
  if (material.length !== 32) throw unreadable('its key is damaged');
  return material;
}

export function seal(header: Header, key: Buffer, secrets: Secrets): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(boundTo(header));
  const data = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
  const envelope = {
    header,
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
  return `${JSON.stringify(envelope, null, 2)}\n`;
}

/** @throws RulepostError `secrets-unreadable` when the text is not an envelope of a known version */
export function readEnvelope(text: string): z.infer<typeof envelopeSchema> {
  try {
    return envelopeSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw unreadable('the file is damaged, or was written by a newer Rulepost', cause);
  }
}

/** @throws RulepostError `secrets-unreadable` when the key is another one or anything was changed */
export function unseal(envelope: z.infer<typeof envelopeSchema>, key: Buffer): Secrets {
  try {
    const nonce = Buffer.from(envelope.nonce, 'base64');
    const tag = Buffer.from(envelope.tag, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
    decipher.setAAD(boundTo(envelope.header));
    decipher.setAuthTag(tag);
    const data = Buffer.from(envelope.data, 'base64');
    const plain = Buffer.concat([decipher.update(data), decipher.final()]);
    return secretsSchema.parse(JSON.parse(plain.toString('utf8')));
  } catch (cause) {
    const what = envelope.header.scrypt
      ? 'the passphrase is another one'
      : 'its key is another one';
    throw unreadable(`${what}, or the file was changed`, cause);
  }
}

export function unreadable(reason: string, cause?: unknown): RulepostError {
  return new RulepostError('secrets-unreadable', { reason }, { cause });
}

const stretch = promisify<
  Buffer,
  Buffer,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt);

/** The header in one fixed spelling, whatever order its properties were read in. */
function boundTo(header: Header): Buffer {
  const { format, version, backend, id, scrypt: cost } = header;
  return Buffer.from(
    JSON.stringify([format, version, backend, id, cost ? [cost.N, cost.r, cost.p] : null]),
  );
}

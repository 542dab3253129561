/**
 * How a browser gets in: a link that works once, then a cookie.
 *
 * Only hashes are kept, so neither memory dumps of the link list nor the sessions file let anybody
 * in. Sessions survive a restart of the service; links do not.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../core/ports.ts';

export const sessionDays = 30;
const linkHours = 24;
const dayMs = 86_400_000;
/** More browsers than a business has; the oldest session makes room. */
const maxSessions = 50;

/** A session as it is stored. `until` in epoch milliseconds. */
export interface StoredSession {
  hash: string;
  until: number;
}

/** Where sessions are kept between starts. */
export interface SessionFile {
  read(): Promise<StoredSession[]>;
  write(sessions: StoredSession[]): Promise<void>;
}

export interface Sessions {
  /** @returns the secret of a new link, 192 random bits; it works once, within 24 hours. */
  newLink(): string;
  /** Takes a link's secret. @returns a new session's cookie value, or null when the link is used or unknown. */
  redeem(link: string): Promise<string | null>;
  isKnown(cookie: string | undefined): Promise<boolean>;
}

/** @returns the cookie's name. Cookies ignore ports, so the name carries it. */
export function cookieName(port: number): string {
  return `rulepost_${port}`;
}

/** @returns the header that hands a session to the browser. */
export function sessionCookie(port: number, value: string): string {
  const seconds = (sessionDays * dayMs) / 1000;
  return `${cookieName(port)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
}

/** @returns one cookie's value from a `Cookie` header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  return header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** @returns true when both secrets are equal, without telling by the time it took how far they were. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

/** The file is read when the first cookie is shown, so that starting does not wait for it. */
export function createSessions(deps: { clock: Clock; file: SessionFile }): Sessions {
  const { clock, file } = deps;
  const links = new Map<string, number>();
  let stored: Promise<StoredSession[]> | undefined;
  const alive = (session: { until: number }) => session.until > clock.now();

  function sessions(): Promise<StoredSession[]> {
    stored ??= file.read();
    return stored;
  }

  return {
    newLink() {
      const link = randomBytes(24).toString('base64url');
      links.set(hash(link), clock.now() + linkHours * 3_600_000);
      return link;
    },

    async redeem(link) {
      const until = links.get(hash(link));
      links.delete(hash(link));
      if (until === undefined || !alive({ until })) return null;
      const cookie = randomBytes(32).toString('base64url');
      const session = { hash: hash(cookie), until: clock.now() + sessionDays * dayMs };
      // In one step, so that two browsers let in at once do not undo each other.
      stored = sessions().then((all) => [...all.filter(alive), session].slice(-maxSessions));
      await file.write(await stored);
      return cookie;
    },

    async isKnown(cookie) {
      if (cookie === undefined || cookie === '') return false;
      const wanted = hash(cookie);
      return (await sessions()).some((session) => session.hash === wanted && alive(session));
    },
  };
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function hash(secret: string): string {
  return digest(secret).toString('base64url');
}

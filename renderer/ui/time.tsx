import { useEffect, useState } from 'react';

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const dateOnly = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
const clockOnly = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const steps = [
  { unit: 'day', ms: 86_400_000, below: 60 * 86_400_000 },
  { unit: 'hour', ms: 3_600_000, below: 86_400_000 },
  { unit: 'minute', ms: 60_000, below: 3_600_000 },
] as const;

export const formatInstant = (at: number) => absolute.format(at);
export const formatDate = (at: number) => dateOnly.format(at);
export const formatClock = (at: number) => clockOnly.format(at);

/** @returns e.g. "just now", "in 7 hours", "3 days ago"; beyond 60 days the date. */
export function formatRelative(at: number, now: number): string {
  const distance = at - now;
  const size = Math.abs(distance);
  if (size < 45_000) return distance > 0 ? 'in a moment' : 'just now';
  for (const step of [...steps].reverse()) {
    const rounded = Math.round(distance / step.ms);
    if (size < step.below && Math.abs(rounded) * step.ms < step.below) {
      return relative.format(rounded, step.unit);
    }
  }
  return formatDate(at);
}

/** @returns the day as a heading: "Today", "Yesterday", a weekday, or the date. */
export function formatDay(at: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return days > 1 && days < 7 ? weekday.format(at) : formatDate(at);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** @returns the time, moving on at least every second or every half minute. */
export function useNow(everyMs: 1000 | 30_000 = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** A moment in relative words; the exact time shows on hover. */
export function Ago({ at }: { at: number }) {
  // What has just happened is newer than the last tick.
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={formatInstant(at)}>
      {formatRelative(at, Math.max(now, Date.now()))}
    </time>
  );
}

/** A date; the exact time shows on hover. */
export function DateOf({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatInstant(at)}>
      {formatDate(at)}
    </time>
  );
}

/** The time of day; date and time show on hover. */
export function ClockOf({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatInstant(at)}>
      {formatClock(at)}
    </time>
  );
}

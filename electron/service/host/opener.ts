/** Opens addresses in the person's browser, where there is one. */
import type { Log, Opener } from '../../core/ports.ts';

/**
 * @param env environment of the process
 * @returns false for a session without a screen: over SSH, or Linux without a display
 */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform) {
  if (env.SSH_CONNECTION !== undefined || env.SSH_TTY !== undefined) return false;
  if (platform !== 'linux') return true;
  return Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
}

/** @returns an opener for http(s) addresses; anything else is refused, whoever asks. */
export function createOpener(env: NodeJS.ProcessEnv, log: Log): Opener {
  return {
    async open(url) {
      if (!/^https?:$/.test(new URL(url).protocol) || !hasDisplay(env)) return false;
      try {
        const { default: open } = await import('open');
        await open(url);
        return true;
      } catch (error) {
        log.warn({ error }, 'the browser could not be opened');
        return false;
      }
    },
  };
}

import { localStorageColorSchemeManager, type MantineColorScheme } from '@mantine/core';

/** Remembers the person's choice of light, dark or the system's. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'rulepost-appearance' });

/**
 * Sets the scheme before the first paint. Mantine's own ColorSchemeScript is an inline script,
 * which the page's Content-Security-Policy forbids.
 */
export function setInitialColorScheme(): void {
  const chosen: MantineColorScheme = colorSchemeManager.get('auto');
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const scheme = chosen === 'auto' ? (systemIsDark ? 'dark' : 'light') : chosen;
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
}

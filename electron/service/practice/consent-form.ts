/** Finds, in a consent page, the form a person would agree with. Practice only. */

export interface ConsentForm {
  url: string;
  method: 'GET' | 'POST';
  fields: URLSearchParams;
}

const agreeing = /\b(allow|approve|accept|authori[sz]e|agree|grant|continue|confirm|yes)\b/i;
const refusing = /\b(deny|cancel|decline|reject|refuse|no)\b/i;

/**
 * @param html the page
 * @param base address it came from
 * @returns the form filled as it stands and agreed to; null when it wants something typed, or does
 *   not plainly ask for a yes
 */
export function findConsentForm(html: string, base: string): ConsentForm | null {
  for (const [, attributes = '', inner = ''] of html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)) {
    const fields = fieldsOf(inner);
    const button = agreeButton(inner);
    if (fields === null || button === null) continue;
    const form = readAttributes(attributes);
    if (button.name) fields.append(button.name, button.value ?? '');
    return {
      url: new URL(form.action || base, base).href,
      method: form.method?.toUpperCase() === 'POST' ? 'POST' : 'GET',
      fields,
    };
  }
  return null;
}

/** @returns the values a browser would send, or null when a person has to type one. */
function fieldsOf(html: string): URLSearchParams | null {
  const fields = new URLSearchParams();
  for (const [, attributes = ''] of html.matchAll(/<input\b([^>]*)>/gi)) {
    const input = readAttributes(attributes);
    const type = input.type?.toLowerCase() ?? 'text';
    if (['submit', 'button', 'image', 'reset'].includes(type)) continue;
    if (['checkbox', 'radio'].includes(type) && input.checked === undefined) continue;
    const typed = !['hidden', 'checkbox', 'radio'].includes(type);
    if (typed && !input.value && (type === 'password' || input.required !== undefined)) return null;
    if (input.name) fields.append(input.name, input.value ?? (typed ? '' : 'on'));
  }
  return fields;
}

function agreeButton(html: string): Record<string, string> | null {
  const buttons = [
    ...[...html.matchAll(/<button\b([^>]*)>(.*?)<\/button>/gis)].map(([, attributes, text]) => ({
      attributes: readAttributes(attributes ?? ''),
      text: (text ?? '').replace(/<[^>]+>/g, ' '),
    })),
    ...[...html.matchAll(/<input\b([^>]*)>/gi)]
      .map(([, attributes]) => readAttributes(attributes ?? ''))
      .filter((attributes) => attributes.type?.toLowerCase() === 'submit')
      .map((attributes) => ({ attributes, text: attributes.value ?? '' })),
  ].filter(({ attributes }) => attributes.type?.toLowerCase() !== 'button');
  const words = (button: (typeof buttons)[number]) =>
    `${button.text} ${button.attributes.value ?? ''}`;
  const willing = buttons.filter((button) => !refusing.test(words(button)));
  const sure = willing.find((button) => agreeing.test(words(button)));
  return (sure ?? (buttons.length === 1 ? willing[0] : undefined))?.attributes ?? null;
}

function readAttributes(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const pattern = /([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
  for (const [, name = '', double, single, bare] of text.matchAll(pattern)) {
    found[name.toLowerCase()] = unescapeHtml(double ?? single ?? bare ?? '');
  }
  return found;
}

function unescapeHtml(text: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, number?: string, name?: string) =>
    number ? String.fromCodePoint(Number(number)) : (named[name ?? ''] ?? whole),
  );
}

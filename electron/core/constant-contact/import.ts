/** People to be imported in bulk, and how many of them fit into one import. Facts, section 6. */
import { RulepostError } from '../../../shared/errors/problem.ts';
import { snakeKeys } from './wire.ts';

/**
 * One person. Existing people are found by address and only what is given here is changed; new
 * ones enter with implicit consent.
 */
export interface ImportContact {
  email: string;
  firstName?: string | undefined;
  lastName?: string | undefined;
  jobTitle?: string | undefined;
  companyName?: string | undefined;
  phone?: string | undefined;
  street?: string | undefined;
  street2?: string | undefined;
  city?: string | undefined;
  state?: string | undefined;
  zip?: string | undefined;
  country?: string | undefined;
  birthdayMonth?: number | undefined;
  birthdayDay?: number | undefined;
  anniversary?: string | undefined;
  /** By the field's `name` (not its label): at most 25, of at most 255 characters each. */
  customFields?: Readonly<Record<string, string>> | undefined;
}

/** The service silently drops what is beyond 4 MB; this leaves room for either kind of megabyte. */
const maxImportBytes = 3_800_000;
/** The rest of the body: its frame and up to 50 list ids of 39 bytes. */
const frameBytes = 2_048;

/** The request body of an import. */
export function importBody(contacts: readonly ImportContact[], listIds: readonly string[]) {
  return { import_data: contacts.map(toWire), list_ids: listIds };
}

/**
 * Splits people, in their order, into imports that the service takes completely.
 *
 * @param limits.maxBytes of one request body in UTF-8, default 3.8 MB
 * @param limits.maxContacts per import, default 40,000
 * @throws RulepostError `import-too-large` when one person's data alone does not fit
 */
export function splitImport(
  contacts: readonly ImportContact[],
  limits: { maxBytes?: number; maxContacts?: number } = {},
): ImportContact[][] {
  const { maxBytes = maxImportBytes, maxContacts = 40_000 } = limits;
  const parts: ImportContact[][] = [];
  let part: ImportContact[] = [];
  let bytes = frameBytes;
  for (const contact of contacts) {
    const size = Buffer.byteLength(JSON.stringify(toWire(contact))) + 1;
    if (frameBytes + size > maxBytes) {
      throw new RulepostError('import-too-large', { who: contact.email });
    }
    if (part.length > 0 && (part.length === maxContacts || bytes + size > maxBytes)) {
      parts.push(part);
      part = [];
      bytes = frameBytes;
    }
    part.push(contact);
    bytes += size;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function toWire({ customFields = {}, ...plain }: ImportContact): object {
  const custom = Object.entries(customFields).map(([name, value]) => [`cf:${name}`, value]);
  return { ...(snakeKeys(plain) as object), ...Object.fromEntries(custom) };
}

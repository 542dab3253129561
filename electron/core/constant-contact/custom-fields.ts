/** Custom fields: where values that differ from person to person travel. Facts, section 4. */
import { z } from 'zod';
import { json, open, text } from './answers.ts';
import type { Caller, CallOptions } from './call.ts';
import { type Paged, paged } from './paging.ts';
import { snakeKeys } from './wire.ts';

export type CustomFieldType =
  | 'string'
  | 'text_area'
  | 'number'
  | 'currency'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'single_select'
  | 'multi_select';

const customFieldSchema = z.looseObject({
  custom_field_id: z.string(),
  /** What people see. */
  label: z.string(),
  /** What imports and merge tags use: the label with underscores. */
  name: z.string(),
  type: open<CustomFieldType>().nullish(),
  created_at: text,
  updated_at: text,
});
export type CustomField = z.infer<typeof customFieldSchema>;

export interface CustomFieldInput {
  /** At most 50 characters, unique; an account holds 100 fields. */
  label: string;
  type: CustomFieldType;
  choices?: readonly { choiceLabel: string; displayOrder: number }[] | undefined;
}

export interface CustomFieldCalls {
  list(options?: CallOptions): Paged<CustomField>;
  /** @throws RulepostError `conflict` when the label is taken: look it up in `list` */
  create(field: CustomFieldInput, options?: CallOptions): Promise<CustomField>;
}

const collection = '/contact_custom_fields';

export function customFieldCalls(call: Caller): CustomFieldCalls {
  return {
    list: (options) =>
      paged(
        call,
        {
          path: collection,
          query: { limit: 100 },
          needs: { scope: 'contact_data', privilege: 'contacts:read' },
          doing: 'read the custom fields',
        },
        'custom_fields',
        customFieldSchema,
        options,
      ),

    create: (field, options) =>
      call(
        {
          method: 'POST',
          path: collection,
          body: snakeKeys(field),
          read: json(customFieldSchema),
          repeat: 'read-first',
          needs: { scope: 'contact_data', privilege: 'contacts:write' },
          doing: `create the custom field "${field.label}"`,
        },
        options,
      ),
  };
}

/** The mail of a campaign: whom it goes to, when it leaves, what became of it. Facts, section 7. */
import { z } from 'zod';
import { json, nothing } from './answers.ts';
import type { Caller, CallOptions } from './call.ts';
import {
  type Audience,
  type EmailActivity,
  type EmailActivityPart,
  type EmailDocument,
  type EmailHeader,
  type EmailPreview,
  type EmailSchedule,
  type EmailSend,
  emailActivitySchema,
  previewSchema,
  scheduleSchema,
  sendSchema,
} from './email-shapes.ts';
import { instant, segment } from './wire.ts';

export interface EmailActivityCalls {
  activity(
    activityId: string,
    query?: { include?: readonly EmailActivityPart[] | undefined },
    options?: CallOptions,
  ): Promise<EmailActivity>;
  /** Sets whom it goes to. The header is part of the document and must be given again. */
  setAudience(
    activityId: string,
    document: EmailHeader & Audience,
    options?: CallOptions,
  ): Promise<EmailActivity>;
  /** Replaces the document. Only while a draft. */
  updateActivity(
    activityId: string,
    document: EmailDocument,
    options?: CallOptions,
  ): Promise<EmailActivity>;
  /**
   * Sends. Never repeated by itself once the service may have taken it.
   * @param date '0' for now, or epoch ms
   */
  schedule(activityId: string, date?: '0' | number, options?: CallOptions): Promise<void>;
  /** @returns nothing unless the activity is scheduled for later */
  schedules(activityId: string, options?: CallOptions): Promise<EmailSchedule[]>;
  unschedule(activityId: string, options?: CallOptions): Promise<void>;
  /** @returns one entry per sending, oldest first; empty when it was never sent */
  sendHistory(activityId: string, options?: CallOptions): Promise<EmailSend[]>;
  /** At most 5 addresses a call and 50 a day; placeholders stay unfilled. */
  sendTest(
    activityId: string,
    test: { addresses: readonly string[]; message?: string | undefined },
    options?: CallOptions,
  ): Promise<void>;
  /** Placeholders are filled from the account owner's own profile. */
  preview(activityId: string, options?: CallOptions): Promise<EmailPreview>;
}

const scope = 'campaign_data';
const reading = { scope, privilege: 'campaign:read' } as const;
const writing = { scope, privilege: 'campaign:write' } as const;
const sending = { scope, privilege: 'campaign:send' } as const;

export function emailActivityCalls(call: Caller): EmailActivityCalls {
  const activity = (activityId: string, rest = '') =>
    `/emails/activities/${segment(activityId)}${rest}`;
  const get = { method: 'GET', repeat: 'safe', needs: reading } as const;

  const put = (
    activityId: string,
    document: EmailDocument,
    doing: string,
    options: CallOptions | undefined,
  ) =>
    call(
      {
        method: 'PUT',
        path: activity(activityId),
        body: documentBody(document),
        read: json(emailActivitySchema),
        repeat: 'safe',
        needs: writing,
        doing,
      },
      options,
    );

  return {
    activity: (activityId, query = {}, options) =>
      call(
        {
          ...get,
          path: activity(activityId),
          query: { include: query.include },
          read: json(emailActivitySchema),
          doing: 'look how an e-mail stands',
        },
        options,
      ),

    setAudience: (activityId, document, options) =>
      put(activityId, document, 'set whom the e-mail goes to', options),

    updateActivity: (activityId, document, options) =>
      put(activityId, document, 'change the e-mail', options),

    schedule: (activityId, date = '0', options) =>
      call(
        {
          method: 'POST',
          path: activity(activityId, '/schedules'),
          body: { scheduled_date: date === '0' ? date : instant(date) },
          // Documented as [], seen as a bare timestamp (facts, section 14): the 201 says it all.
          read: nothing,
          repeat: 'read-first',
          needs: sending,
          doing: 'send the e-mail',
        },
        options,
      ),

    schedules: (activityId, options) =>
      call(
        {
          ...get,
          path: activity(activityId, '/schedules'),
          read: json(z.array(scheduleSchema)),
          doing: 'look when an e-mail goes out',
        },
        options,
      ),

    unschedule: (activityId, options) =>
      call(
        {
          method: 'DELETE',
          path: activity(activityId, '/schedules'),
          read: nothing,
          // The second of two would fail: by then it is not scheduled any more.
          repeat: 'read-first',
          needs: sending,
          doing: 'take back the schedule of an e-mail',
        },
        options,
      ),

    sendHistory: (activityId, options) =>
      call(
        {
          ...get,
          path: activity(activityId, '/send_history'),
          read: json(z.array(sendSchema)),
          doing: 'look how an e-mail was sent',
        },
        options,
      ),

    sendTest: (activityId, test, options) =>
      call(
        {
          method: 'POST',
          path: activity(activityId, '/tests'),
          body: { email_addresses: test.addresses, personal_message: test.message },
          read: nothing,
          repeat: 'read-first',
          needs: sending,
          doing: 'send a test e-mail',
        },
        options,
      ),

    preview: (activityId, options) =>
      call(
        {
          ...get,
          path: activity(activityId, '/previews'),
          read: json(previewSchema),
          doing: 'show the preview of an e-mail',
        },
        options,
      ),
  };
}

/** The part that a new campaign and an update have in common. */
export function headerBody(header: EmailHeader) {
  return {
    from_name: header.fromName,
    from_email: header.fromEmail,
    reply_to_email: header.replyTo,
    subject: header.subject,
    preheader: header.preheader,
  };
}

function documentBody({ listIds, segmentId, html, ...header }: EmailDocument) {
  return {
    ...headerBody(header),
    contact_list_ids: listIds,
    segment_ids: segmentId === undefined ? undefined : [segmentId],
    html_content: html,
  };
}

import { useMemo } from 'react';
import { mailDocument } from './mail-document.ts';
import classes from './mail-frame.module.css';
import { styleNonce } from './nonce.ts';

/** A mail as a recipient sees it; nothing in it can run, load or lead anywhere. */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const document = useMemo(() => mailDocument(html, styleNonce), [html]);
  return <iframe className={classes.frame} title={title} sandbox="" srcDoc={document} />;
}

interface MailPreviewProps {
  subject: string;
  html: string;
  /** Names the frame for those who do not see it. */
  title: string;
}

/** A mail with its subject above it. */
export function MailPreview({ subject, html, title }: MailPreviewProps) {
  return (
    <div className={classes.preview}>
      <p className={classes.subject}>
        <span className={classes.subjectName}>Subject</span> {subject}
      </p>
      <div className={classes.mail}>
        <MailFrame html={html} title={title} />
      </div>
    </div>
  );
}

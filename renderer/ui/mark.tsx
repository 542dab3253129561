/** The mark of Rulepost: a signpost whose board is a letter. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-primary-color-filled)" />
      <g fill="none" stroke="#fff" strokeWidth="2" strokeLinejoin="round" strokeLinecap="round">
        <path d="M7 8h14.2l4.3 4.75-4.3 4.75H7z" />
        <path d="m7 8.6 7.4 5.2 6.8-5.2" />
        <path d="M12 17.5v8.5" />
      </g>
    </svg>
  );
}

import { Component, type ReactNode } from 'react';
import { ProblemNote } from './problem-note.tsx';

/**
 * Catches what a screen throws while it draws, so that the rest of the page stays usable. A class,
 * because React offers this to classes only.
 */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <ProblemNote
        problem={{
          code: 'page-broken',
          what: 'This screen could not be shown.',
          advice: 'Load the page again. Rules and mail are not affected.',
        }}
        alert
        action={{ words: 'Load again', onClick: () => location.reload() }}
      />
    );
  }
}

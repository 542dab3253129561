import { Button, CloseButton } from '@mantine/core';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import type { Problem } from '../../shared/errors/problem.ts';
import { ToneIcon } from './status-icon.tsx';
import classes from './toasts.module.css';

interface Toast {
  id: number;
  words: string;
  advice?: string;
  tone: 'good' | 'bad';
  /** A way back, e.g. Undo. */
  action?: { words: string; onClick: () => void };
}

interface Toasts {
  /** Confirms in passing what was done; goes away by itself. */
  done(words: string, action?: Toast['action']): void;
  /** Says what went wrong; stays until it is closed. */
  problem(problem: Problem): void;
}

const shownForMs = 6_000;
const shownWithActionForMs = 12_000;

const ToastsContext = createContext<Toasts>({ done: () => {}, problem: () => {} });

export function useToasts(): Toasts {
  return useContext(ToastsContext);
}

/** Short messages in the corner, also said aloud. */
export function ToastsProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);

  const add = useCallback((toast: Omit<Toast, 'id'>) => {
    setToasts((before) => [...before.slice(-2), { ...toast, id: (before.at(-1)?.id ?? 0) + 1 }]);
  }, []);
  const remove = useCallback((id: number) => {
    setToasts((before) => before.filter((toast) => toast.id !== id));
  }, []);
  const api = useMemo<Toasts>(
    () => ({
      done: (words, action) => add({ words, tone: 'good', ...(action && { action }) }),
      problem: ({ what, advice }) => add({ words: what, advice, tone: 'bad' }),
    }),
    [add],
  );

  return (
    <ToastsContext value={api}>
      {children}
      <section className={classes.region} aria-label="Messages" aria-live="polite">
        {toasts.map((toast) => (
          <ToastNote key={toast.id} toast={toast} onClose={() => remove(toast.id)} />
        ))}
      </section>
    </ToastsContext>
  );
}

function ToastNote({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  const [held, setHeld] = useState(false);
  const { id, tone, action } = toast;

  // biome-ignore lint/correctness/useExhaustiveDependencies: onClose is new on every render; the toast is what the timer belongs to.
  useEffect(() => {
    if (held || tone === 'bad') return;
    const timer = setTimeout(onClose, action ? shownWithActionForMs : shownForMs);
    return () => clearTimeout(timer);
  }, [id, held]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering or focusing only keeps the message in view.
    <div
      className={classes.toast}
      data-tone={tone}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <ToneIcon tone={tone} />
      <div className={classes.text}>
        <p>{toast.words}</p>
        {toast.advice && <p className={classes.advice}>{toast.advice}</p>}
      </div>
      {action && (
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            action.onClick();
            onClose();
          }}
        >
          {action.words}
        </Button>
      )}
      <CloseButton size="sm" aria-label="Close this message" onClick={onClose} />
    </div>
  );
}

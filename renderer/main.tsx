import './ui/page.css';
import '@mantine/core/styles.layer.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { queryClient } from './rpc.ts';
import { colorSchemeManager, setInitialColorScheme } from './ui/color-scheme.ts';
import { styleNonce } from './ui/nonce.ts';
import { cssVariables, theme } from './ui/theme.ts';
import { ToastsProvider } from './ui/toasts.tsx';

setInitialColorScheme();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      getStyleNonce={() => styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <ToastsProvider>
          <App />
        </ToastsProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

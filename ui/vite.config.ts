import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The manager serves dist/ at /client/; for work on the UI a running manager is the backend of `npm run dev`.
const backend = process.env.PILEUS_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/client/',
  plugins: [react()],
  build: {
    target: 'es2022',
    // Chromium refuses data: fonts and images under the server's content security policy.
    assetsInlineLimit: 0,
    // The console (noVNC and xterm) is fetched when it is opened, not with the first page.
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: {
      '/client/api': { target: backend },
      '/client/events': { target: backend },
      '/client/console/ws': { target: backend, ws: true },
      '/health': { target: backend },
    },
  },
});

import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// File names are stable because dist is committed and embedded; the server
// puts the hash of the whole folder into the path instead (__HASH__), so every
// asset can still be cached for ever.
export default defineConfig({
  base: '/',
  experimental: {
    renderBuiltUrl: (file, { hostType }) =>
      hostType === 'html' ? `/assets/__HASH__/${file}` : { relative: true },
  },
  plugins: [react(), { ...optimizeLocales.vite({ locales: ['en-US'] }), enforce: 'pre' }],
  build: {
    target: 'es2022',
    // The first browsers with light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    cssCodeSplit: false,
    modulePreload: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        entryFileNames: 'app.js',
        chunkFileNames: chunkName,
        assetFileNames: (asset) => (asset.names[0]?.endsWith('.css') ? 'app.css' : '[name][extname]'),
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/v2', '/login', '/logout', '/password', '/openapi.json'].map((path) => [
        path,
        { target: process.env.WRIT_URL ?? 'http://127.0.0.1:7480', ws: true, rewriteWsOrigin: true },
      ]),
    ),
  },
  test: { include: ['src/**/*.test.ts'] },
});

// Pages are all called Page.tsx; the chunk is named after the page's folder.
function chunkName(chunk: { name: string; facadeModuleId: string | null }): string {
  const page = chunk.facadeModuleId?.match(/\/pages\/([^/]+)\/(\w+)\.tsx$/);
  if (!page) return '[name].js';
  return page[2] === 'Page' ? `${page[1]}.js` : `${page[1]}-${page[2]}.js`;
}

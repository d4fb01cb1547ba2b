import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2023",
    // The policy allows fonts and images from this origin only, so nothing becomes a data: URL.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // lib/zod-without-eval.ts has to run before any schema is made, so it lives in one chunk with them.
            { name: "contract", test: /node_modules[\\/]zod[\\/]|packages[\\/](api-contract|domain)[\\/]|zod-without-eval/ },
          ],
        },
      },
    },
  },
  server: { host: "127.0.0.1", port: 4601, proxy: { "/api": { target: "http://127.0.0.1:4600", changeOrigin: false } } },
});

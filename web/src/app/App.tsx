import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { mayRetry } from '../api/client';
import { ToastRegion } from '../ui/Toast';
import { router } from './routes';

const queries = new QueryClient({
  defaultOptions: { queries: { retry: mayRetry, staleTime: 10_000 } },
});

/** The whole app: data, pages and messages. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <ToastRegion />
    </QueryClientProvider>
  );
}

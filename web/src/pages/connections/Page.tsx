import { PageHeader } from '../../ui/PageHeader';

/** Page is being built. */
export function Page() {
  return (
    <div className="page">
      <PageHeader title="Writ" />
    </div>
  );
}

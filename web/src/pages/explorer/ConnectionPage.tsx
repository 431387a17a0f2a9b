import { PageHeader } from '../../ui/PageHeader';

/** ConnectionPage is being built. */
export function ConnectionPage() {
  return (
    <div className="page">
      <PageHeader title="Writ" />
    </div>
  );
}

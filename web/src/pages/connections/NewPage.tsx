import { PageHeader } from '../../ui/PageHeader';

/** NewPage is being built. */
export function NewPage() {
  return (
    <div className="page">
      <PageHeader title="Writ" />
    </div>
  );
}
